/* <quoth-ask> and <quoth-answer> for other sites' pages. The service serves this file as /embed.js, with TEXTS (the
   words around an answer, by language) and STYLE (widget.css) before it. Text goes in by textContent only; nothing is styled inline. */
/* global TEXTS, STYLE */

const SERVICE = new URL(".", import.meta.url).href.replace(/\/$/, ""); // with no slash at its end
const PATIENCE = 20000; // milliseconds until a question is given up
const HISTORY = 10;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/* Make an element with these attributes, around strings and elements; what is missing is left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child));
  return element;
}

let language = "en"; // of all widgets of the page: the first one's, by the nearest attribute lang
const fill = (text, values) => text.replace(/\{(\d)\}/g, (_, place) => values[place]);
const t = (text, ...values) => fill(TEXTS[language].texts[text] || text, values);

function speak(element) {
  const asked = (element.closest("[lang]")?.lang || "en").slice(0, 2).toLowerCase();
  if (asked in TEXTS) language = asked;
}

function plural(number, noun) {
  const forms = TEXTS[language].counts[noun];
  if (!forms) return `${number} ${noun}${number === 1 ? "" : "s"}`;
  return fill(forms[new Intl.PluralRules(language).select(number)] || forms.other, [number]);
}

const nameOf = (source) => source.name || source.title || source.id;
const whole = (url) => new URL(url, SERVICE).href;
const pageFor = (question) => `${SERVICE}/?${new URLSearchParams({ q: question })}`;

function writtenDate(date) {
  const [year, month, day] = date.slice(0, 10).split("-");
  const { dates, months } = TEXTS[language];
  return month ? fill(dates[day ? "day" : "month"], [Number(day), months[Number(month) - 1], year]) : year;
}

/* Put the part of `text` from `from` to `to` in a <mark>. The offsets are UTF-16 units, as slice() counts. */
const marked = (text, from, to) => [text.slice(0, from), make("mark", { part: "mark" }, text.slice(from, to)), text.slice(to)];

function renderQuoted(c) {
  const h = c.highlight;
  const quote = h ? marked(c.quote, h.start - c.start, h.end - c.start) : [c.quote];
  const source = c.document;
  const link = make("a", { part: "cite", class: "cite", href: whole(c.url), target: "_blank", rel: "noopener" },
    make("b", { class: "n" }, String(c.n)), " ", make("span", { dir: "auto" }, nameOf(source)),
    make("span", { class: "unseen" }, ` ${t("(opens the document)")}`));
  return make("figure", { part: "citation", "data-role": c.role },
    make("blockquote", { part: "quote", dir: "auto", cite: whole(c.url) }, ...quote),
    make("figcaption", {},
      c.speaker && make("span", { class: "speaker", dir: "auto" }, c.speaker.name), link,
      source.author && make("span", { dir: "auto" }, source.author),
      source.published && make("time", { datetime: source.published }, writtenDate(source.published)),
      c.role === "differs" && make("span", { class: "differs" }, t("differs"))),
    c.passage && c.passage.text !== c.quote && renderContext(c));
}

function renderContext({ passage, start, end }) {
  return make("details", { part: "context" }, make("summary", {}, t("In context")),
    make("p", { dir: "auto" }, ...marked(passage.text, start - passage.start, end - passage.start)));
}

function renderAnswer(reply) {
  const agreeing = reply.citations.filter((c) => c.role === "corroboration");
  const differing = reply.citations.some((c) => c.role === "differs"); // only one of them can be right
  const word = TEXTS[language].confidences.find(([least]) => reply.confidence >= least)[1];
  return [
    reply.notice && make("p", { part: "notice", class: "notice" }, reply.notice),
    ...reply.citations.filter((c) => c.role !== "corroboration").map(renderQuoted),
    reply.truncated && make("p", { class: "soft" }, t("The list goes on: only the first items are shown.")),
    agreeing.length && make("details", { part: "others" },
      make("summary", {}, agreement(agreeing)), ...agreeing.map(renderQuoted)),
    make("p", { part: "about", class: "soft" }, differing ? "" : `${word} (${t("{0}% sure", Math.round(reply.confidence * 100))}). `, answerLink(reply)),
  ];
}

