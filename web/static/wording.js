/* The words around an answer. The tables come with the page, from the service that also renders it without scripts. */

export const wording = JSON.parse(document.getElementById("wording").textContent);

export const nameOf = (source) => source.name || source.title || source.id;

export function confidenceWord(confidence) {
  return wording.confidences.find(([least]) => confidence >= least)[1];
}

export const confidenceTitle = (confidence) => `${Math.round(confidence * 100)}% sure`;

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/* "Also in 2 other documents" */
export function agreementLine(agreeing) {
  return `Also in ${plural(new Set(agreeing.map((c) => c.document.id)).size, "other document")}`;
}

/* Whether asking for an answer anyway would bring one: the documents may answer, but are not sure enough. */
export const mayAnswer = (reply) => reply.reason === "low_confidence" && reply.confidence > 0 && reply.min_confidence > 0;

export const copiesLine = (copies) => `The same text in ${copies.map(nameOf).join(", ")}`;

/* The words to search for what a reply is about: all of an unanswered question, else the two that tell most. */
export function topicWords({ answered, why: { terms } }) {
  const TELLING = 2;
  const held = answered ? terms.filter((term) => term.matched) : terms;
  const wordOf = (term) => (answered && term.found) || term.word;
  const heaviest = [...held].sort((a, b) => b.weight - a.weight).slice(0, answered ? TELLING : undefined).map(wordOf);
  return [...new Set(held.map(wordOf).filter((word) => heaviest.includes(word)))].join(" ");
}

export function readingNotes({ reason, why: { corrected, carried_over: carried, unmentioned } }) {
  const notes = corrected.map((word) => `Read “${word.asked}” as “${word.taken}”.`);
  if (carried.length) notes.push(`Following on: ${carried.join(", ")}.`);
  if (reason === "low_confidence" && unmentioned?.length) {
    notes.push(`Not mentioned in the documents: ${unmentioned.join(", ")}.`);
  }
  return notes.join(" ");
}

/* What the question was taken for, and how its words stand in the passage ranked first, in sentences. */
export function reasons({ citations, nearest, why: { kind, terms } }) {
  const said = { same: [], form: [], other: [], beside: [], missing: [] };
  for (const { word, found, likeness, matched } of citations.length || nearest.length ? terms : []) {
    if (found === null) said[matched ? "beside" : "missing"].push(word);
    else if (found.toLowerCase() === word.toLowerCase()) said.same.push(found);
    else said[likeness === 1 ? "form" : "other"].push(wording.pair.replace("{word}", () => word).replace("{found}", () => found));
  }
  const put = (name, text) => wording.why[name].replace("{}", () => text);
  const held = Object.entries(said).filter(([, words]) => words.length);
  return [put("taken", wording.kinds[kind]), ...held.map(([name, words]) => put(name, words.join(", ")))];
}

/* What stands before and after the quote in its passage, shortened; the mark of a list's item is nothing to show. */
export function textBefore({ start, passage }) {
  const { most, fewest } = wording.around;
  const text = passage.text.slice(0, Math.max(0, start - passage.start)).trim();
  const points = Array.from(text);
  if (points.length <= most) return points.length > fewest ? text : "";
  const kept = points.slice(-most).join("");
  return `… ${kept.includes(" ") ? kept.slice(kept.indexOf(" ") + 1) : ""}`;
}

export function textAfter({ end, passage }) {
  const { most, fewest } = wording.around;
  const text = passage.text.slice(Math.max(0, end - passage.start)).trim();
  const points = Array.from(text);
  if (points.length <= most) return points.length > fewest ? text : "";
  const kept = points.slice(0, most).join("");
  return `${kept.slice(0, Math.max(0, kept.lastIndexOf(" ")))} …`;
}

/* Whether an answer is a list: items of one document, below the same sentence or heading. */
export function isList({ citations }) {
  const items = citations.filter((c) => c.role === "answer");
  const leads = new Set(items.map((c) => (c.lead_in ? `${c.document.id}\n${c.lead_in.start}` : "")));
  return items.length > 1 && leads.size === 1 && !leads.has("");
}

/* "2020-05-13" is written "13 May 2020", "2020-05" "May 2020". */
export function writtenDate(date) {
  const [year, month, day] = date.slice(0, 10).split("-");
  return [day && String(Number(day)), month && wording.months[Number(month) - 1], year].filter(Boolean).join(" ");
}

/* What a screen reader is told when an answer has come. */
export function announcement(reply) {
  if (!reply.answered) {
    return `${reply.notice} ${plural(reply.nearest.length, "passage")}.`;
  }
  const sources = new Set(reply.citations.map((c) => c.document.id)).size;
  const answer = `Answer from ${plural(sources, "source")}: ${reply.answer}`;
  return reply.notice ? `${reply.notice} ${answer}` : answer;
}
