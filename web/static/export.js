/* Write citations for elsewhere: plain text, Markdown, HTML, CSL-JSON, BibTeX. Pure functions of citations. */

import { nameOf, writtenDate } from "./wording.js";

const absolute = (url) => new URL(url, location.origin).href;

/* “Quote” — Speaker, Title (13 May 2020), http://... */
export function toPlain(citations) {
  return citations.map((c) => `“${c.quote}” — ${sourceLine(c)}, ${absolute(c.url)}`).join("\n\n");
}

export function toMarkdown(citations, first = 1) {
  const quotes = citations.map((c, i) => `${quoteLines(c.quote)}[^${first + i}]`);
  const notes = citations.map((c, i) => `[^${first + i}]: ${escapeMarkdown(sourceLine(c))}, <${absolute(c.url)}>`);
  return `${quotes.join("\n\n")}\n\n${notes.join("\n")}\n`;
}

export function toHtml(citations) {
  return citations.map((c) => {
    const text = escapeHtml(c.quote).replace(/\r\n|\r|\n/g, "<br>\n");
    const url = escapeHtml(absolute(c.url));
    return `<figure>\n<blockquote cite="${url}">${text}</blockquote>\n`
      + `<figcaption>${escapeHtml(beforeTitle(c))}<cite><a href="${url}">${escapeHtml(nameOf(c.document))}</a></cite>`
      + `${escapeHtml(afterTitle(c))}</figcaption>\n</figure>`;
  }).join("\n");
}

/* CSL-JSON 1.0.2, an item a citation. */
export function toCsl(citations) {
  return JSON.stringify(citations.map((c) => {
    const item = { id: keyOf(c), type: "document", title: nameOf(c.document) };
    if (c.document.author) item.author = [{ literal: c.document.author }];
    if (c.document.published) {
      item.issued = { "date-parts": [c.document.published.slice(0, 10).split("-").map(Number)] };
    }
    item.URL = c.document.source_url || absolute(c.url);
    item.note = noteOf(c);
    return item;
  }), null, 2);
}

export function toBibtex(citations) {
  return citations.map((c) => {
    const [year, month, day] = (c.document.published || "").slice(0, 10).split("-");
    const fields = [["title", `{${escapeTex(nameOf(c.document))}}`]];
    if (c.document.author) fields.push(["author", `{${escapeTex(c.document.author)}}`]);
    if (year) fields.push(["year", year]);
    if (month) fields.push(["month", String(Number(month))]);
    if (day) fields.push(["day", String(Number(day))]);
    fields.push(["url", (c.document.source_url || absolute(c.url)).replace(/[{}\\]/g, encodeURIComponent)]);
    fields.push(["note", escapeTex(noteOf(c))]);
    return `@misc{${keyOf(c)},\n${fields.map(([name, value]) => `  ${name} = {${value}},`).join("\n")}\n}`;
  }).join("\n\n");
}

export const toPassageLink = (citations) => citations.map((c) => absolute(c.url)).join("\n");

/* A whole conversation: questions as headings, answers as quotations with footnotes numbered through. */
export function conversationToMarkdown(turns) {
  let number = 1;
  const parts = turns.map(({ question, reply }) => {
    const heading = `## ${escapeMarkdown(question.replace(/\s+/g, " "))}\n\n`;
    const notice = reply.notice ? `${escapeMarkdown(reply.notice)}\n` : "";
    const shown = reply.reason === "low_confidence" ? reply.nearest : reply.citations;
    if (!shown.length) return heading + notice;
    const part = heading + (notice && `${notice}\n`) + toMarkdown(shown, number);
    number += shown.length;
    return part;
  });
  return parts.join("\n");
}

const beforeTitle = (c) => (c.speaker ? `${c.speaker.name}, ` : "");
const afterTitle = (c) => [c.document.author && `, ${c.document.author}`,
  c.document.published && ` (${writtenDate(c.document.published)})`].filter(Boolean).join("");
const sourceLine = (c) => beforeTitle(c) + nameOf(c.document) + afterTitle(c);

function noteOf(c) {
  const place = new URL(absolute(c.url)).searchParams; // the link's offsets are code points, whatever the reply's are
  return `“${c.quote}” (characters ${place.get("start")}–${place.get("end")}; SHA-256 of the text ${c.document.sha256})`;
}

const keyOf = (c) => `${nameOf(c.document).normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "source"}-${new URL(absolute(c.url)).searchParams.get("start")}`;

const quoteLines = (text) => escapeMarkdown(text).split(/\r\n|\r|\n/).map((line) => `> ${line}`.trimEnd()).join("\n");

/* What stands at a line's beginning ("1.", "- ", "# ") is escaped too: a quote that opens so is no list. */
const escapeMarkdown = (text) => text
  .replace(/[\\`*_[\]<>~|&$^]/g, "\\$&")
  .replace(/^(\s*)([-+#=])/gm, "$1\\$2")
  .replace(/^(\s*\d+)([.)])/gm, "$1\\$2");

const HTML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const escapeHtml = (text) => text.replace(/[&<>"']/g, (c) => HTML[c]);

const TEX = {
  "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
  "{": "\\textbraceleft{}", "}": "\\textbraceright{}", // BibTeX counts braces, escaped ones too
};
const escapeTex = (text) => text.replace(/[\\~^]|[{}%&$#_]/g, (c) => TEX[c] || `\\${c}`).replace(/\s+/g, " ");