const agreement = (agreeing) => t("Also in {0}", plural(new Set(agreeing.map((c) => c.document.id)).size, "other document"));

function renderSilence(reply) {
  return [
    make("p", { part: "silence", class: "silence" }, reply.notice),
    reply.nearest.length && make("section", { part: "nearest", class: "nearest" },
      reply.reason !== "low_confidence" && make("h3", {}, TEXTS[language].nearest), ...reply.nearest.map(renderQuoted)),
    make("p", { part: "about", class: "soft" }, answerLink(reply)),
  ];
}

const answerLink = (reply) => make("a", { href: pageFor(reply.question), target: "_blank", rel: "noopener" }, t("Ask on"));

const renderReply = (reply) => (reply.answered ? renderAnswer(reply) : renderSilence(reply)).filter(Boolean);

function announcement(reply) {
  if (!reply.answered) return `${reply.notice} ${plural(reply.nearest.length, "passage")}.`;
  const answer = t("Answer from {0}: {1}", plural(new Set(reply.citations.map((c) => c.document.id)).size, "source"), reply.answer);
  return reply.notice ? `${reply.notice} ${answer}` : answer;
}

/* Send a request, with the element's token if it has one; whatever goes wrong comes out as an Error with a sentence for the reader. */
async function send(url, options, stop, token) {
  let response;
  if (token) options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE), stop]);
    response = await fetch(url, { ...options, signal, credentials: "omit", referrerPolicy: "no-referrer" });
    if (response.ok) return await response.json();
  } catch (error) {
    if (stop.aborted) throw error;
    throw new Error(await explain(error));
  }
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail || t("The service answered with {0}.", response.status));
}

/* What the page's own policy keeps from us: the browser tells the page, not the request. */
let barred = false;
document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
  if (effectiveDirective === "connect-src" && blockedURI.startsWith(SERVICE)) barred = true;
});

/* A browser does not say why a request failed. The script itself is given to every site: if it comes, the site is not allowed. */
async function explain(error) {
  const reached = error.name === "TypeError" && await fetch(import.meta.url, { credentials: "omit" }).then((reply) => reply.ok, () => false);
  if (!reached) await new Promise((resolve) => { setTimeout(resolve); }); // until the page is told of a violation
  if (barred) return tellOwner(t("The policy of this page keeps the widget from the documents. It has to allow them: {0}", `connect-src ${new URL(SERVICE).origin}`));
  if (!reached || location.origin === SERVICE) return t("The documents cannot be reached just now.");
  return tellOwner(t("This site may not ask the documents. Their service has to name it: {0}", `QUOTH_ORIGINS=${location.origin}`));
}

function tellOwner(sentence) {
  console.error(`Quoth: ${sentence}`);
  return sentence;
}

/* What both elements share: the style, the documents to stay within, the arrow keys, and word to a screen reader. */
class Quoth extends HTMLElement {
  constructor() {
    super();
    this.stop = new AbortController();
    this.status = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.shadowRoot.addEventListener("keydown", walk);
  }

  disconnectedCallback() {
    this.stop.abort();
  }

  /* documents="reports/2020.txt letters/": ids or folders, percent-encoded, with spaces between them. */
  get documents() {
    return (this.getAttribute("documents") || "").split(/\s+/).filter(Boolean).map(decodeURIComponent);
  }

  announce(text) {
    this.status.textContent = "";
    requestAnimationFrame(() => { this.status.textContent = text; });
  }
}

