/* Filter the list of documents as the reader types. Where it runs over several pages, the service filters. */

import { plural, t } from "./texts.js";

const form = document.getElementById("filter");
const input = form.elements.filter;
const count = document.getElementById("count");
const rows = Array.from(document.querySelectorAll(".list tbody tr"), (row) => ({ row, text: fold(row.textContent) }));

if (form.dataset.whole === "yes") {
  form.querySelector("button").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", filter);
  filter();
}

function filter() {
  const words = fold(input.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { row, text } of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  if (words.length) count.textContent = t("{0} of {1}", shown, plural(rows.length, "document"));
  else count.textContent = plural(rows.length, "document");
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
}
