/* The buttons that take an answer elsewhere. Loaded when one is first used. */

import { announce } from "./announce.js";
import { write } from "./clipboard.js";
import { conversationToMarkdown, toBibtex, toCsl, toHtml, toMarkdown, toPassageLink, toPlain } from "./export.js";
import { questionLink } from "./links.js";
import { originalLink } from "./source.js";
import { questions, turnOf } from "./thread.js";
import { t } from "./texts.js";

const WRITERS = {
  plain: toPlain,
  markdown: toMarkdown,
  html: toHtml,
  csl: toCsl,
  bibtex: toBibtex,
  passage: toPassageLink,
  original: ([first]) => originalLink(first),
};

export async function copyAs(button) {
  const { reply } = turnOf(button);
  const citations = reply.citations.filter((c) => c.role === "answer" || c.role === "differs");
  const menu = button.closest("details");
  await copy(await WRITERS[button.dataset.format](citations), menu.querySelector("summary"));
  menu.open = false;
  menu.querySelector("summary").focus();
}

/* The link holds the questions before this one too, so that it means the same when it is opened. */
export function copyQuestionLink(button, documents) {
  const asked = questions();
  const upTo = asked.indexOf(turnOf(button)) + 1;
  return copy(questionLink(asked.slice(0, upTo).map((turn) => turn.question), documents), button);
}

export const copyConversation = (button) => copy(conversationToMarkdown(questions()), button);

async function copy(text, button) {
  const done = (await write(text)) ? t("Copied") : t("Could not copy");
  const before = button.dataset.label || button.textContent;
  button.dataset.label = before;
  button.textContent = done;
  announce(done);
  setTimeout(() => { button.textContent = before; }, 1600);
}