/* Arrow keys walk through an answer's citations; Tab goes on as it always does. */
function walk(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const cite = event.target.closest(".cite");
  if (!step || !cite || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const cites = Array.from(cite.closest("article").querySelectorAll(".cite")).filter((link) => link.checkVisibility());
  event.preventDefault();
  cites[(cites.indexOf(cite) + step + cites.length) % cites.length].focus();
}

/* <quoth-answer question="..."></quoth-answer>: one question and its answer, asked as the page loads. */
class QuothAnswer extends Quoth {
  static observedAttributes = ["question", "documents"];

  connectedCallback() {
    speak(this);
    this.ask();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.ask();
  }

  async ask() {
    const question = (this.getAttribute("question") || "").trim();
    this.stop.abort();
    const stop = (this.stop = new AbortController()).signal;
    const article = make("article", { part: "turn" }, make("h2", { part: "question", dir: "auto" }, question));
    this.shadowRoot.replaceChildren(article, this.status);
    if (!question) return;
    article.setAttribute("aria-busy", "true");
    const query = new URLSearchParams({ q: question, offsets: "utf16", ...(language !== "en" && { lang: language }) });
    for (const id of this.documents) query.append("documents", id);
    try {
      article.append(...renderReply(await send(`${SERVICE}/ask?${query}`, {}, stop, this.getAttribute("token"))));
    } catch (error) {
      if (!stop.aborted) article.append(make("p", { part: "error", class: "error" }, error.message));
    }
    article.removeAttribute("aria-busy");
  }
}

/* <quoth-ask></quoth-ask>: a line to ask on, and the answers; each question follows on those before it. */
class QuothAsk extends Quoth {
  connectedCallback() {
    if (this.form) return; // moved within the page: it keeps what was said
    speak(this);
    const word = (name, unless) => this.getAttribute(name) || unless;
    this.turns = [];
    this.answers = make("div", { part: "answers" });
    this.input = make("textarea", { id: "question", part: "input", rows: "1", maxlength: "1000", required: "", dir: "auto",
      autocomplete: "off", enterkeyhint: "send", placeholder: word("placeholder", t("Ask a question")) });
    this.button = make("button", { part: "button", type: "submit" }, word("button", t("Ask")));
    this.form = make("form", { part: "form", role: "search" },
      make("label", { part: "label", for: "question" }, word("label", t("Ask the documents"))), this.input, this.button);
    this.shadowRoot.append(this.form, this.answers, this.status);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(this.input.value.trim());
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
  }

  async ask(question) {
    if (!question || this.waiting) return;
    this.waiting = true;
    this.stop = new AbortController();
    const article = make("article", { part: "turn", "aria-busy": "true" }, make("h2", { part: "question", dir: "auto" }, question));
    this.answers.append(article);
    this.announce(t("Looking in the documents"));
    try {
      const reply = await this.send(question);
      article.append(...renderReply(reply));
      this.turns.push({ question, citations: reply.citations.map(({ document, start, end }) => ({ document: { id: document.id }, start, end })) });
      this.input.value = "";
      this.announce(announcement(reply));
    } catch (error) {
      article.append(make("p", { part: "error", class: "error" }, error.message));
      this.announce(error.message); // the question stays on the line, to be sent again
    }
    article.removeAttribute("aria-busy");
    article.scrollIntoView({ block: "nearest" });
    this.waiting = false;
  }

  send(question) {
    const body = { question, offsets: "utf16" };
    if (this.turns.length) body.history = this.turns.slice(-HISTORY);
    if (this.documents.length) body.documents = this.documents;
    const headers = { "Content-Type": "application/json" };
    return send(`${SERVICE}/ask${language === "en" ? "" : `?lang=${language}`}`, { method: "POST", headers, body: JSON.stringify(body) }, this.stop.signal, this.getAttribute("token"));
  }
}

for (const [name, element] of [["quoth-ask", QuothAsk], ["quoth-answer", QuothAnswer]]) {
  if (!customElements.get(name)) customElements.define(name, element);
}
