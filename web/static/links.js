/* Links that carry a conversation. */

const SERVICE = new URL("..", import.meta.url); // this file lies in its folder static/

/* The link that reopens a question with what it followed on: every `q` is a question, in order. */
export function questionLink(questions, documents, least = null) {
  const LONGEST = 6000; // servers refuse long request lines; the oldest questions go first
  for (let from = Math.max(0, questions.length - 11); ; from += 1) {
    const query = new URLSearchParams();
    for (const id of documents) query.append("documents", id);
    for (const question of questions.slice(from)) query.append("q", question);
    if (least !== null) query.append("min_confidence", least);
    const link = `${SERVICE}?${query}`;
    if (link.length <= LONGEST || from >= questions.length - 1) return link;
  }
}

/* The link to everything that holds some words, within the documents asked. */
export function searchLink(words, documents) {
  const query = new URLSearchParams({ q: words });
  for (const id of documents) query.append("documents", id);
  return `${SERVICE}search?${query}`;
}

export function newLink(documents) {
  const query = new URLSearchParams();
  for (const id of documents) query.append("documents", id);
  return query.size ? `${SERVICE.pathname}?${query}` : SERVICE.pathname;
}
