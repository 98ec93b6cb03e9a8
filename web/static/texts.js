/* The words of the page in its language. In English the scripts have them; in others they come with the page. */

const held = document.getElementById("texts");
const { texts, counts, dates } = held ? JSON.parse(held.textContent)
  : { texts: {}, counts: {}, dates: { day: "{0} {1} {2}", month: "{1} {2}" } };

const fill = (text, values) => text.replace(/\{(\d)\}/g, (_, place) => values[place]);

/* Say a text, with values in its places {0}, {1}. */
export const t = (text, ...values) => fill(texts[text] || text, values);

/* "1 document", "5 documents" */
export function plural(number, noun) {
  const forms = counts[noun];
  if (!forms) return `${number} ${noun}${number === 1 ? "" : "s"}`;
  const category = new Intl.PluralRules(document.documentElement.lang).select(number);
  return fill(forms[category] || forms.other, [number]);
}

/* "2020-05-13" is written "13 May 2020", "2020-05" "May 2020". */
export function writeDate(date, months) {
  const [year, month, day] = date.slice(0, 10).split("-");
  return month ? fill(dates[day ? "day" : "month"], [Number(day), months[Number(month) - 1], year]) : year;
}
