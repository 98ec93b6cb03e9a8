/* Cite what is selected in a document: its link, or a citation that the service writes.

   Every visible character is in an element with its offset in `data-at`, in code points, so a selection is read off it. */

import { t } from "./texts.js";

const WAIT = 120; // milliseconds after the last change of a selection

/* The range of the document that is selected below an element, without white space at its ends; null if none is. */
export function selectedRange(root, selection = document.getSelection()) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return null;
  const found = Array.from(selectedPieces(root, range)).filter(({ text }) => text.trim());
  const prose = found.filter(({ isFact }) => !isFact);
  const pieces = prose.length ? prose : found; // front matter stands above the title in the file, and below it on the page
  if (!pieces.length) return null;
  const first = pieces[0];
  const last = pieces[pieces.length - 1];
  return {
    start: first.whole ? first.at : first.at + length(first.before) + length(first.text) - length(first.text.trimStart()),
    end: last.whole ? last.to : last.at + length(last.before) + length(last.text.trimEnd()),
  };
}

/* The text nodes that a range covers in part or whole, each with its element's offset and what stands before. */
function* selectedPieces(root, range) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const held = node.parentElement.dataset;
    if (held.at === undefined || !range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const until = node === range.endContainer ? range.endOffset : node.data.length;
    yield {
      at: Number(held.at), to: Number(held.to), whole: held.to !== undefined,
      isFact: node.parentElement.closest(".facts") !== null,
      before: node.data.slice(0, from), text: node.data.slice(from, until),
    };
  }
}

/* The number of code points of a text. */
function length(text) {
  let points = 0;
  for (const _ of text) points += 1; // eslint-disable-line no-unused-vars
  return points;
}

/* Offer to cite what is selected below an element, which the function gives, by the bar in a template. */
export function offerCitations(template, find, announce) {
  const bar = document.importNode(template.content.firstElementChild, true);
  const link = bar.querySelector("a");
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(update, WAIT);
  });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) take(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && bar.isConnected) bar.remove();
  });

  function update() {
    const found = find();
    const range = found && selectedRange(found.text);
    if (!range) {
      if (!bar.contains(document.activeElement)) bar.remove();
      return;
    }
    link.href = `${found.address}?start=${range.start}&end=${range.end}#cited`;
    if (!bar.isConnected) found.text.append(bar);
  }

  async function take(button) {
    const address = new URL(link.href);
    const { write } = await import("./clipboard.js");
    try {
      const done = await write(button.dataset.as ? await citation(address, button.dataset.as) : address.href);
      announce(done ? t("Copied") : t("Could not copy"));
      show(button, done ? t("Copied") : t("Could not copy"));
    } catch {
      announce(t("The service cannot be reached."));
    }
  }
}

async function citation(address, format) {
  const asked = new URL(address);
  asked.hash = "";
  asked.searchParams.set("as", format);
  const response = await fetch(asked, { signal: AbortSignal.timeout(20000) });
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

function show(button, text) {
  const before = button.dataset.label || button.textContent;
  button.dataset.label = before;
  button.textContent = text;
  setTimeout(() => { button.textContent = before; }, 1600);
}
