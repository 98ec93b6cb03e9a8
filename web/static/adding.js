/* Add documents by dropping them, each with its progress. A file is sent on its own, so one that is refused holds up no other. */

import { t } from "./texts.js";

const section = document.getElementById("adding");
const form = section.querySelector("form");
const list = section.querySelector(".sending");
const template = document.getElementById("sending-template");
const AT_ONCE = 2; // files that are sent at the same time

const queue = [];
let running = 0;
let anyAdded = false;

section.querySelector(".dropping").hidden = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(form.elements.files.files);
  form.elements.files.value = "";
});

for (const kind of ["dragenter", "dragover"]) {
  section.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    section.classList.add("over");
  });
}

section.addEventListener("dragleave", (event) => {
  if (!section.contains(event.relatedTarget)) section.classList.remove("over");
});

section.addEventListener("drop", (event) => {
  event.preventDefault();
  section.classList.remove("over");
  send(event.dataTransfer.files);
});

function send(files) {
  for (const file of files) {
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector(".name").textContent = file.name;
    list.append(row);
    queue.push({ file, row, replaces: form.elements.replace.checked });
  }
  while (running < AT_ONCE && queue.length) next();
}

async function next() {
  running += 1;
  for (let one = queue.shift(); one; one = queue.shift()) await put(one);
  running -= 1;
  if (!running && anyAdded && !list.querySelector(".refused")) location.assign(form.dataset.url);
}

function put({ file, row, replaces }) {
  const request = new XMLHttpRequest();
  const progress = row.querySelector("progress");
  const language = `?lang=${document.documentElement.lang}`; // that of a refusal
  request.open("PUT", `${form.dataset.url}/${encodeURIComponent(file.name.normalize("NFC"))}${language}`);
  request.setRequestHeader("Accept", "application/json");
  if (!replaces) request.setRequestHeader("If-None-Match", "*");
  request.upload.onprogress = (event) => { if (event.lengthComputable) progress.value = event.loaded / event.total; };
  return new Promise((resolve) => {
    request.onloadend = () => {
      progress.hidden = true;
      const added = request.status >= 200 && request.status < 300;
      anyAdded ||= added;
      row.classList.add(added ? "added" : "refused");
      if (added) linkTo(row.querySelector(".name"), request);
      row.querySelector(".outcome").textContent = added ? t("Added.") : reasonOf(request);
      resolve();
    };
    request.send(file);
  });
}

/* The list shows what was added only once the page is loaded again, which waits while a refusal is to be read. */
function linkTo(name, request) {
  const link = document.createElement("a");
  link.href = request.getResponseHeader("Location") || request.responseURL;
  link.textContent = name.textContent;
  name.replaceChildren(link);
}

function reasonOf(request) {
  if (!request.status) return t("The service cannot be reached.");
  try {
    return JSON.parse(request.responseText).detail;
  } catch {
    return t("The service answered with {0}.", request.status);
  }
}
