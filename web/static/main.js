/* The chat page: ask, follow on, open sources, come back to earlier conversations. */

import { announce } from "./announce.js";
import { announcement } from "./answer.js";
import { ask } from "./api.js";
import { newLink, questionLink } from "./links.js";
import * as storage from "./storage.js";
import * as thread from "./thread.js";
import { writtenDate } from "./wording.js";
import { t } from "./texts.js";

const HISTORY = 10; // earlier questions that the service takes

const form = document.getElementById("composer");
const input = document.getElementById("question");
const welcome = document.getElementById("welcome");
const threadElement = document.getElementById("thread");
const newButton = document.getElementById("new-conversation");
const copyButton = document.getElementById("copy-conversation");
const panel = document.getElementById("source");
const earlier = document.getElementById("earlier");

let conversation;
let busy = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});

input.addEventListener("keydown", function first(event) {
  if (event.key !== "ArrowUp") return;
  input.removeEventListener("keydown", first);
  const asked = () => storage.list().toReversed().flatMap((kept) => kept.turns.map((turn) => turn.question));
  loading(import("./recall.js"), (module) => module.recallWith(input, asked, event));
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    closeIfSheet();
    input.focus();
    input.select();
  } else if (event.key === "Escape") {
    closeMenus();
  }
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".copy")) closeMenus();
});

threadElement.addEventListener("click", (event) => {
  const cite = event.target.closest(".cite");
  const button = event.target.closest("button");
  const anyway = event.target.closest(".anyway a");
  const next = event.target.closest(".next a");
  if (cite && isPlainClick(event)) followCitation(event, cite);
  else if (anyway && isPlainClick(event)) answerAnyway(event, anyway);
  else if (next && isPlainClick(event)) askNext(event, next);
  else if (button?.dataset.format) copying((module) => module.copyAs(button));
  else if (button?.classList.contains("share")) copying((module) => module.copyQuestionLink(button, conversation.documents));
  else if (button?.dataset.verdict) judge(button);
});

/* What a menu opens is brought into view, above the line to ask on. */
threadElement.addEventListener("toggle", ({ target }) => {
  if (target.open && target.closest(".about")) target.lastElementChild.scrollIntoView({ block: "nearest" });
}, true);

welcome.addEventListener("click", (event) => {
  const example = event.target.closest(".examples a");
  if (!example || !isPlainClick(event)) return;
  event.preventDefault();
  send(example.textContent);
});

newButton.addEventListener("click", (event) => {
  if (!isPlainClick(event)) return;
  event.preventDefault();
  startAnew();
});

copyButton.addEventListener("click", () => copying((module) => module.copyConversation(copyButton)));

document.getElementById("clear").addEventListener("click", () => {
  storage.clear();
  startAnew();
  announce(t("Earlier conversations are cleared."));
});

start();

async function start() {
  for (const hidden of form.querySelectorAll("input[name=q]")) hidden.remove(); // for when there are no scripts
  const scope = JSON.parse(form.dataset.documents);
  const query = new URLSearchParams(location.search);
  const linked = query.getAll("q").map((q) => q.trim()).filter(Boolean);
  const least = query.has("min_confidence") ? Number(query.get("min_confidence")) : null; // for the last question
  const isWithin = (c) => c?.documents.join("\n") === scope.join("\n");
  const isLinked = (c) => isWithin(c) && c.turns.map((turn) => turn.question).join("\n") === linked.join("\n");
  const kept = linked.length ? least === null && storage.list().find(isLinked) : [storage.current()].find(isWithin);
  conversation = kept || storage.begin(scope);
  storage.open(conversation);
  if (kept) showKept();
  else for (const [n, question] of linked.entries()) await send(question, { fresh: n === 0, shown: true, least: n === linked.length - 1 ? least : null });
  refresh();
}

function showKept() {
  showWelcome(!conversation.turns.length);
  thread.clear();
  for (const { question, reply } of conversation.turns) {
    const turn = showTurn(question, reply);
    turn.querySelector(".stale").hidden = reply.index.id === form.dataset.index;
  }
  const last = threadElement.lastElementChild;
  if (!last) return;
  thread.bringIntoView(last);
  goOn(last, conversation.turns.at(-1).reply);
}

function submit() {
  const question = input.value.trim();
  if (!question || busy) return;
  input.value = "";
  send(question);
}

/* Ask, and put the answer where the question waits. What the service rendered before the scripts came goes first. */
async function send(question, { fresh = false, shown = false, least = null } = {}) {
  busy = true;
  if (fresh) thread.clear();
  showWelcome(false);
  for (const next of threadElement.querySelectorAll(".next")) next.hidden = true;
  const place = thread.wait(question);
  thread.bringIntoView(place);
  try {
    const reply = await ask(question, historyOf(conversation.turns), conversation.documents, least, shown);
    const turn = storage.newTurn(question, reply);
    conversation.turns.push(turn);
    storage.append(conversation, turn);
    const answer = showTurn(question, reply, place);
    thread.bringIntoView(answer);
    announce(announcement(reply));
    goOn(answer, reply);
  } catch (failure) {
    thread.fail(place, failure.message, failure.again && (() => retry(place, question)));
    if (!input.value) input.value = question;
    announce(failure.message);
  } finally {
    busy = false;
    refresh();
  }
}

