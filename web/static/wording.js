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
    return `${reply.notice} ${plural(reply.nearest.length, "passage")}.`;
  }
  const sources = new Set(reply.citations.map((c) => c.document.id)).size;
  const answer = `Answer from ${plural(sources, "source")}: ${reply.answer}`;
  return reply.notice ? `${reply.notice} ${answer}` : answer;
}
