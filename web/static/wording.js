/* The words around an answer. The tables come with the page, from the service that also renders it without scripts. */

import { plural, t, writeDate } from "./texts.js";

export const wording = JSON.parse(document.getElementById("wording").textContent);

export const nameOf = (source) => source.name || source.title || source.id;

export function confidenceWord(confidence) {
  return wording.confidences.find(([least]) => confidence >= least)[1];
}

export const confidenceTitle = (confidence) => t("{0}% sure", Math.round(confidence * 100));

/* "Also in 2 other documents" */
export function agreementLine(agreeing) {
  return t("Also in {0}", plural(new Set(agreeing.map((c) => c.document.id)).size, "other document"));
}

/* Whether asking for an answer anyway would bring one: the documents may answer, but are not sure enough. */
export const mayAnswer = (reply) => reply.reason === "low_confidence" && reply.confidence > 0 && reply.min_confidence > 0;

export const copiesLine = (copies) => t("The same text in {0}", copies.map(nameOf).join(", "));

/* The words to search for what a reply is about: all of an unanswered question, else the two that tell most. */
export function topicWords({ answered, why: { terms } }) {
  const TELLING = 2;
  const held = answered ? terms.filter((term) => term.matched) : terms;
  const wordOf = (term) => (answered && term.found) || term.word;
  const heaviest = [...held].sort((a, b) => b.weight - a.weight).slice(0, answered ? TELLING : undefined).map(wordOf);
  return [...new Set(held.map(wordOf).filter((word) => heaviest.includes(word)))].join(" ");
}

export function readingNotes({ reason, why: { corrected, carried_over: carried, unmentioned } }) {
  const notes = corrected.map((word) => t("Read “{0}” as “{1}”.", word.asked, word.taken));
  if (carried.length) notes.push(t("Following on: {0}.", carried.join(", ")));
  if (reason === "low_confidence" && unmentioned?.length) {
    notes.push(t("Not mentioned in the documents: {0}.", unmentioned.join(", ")));
  }
  return notes.join(" ");
}

export function figuresLine(reply) {
  const shown = reply.citations[0] || reply.nearest[0];
  const score = shown ? t("Score {0}, comparable within this answer only.", shown.score.toFixed(1)) : "";
  return `${t("Read as a question of kind “{0}”. Confidence {1}.", reply.why.kind, reply.confidence.toFixed(2))} ${score}`.trimEnd();
}

export const writtenDate = (date) => writeDate(date, wording.months);

/* What a screen reader is told when an answer has come. */
export function announcement(reply) {
  if (!reply.answered) {
    return `${reply.notice} ${plural(reply.nearest.length, "passage")}.`;
  }
  const sources = new Set(reply.citations.map((c) => c.document.id)).size;
  const answer = t("Answer from {0}: {1}", plural(sources, "source"), reply.answer);
  return reply.notice ? `${reply.notice} ${answer}` : answer;
}
