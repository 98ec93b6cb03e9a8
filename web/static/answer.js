/* Fill the page's <template> of a question and its answer from a reply. Text goes in by textContent only. */

import {
  agreementLine, announcement, confidenceTitle, confidenceWord, copiesLine, isList, mayAnswer, nameOf, readingNotes, reasons,
  textAfter, textBefore, topicWords, writtenDate,
} from "./wording.js";

const turnTemplate = document.getElementById("turn-template");
const quotedTemplate = document.getElementById("quoted-template");

export { announcement };

export function renderTurn(question, reply) {
  const turn = turnTemplate.content.firstElementChild.cloneNode(true);
  const find = (selector) => turn.querySelector(selector);
  const agreeing = reply.citations.filter((c) => c.role === "corroboration");
  find(".question").textContent = question;
  fillOrRemove(find(".reading"), readingNotes(reply));
  fillOrRemove(find(".notice"), reply.answered ? reply.notice : "");
  fillAnswer(find(".answer"), reply);
  keepIf(find(".truncated"), reply.truncated);
  if (keepIf(find(".agreement"), agreeing.length)) {
    find(".agreement summary").textContent = agreementLine(agreeing);
    find(".others").replaceChildren(...agreeing.map((c) => renderQuoted(c)));
  }
  if (keepIf(find(".silence"), !reply.answered)) {
    find(".no-answer").textContent = reply.notice;
    keepIf(find(".nearest"), reply.nearest.length);
    keepIf(find(".nearest h3"), reply.reason !== "low_confidence");
    keepIf(find(".anyway"), mayAnswer(reply));
    keepIf(find(".unanswered"), !reply.nearest.length);
    addQuery(keepIf(find(".by-words"), topicWords(reply))?.firstElementChild, { q: topicWords(reply) });
    addQuery(find(".everywhere a"), { q: question });
    fillWithin(find(".within"), question, reply);
    find(".passages")?.replaceChildren(...reply.nearest.map((c) => renderQuoted(c)));
  }
  const words = reply.answered && topicWords(reply);
  addQuery(keepIf(find(".about-this"), words), { q: words });
  fillConfidence(find(".confidence"), reply);
  fillWhy(find(".why"), reply);
  keepIf(find(".copy"), reply.answered);
  keepIf(find("[data-verdict=wrong_sentence]")?.parentElement, reply.answered);
  keepIf(find("[data-verdict=should_be_silent]")?.parentElement, reply.answered);
  keepIf(find("[data-format=original]")?.parentElement, reply.citations[0]?.document.source_url);
  return turn;
}

/* What answers, and what differs from it beside it; of a list, what leads into it comes first. */
function fillAnswer(element, reply) {
  if (!keepIf(element, reply.answered)) return;
  const listed = isList(reply);
  const shown = reply.citations.filter((c) => c.role === "answer" || c.role === "differs");
  if (listed) element.classList.add("listed");
  if (shown.some((c) => c.role === "differs")) element.classList.add("differing");
  const lead = document.createElement("p");
  lead.className = "lead-in";
  lead.dir = "auto";
  lead.textContent = listed ? reply.citations[0].lead_in.text : "";
  element.replaceChildren(...(listed ? [lead] : []), ...shown.map((c) => renderQuoted(c, !listed)));
}

function renderQuoted(citation, around = false) {
  const figure = quotedTemplate.content.firstElementChild.cloneNode(true);
  const find = (selector) => figure.querySelector(selector);
  const source = citation.document;
  figure.dataset.role = citation.role;
  const quote = find("blockquote");
  quote.cite = citation.url;
  quote.replaceChildren(...highlighted(citation));
  fillOrRemove(find(".before"), around && textBefore(citation));
  fillOrRemove(find(".after"), around && textAfter(citation));
  find(".cite").href = citation.url;
  find(".cite").dataset.address = new URL(citation.url, location.origin).href; // for print
  find(".n").textContent = citation.n;
  find(".title").textContent = nameOf(source);
  keepIf(find(".differs"), citation.role === "differs");
  const speaker = fillOrRemove(find(".speaker"), citation.speaker?.name);
  addQuery(speaker, { q: `"${citation.speaker?.name}"` });
  fillOrRemove(find(".author"), source.author);
  fillOrRemove(find(".copies"), citation.copies?.length ? copiesLine(citation.copies) : "");
  const date = fillOrRemove(find("time"), source.published ? writtenDate(source.published) : "");
  if (date) date.dateTime = source.published;
  return figure;
}

/* The quote's text with the span that answers marked; the offsets are UTF-16 units, as the question asked for. */
function highlighted({ quote, start, highlight }) {
  if (!highlight) return [quote];
  const mark = document.createElement("mark");
  mark.textContent = highlight.text;
  return [quote.slice(0, highlight.start - start), mark, quote.slice(highlight.end - start)];
}

function fillConfidence(element, reply) {
  const sure = reply.answered && !reply.citations.some((c) => c.role === "differs"); // only one of them can be right
  if (!keepIf(element, sure)) return;
  const title = confidenceTitle(reply.confidence);
  element.title = title;
  element.firstChild.textContent = `${confidenceWord(reply.confidence)} `;
  element.querySelector(".number").textContent = title;
}

function fillWhy(element, reply) {
  element.querySelector("summary").textContent = reply.answered ? "Why this answer" : "Why no answer";
  element.querySelector(".reasons").replaceChildren(...reasons(reply).map((reason) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = reason;
    return item;
  }));
}

/* One link for each document of the nearest passages, unless it is the only one asked already. */
function fillWithin(item, question, { nearest }) {
  const asked = Array.from(document.querySelectorAll("#composer [name=documents]"), (input) => input.value);
  const documents = [...new Map(nearest.map((c) => [c.document.id, c.document])).values()];
  const known = documents.length === 1 && asked.length === 1 && asked[0] === documents[0].id;
  for (const source of known ? [] : documents) {
    const own = item.cloneNode(true);
    own.querySelector("span").textContent = nameOf(source);
    addQuery(own.firstElementChild, { documents: source.id, q: question });
    item.before(own);
  }
  item.remove();
}

function addQuery(link, query) {
  if (link) link.href = `${link.getAttribute("href").split("?")[0]}?${new URLSearchParams(query)}`;
}

function keepIf(element, wanted) {
  if (!wanted) element?.remove();
  return wanted ? element : null;
}

function fillOrRemove(element, text) {
  if (text) element.textContent = text;
  return keepIf(element, text);
}
