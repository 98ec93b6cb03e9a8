/* The words around an answer. The tables come with the page, from the service that also renders it without scripts. */

export const wording = JSON.parse(document.getElementById("wording").textContent);

export const nameOf = (source) => source.title || source.id;

export function confidenceWord(confidence) {
  return wording.confidences.find(([least]) => confidence >= least)[1];
}

export const confidenceTitle = (confidence) => `${Math.round(confidence * 100)}% sure`;

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/* "Also in 2 other documents; 1 differs" */
export function agreementLine(others) {
  const count = (role) => new Set(others.filter((c) => c.role === role).map((c) => c.document.id)).size;
  const agreeing = count("corroboration");
  const differing = count("differs");
  const differs = `differ${differing === 1 ? "s" : ""}`;
  if (!agreeing) return `${plural(differing, "other document")} ${differs}`;
  const also = `Also in ${plural(agreeing, "other document")}`;
  return differing ? `${also}; ${differing} ${differs}` : also;
}

export const copiesLine = (copies) => `The same text in ${copies.map(nameOf).join(", ")}`;

export function readingNotes({ corrected, carried_over: carried }) {
  const notes = corrected.map((word) => `Read “${word.asked}” as “${word.taken}”.`);
  if (carried.length) notes.push(`Following on: ${carried.join(", ")}.`);
  return notes.join(" ");
}

export function figuresLine(reply) {
  const shown = reply.citations[0] || reply.nearest[0];
  const score = shown ? ` Score ${shown.score.toFixed(1)}, comparable within this answer only.` : "";
  return `Read as a question of kind “${reply.why.kind}”. Confidence ${reply.confidence.toFixed(2)}.${score}`;
}

/* "2020-05-13" is written "13 May 2020", "2020-05" "May 2020". */
export function writtenDate(date) {
  const [year, month, day] = date.slice(0, 10).split("-");
  return [day && String(Number(day)), month && wording.months[Number(month) - 1], year].filter(Boolean).join(" ");
}

/* What a screen reader is told when an answer has come. */
export function announcement(reply) {
  if (!reply.answered) {
    return `The documents do not say. ${wording.reasons[reply.reason]} ${plural(reply.nearest.length, "nearest passage")}.`;
  }
  const sources = new Set(reply.citations.map((c) => c.document.id)).size;
  return `Answer from ${plural(sources, "source")}: ${reply.answer}`;
}
