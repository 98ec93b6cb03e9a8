/* The report of a check: copy the link to a passage, print. The page does all else without scripts. */

import { announce } from "./announce.js";
import { write } from "./clipboard.js";
import { t } from "./texts.js";

const printButton = document.getElementById("print");

if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll(".copy-link")) {
  button.hidden = false;
  button.addEventListener("click", () => copyLink(button));
}

async function copyLink(button) {
  const before = button.textContent;
  const done = (await write(button.dataset.address)) ? t("Copied") : t("Could not copy");
  button.textContent = done;
  announce(done);
  setTimeout(() => { button.textContent = before; }, 1600);
}
