/* The thread on the page: a question waits, is answered, or fails and can be tried again. */

import { renderTurn } from "./answer.js";

const PENDING_AFTER = 150; // milliseconds before we say that we are looking: a quick answer needs no such word

const thread = document.getElementById("thread");
const pendingTemplate = document.getElementById("pending-template");
const failedTemplate = document.getElementById("failed-template");
const replies = new WeakMap(); // a turn's element -> {question, reply}

/* What the turn that holds this element asked and was answered. */
export const turnOf = (element) => replies.get(element.closest(".turn"));

export const clear = () => thread.replaceChildren();

export const questions = () => Array.from(thread.querySelectorAll(".turn"), (turn) => replies.get(turn)).filter(Boolean);

export function show(question, reply, place = null) {
  const turn = renderTurn(question, reply);
  replies.set(turn, { question, reply });
  if (place?.isConnected) place.replaceWith(turn);
  else thread.append(turn);
  return turn;
}

export function wait(question) {
  const turn = pendingTemplate.content.firstElementChild.cloneNode(true);
  turn.querySelector(".question").textContent = question;
  thread.append(turn);
  setTimeout(() => { turn.querySelector(".looking")?.removeAttribute("hidden"); }, PENDING_AFTER);
  return turn;
}

export function fail(place, message, retry) {
  const failed = failedTemplate.content.firstElementChild.cloneNode(true);
  failed.querySelector("p").textContent = message;
  const button = failed.querySelector(".retry");
  if (retry) button.addEventListener("click", retry);
  else button.remove();
  place.querySelector(".looking").replaceWith(failed);
  place.classList.add("stopped");
}

export function bringIntoView(turn) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  turn.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

/* Arrow keys walk through the citations of one answer; Tab goes on as it always does. */
thread.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const cite = event.target.closest(".cite");
  if (!step || !cite || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const cites = Array.from(cite.closest(".turn").querySelectorAll(".cite")).filter((link) => link.checkVisibility());
  event.preventDefault();
  cites[(cites.indexOf(cite) + step + cites.length) % cites.length].focus();
});