/* Put a turn up, with the link that answers it anyway, which holds the questions before it. */
function showTurn(question, reply, place = null) {
  const turn = thread.show(question, reply, place);
  const at = conversation.turns.findIndex((known) => known.reply === reply);
  const asked = conversation.turns.slice(0, at + 1).map((known) => known.question);
  const link = turn.querySelector(".anyway a");
  if (link) link.href = questionLink(asked, conversation.documents, 0);
  return turn;
}

/* Ask again for the answer however unsure, and put it where the question was not answered. Nothing else changes. */
async function answerAnyway(event, link) {
  const asked = thread.turnOf(link);
  const at = conversation.turns.findIndex((turn) => turn.reply === asked?.reply);
  if (at < 0) return; // rendered by the service: the link leads to the page
  event.preventDefault();
  if (busy) return;
  busy = true;
  try {
    const before = historyOf(conversation.turns.slice(0, at));
    const reply = await ask(asked.question, before, conversation.documents, 0);
    const turn = { ...conversation.turns[at], reply };
    conversation.turns[at] = turn;
    storage.append(conversation, turn);
    showTurn(asked.question, reply, link.closest(".turn")).querySelector(".cite")?.focus({ preventScroll: true });
    announce(announcement(reply));
  } catch (failure) {
    announce(failure.message);
  } finally {
    busy = false;
  }
}

function askNext(event, link) {
  event.preventDefault();
  if (busy) return;
  input.focus({ preventScroll: true });
  send(link.textContent);
}

function retry(place, question) {
  if (busy) return;
  place.remove();
  if (input.value.trim() === question) input.value = "";
  input.focus();
  send(question);
}

/* What a follow-up leans on: the last questions, and where their answers stand. The service reads its own copy. */
function historyOf(turns) {
  return turns.slice(-HISTORY).map(({ question, reply }) => ({
    question,
    citations: reply.citations.map(({ document: { id }, start, end }) => ({ document: { id }, start, end })),
  }));
}

/* What to go on with comes after the answer, and only below the last one. */
function goOn(turn, reply) {
  if (!reply.answered) return;
  const history = historyOf(conversation.turns);
  loading(import("./next.js"), (module) => module.goOn(turn, history, conversation.documents));
}

function showWelcome(shown) {
  welcome.hidden = !shown;
  document.getElementById("thread-title").hidden = shown;
}

function startAnew() {
  panel.close();
  thread.clear();
  conversation = storage.begin(conversation.documents);
  history.replaceState(null, "", newLink(conversation.documents));
  showWelcome(true);
  refresh();
  input.focus();
}

/* The address keeps no questions once the conversation has gone on: they would end in the browser's history. */
function refresh() {
  const begun = threadElement.childElementCount > 0;
  newButton.hidden = !begun;
  copyButton.hidden = !conversation.turns.length;
  input.placeholder = begun ? t("Ask on, or ask anew") : t("Ask a question");
  const linked = new URLSearchParams(location.search).getAll("q").length;
  if (linked && conversation.turns.length > linked) history.replaceState(null, "", newLink(conversation.documents));
  if (!begun) listEarlier();
}

function listEarlier() {
  const kept = storage.list().filter((c) => c.turns.length);
  earlier.hidden = !kept.length;
  earlier.querySelector("ul").replaceChildren(...kept.slice(0, 8).map(renderEarlier));
}

function renderEarlier({ turns, documents, updated }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const date = document.createElement("time");
  const asked = turns.map((turn) => turn.question);
  link.href = questionLink(asked, documents);
  link.textContent = asked[0];
  link.dir = "auto";
  date.dateTime = updated;
  date.textContent = writtenDate(updated);
  item.append(link, date);
  return item;
}

function followCitation(event, cite) {
  const turn = thread.turnOf(cite);
  if (!turn) return; // rendered by the service: the link leads to the page
  event.preventDefault();
  const { citations, nearest } = turn.reply;
  const links = Array.from(cite.closest(".turn").querySelectorAll(".cite"));
  loading(import("./source.js"), (module) => module.openSource(turn.reply.answered ? citations : nearest, links, links.indexOf(cite)));
}

/* What is not needed to ask is loaded when first wanted: the page is lighter without it. */
async function loading(module, use) {
  try {
    await use(await module);
  } catch (error) {
    announce(error.message);
  }
}

const copying = (use) => loading(import("./copying.js"), use);

async function judge(button) {
  const { judge: send } = await import("./feedback.js");
  send(button, conversation);
}

function closeMenus() {
  for (const menu of document.querySelectorAll(".copy[open]")) {
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
}

function closeIfSheet() {
  if (panel.matches(":modal")) panel.close();
}

function isPlainClick(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}
