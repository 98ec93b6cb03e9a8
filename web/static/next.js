/* What to go on with after an answer: questions that the documents answer, and names in it that stand elsewhere too.
   It is asked for once the answer is shown, and left out if it does not come. */

import { nextSteps } from "./api.js";
import { questionLink, searchLink } from "./links.js";
import { t } from "./texts.js";

export async function goOn(turn, history, documents) {
  const steps = await nextSteps(history, documents).catch(() => null);
  if (!steps || !turn.isConnected) return;
  for (const quote of turn.querySelectorAll(".answer blockquote")) linkNames(quote, steps.names, documents);
  if (!turn.nextElementSibling) showQuestions(turn.querySelector(".next"), steps.questions, documents);
}

function showQuestions(section, questions, documents) {
  section.querySelector("ul").replaceChildren(...questions.map((question) => {
    const item = document.createElement("li");
    item.append(link(question, questionLink([question], documents)));
    return item;
  }));
  section.hidden = !questions.length;
}

/* Make each name a link to every sentence that has it. A name that is marked in part stays as it is. */
function linkNames(quote, names, documents) {
  if (!names.length) return;
  const byLength = [...names].sort((a, b) => b.length - a.length).map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${byLength.join("|")})(?![\\p{L}\\p{N}])`, "gu");
  const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) node.replaceWith(...linked(node.data, pattern, documents));
}

function linked(text, pattern, documents) {
  const parts = [];
  let done = 0;
  for (const { 0: name, index } of text.matchAll(pattern)) {
    const own = link(name, searchLink(`"${name}"`, documents));
    own.className = "name";
    own.title = t("All passages that name {0}", name);
    parts.push(text.slice(done, index), own);
    done = index + name.length;
  }
  return [...parts, text.slice(done)];
}

function link(text, href) {
  const element = document.createElement("a");
  element.dir = "auto";
  return Object.assign(element, { href, textContent: text });
}
