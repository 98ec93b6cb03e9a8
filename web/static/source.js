/* The source panel: a document beside the thread (a sheet on a phone), scrolled to the cited passage.

   Its text is the service's own page of that document, so the passage is marked in one place only: there. */

import { announce } from "./announce.js";
import { Failure, PATIENCE } from "./api.js";
import { nameOf } from "./wording.js";
import { t } from "./texts.js";

const panel = document.getElementById("source");
const heading = panel.querySelector("h2");
const body = panel.querySelector(".body");
const place = panel.querySelector(".place");
const pageLink = panel.querySelector(".page");
const steps = panel.querySelectorAll("[data-step]");
const narrow = matchMedia("(max-width: 60rem)");

let citations = [];
let links = []; // the thread's links to the same citations
let position = 0;
let opener = null;
let citing = false;
let styled = null; // a promise once the panel has been asked for

export async function openSource(list, linkList, at) {
  citations = list;
  links = linkList;
  opener = linkList[at];
  await (styled ||= loadStyles());
  reveal();
  heading.focus({ preventScroll: true });
  return showCitation(at);
}

const closeSource = () => panel.close();

function reveal() {
  if (panel.open) return;
  if (narrow.matches) panel.showModal(); // a sheet covers the thread, so it holds the focus
  else panel.show();
  document.body.classList.add("beside");
  opener?.scrollIntoView({ block: "nearest" }); // the thread has become narrower, and its lines have moved
}

async function showCitation(at) {
  position = at;
  const citation = citations[at];
  heading.textContent = nameOf(citation.document);
  place.textContent = citations.length > 1 ? t("{0} of {1}", at + 1, citations.length) : "";
  pageLink.href = citation.url;
  for (const button of steps) {
    button.hidden = citations.length < 2;
    button.disabled = !citations[at + Number(button.dataset.step)];
  }
  for (const link of links) link.removeAttribute("aria-current");
  links[at]?.setAttribute("aria-current", "true");
  try {
    const page = await readPage(pageOf(citation));
    if (citations[position] === citation) fill(page, citation);
  } catch (failure) {
    body.textContent = failure.message;
  }
}

function fill(page, citation) {
  const parts = page.querySelectorAll(".source-head .source-name:has(mark), .source-head .meta, .source-head .facts, .source > .page-pictures, .source > .part, .source-text");
  body.replaceChildren(...Array.from(parts, (part) => document.importNode(part, true)));
  showPages(body.querySelector(".page-pictures"));
  offerCiting(page.getElementById("cite-template"));
  scrollToPassage();
  announce(t("{0}, passage {1} of {2}: {3}", nameOf(citation.document), position + 1, citations.length, citation.quote));
}

function scrollToPassage() {
  const mark = body.querySelector("#cited");
  if (mark) mark.scrollIntoView({ block: "center" });
  else body.scrollTop = 0;
}

/* Put the pages of a PDF above the passage, cut to it: in the panel there is no room beside it. */
function showPages(pictures) {
  if (!pictures) return;
  for (const source of pictures.querySelectorAll("source")) source.removeAttribute("media");
  for (const link of pictures.querySelectorAll("a")) link.target = "_blank";
  body.querySelector(".source-text > :has(#cited)")?.before(pictures);
  for (const image of pictures.querySelectorAll("img")) image.addEventListener("load", scrollToPassage, { once: true });
}

/* Load the panel's styles. One that cannot be had leaves it plain. */
function loadStyles() {
  return Promise.all(panel.dataset.styles.split(" ").map((href) => new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  })));
}

/* Offer to cite what is selected in the panel; what does so is loaded when a source is first open. */
async function offerCiting(template) {
  if (citing) return;
  citing = true;
  const { offerCitations } = await import("./reading.js");
  offerCitations(template, () => (panel.open ? { text: body, address: pageOf(citations[position]).split("?")[0] } : null), announce);
}

/* A link may name the service's public address, where we came by another: the page is read from where we are. */
function pageOf(citation) {
  const { pathname, search } = new URL(citation.url, location.origin);
  return pathname + search;
}

/* The address of the passage in the original, where the document names one. */
export async function originalLink(citation) {
  const page = await readPage(pageOf(citation));
  return page.querySelector(".original")?.href || citation.document.source_url;
}

for (const button of steps) {
  button.addEventListener("click", () => {
    const next = position + Number(button.dataset.step);
    if (!citations[next]) return;
    showCitation(next);
    if (button.disabled) heading.focus({ preventScroll: true });
  });
}

panel.querySelector(".close").addEventListener("click", closeSource);

panel.addEventListener("close", () => {
  document.body.classList.remove("beside");
  for (const link of links) link.removeAttribute("aria-current");
  (links[position]?.isConnected ? links[position] : opener)?.focus();
  body.replaceChildren();
});

panel.addEventListener("click", (event) => {
  if (event.target === panel) closeSource(); // the backdrop of the sheet
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel.open && !event.defaultPrevented) closeSource();
});

narrow.addEventListener("change", () => {
  if (!panel.open) return;
  const held = document.activeElement;
  const scrolled = body.scrollTop;
  panel.removeAttribute("open"); // without the close event: it only changes its shape
  reveal();
  body.scrollTop = scrolled;
  if (panel.contains(held)) held.focus();
});

/* Read a document's page as the service renders it. XMLHttpRequest parses it without running anything, and without a
   string of markup passing through our hands, so Trusted Types has nothing to object to. */
function readPage(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.setRequestHeader("Accept", "text/html");
    request.responseType = "document";
    request.timeout = PATIENCE;
    request.onload = () => {
      if (request.status === 200 && request.response) resolve(request.response);
      else if (request.status === 404) reject(new Failure(t("This document is no longer in the collection."), false));
      else reject(new Failure(t("The service answered with {0}.", request.status)));
    };
    request.onerror = () => reject(new Failure(t("The service cannot be reached.")));
    request.ontimeout = () => reject(new Failure(t("The service has not answered for 20 seconds.")));
    request.send();
  });
}
