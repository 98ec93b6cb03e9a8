/* Talk to the service. Every failure comes out as a Failure: a sentence for the reader, and whether to try again helps. */

import { t } from "./texts.js";

export const PATIENCE = 20000; // milliseconds until a request is given up
const SERVICE = new URL("..", import.meta.url); // this file lies in its folder static/
const { lang } = document.documentElement;
const asked = lang === "en" ? "" : `?lang=${lang}`; // the language of what the service says itself

export class Failure extends Error {
  constructor(message, again = true) {
    super(message);
    this.again = again;
  }
}

/* Ask with UTF-16 offsets: those are what a string's slice() counts in. `shown` is whether the page came with the answer. */
export function ask(question, history, documents, least = null, shown = false) {
  const body = { question, offsets: "utf16" };
  if (least !== null) body.min_confidence = least;
  if (history.length) body.history = history;
  if (documents.length) body.documents = documents;
  return post(`ask${asked}`, body, shown ? { "Quoth-Shown": "1" } : {});
}

export const nextSteps = (history, documents) =>
  post("next", { history, offsets: "utf16", ...(documents.length ? { documents } : {}) });

export const sendFeedback = (feedback) => post("feedback", feedback);

async function post(route, body, headers = {}) {
  let response;
  try {
    response = await fetch(new URL(route, SERVICE), {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 204) return null;
    if (response.ok) return await response.json();
  } catch (error) {
    throw new Failure(unreachable(error));
  }
  throw await refusal(response);
}

async function refusal(response) {
  let detail = t("The service answered with {0}.", response.status);
  try {
    detail = (await response.json()).detail || detail;
  } catch {
    // not problem+json: something between us and the service answered
  }
  return new Failure(detail, response.status >= 500 || response.status === 429);
}

function unreachable(error) {
  if (error.name === "TimeoutError") return t("The service has not answered for 20 seconds. Your question is kept.");
  if (!navigator.onLine) return t("You seem to be offline. Your question is kept.");
  return t("The service cannot be reached. Your question is kept.");
}
