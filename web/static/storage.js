/* Conversations, kept in this browser only, those of each collection apart. A conversation is {id, documents, updated, turns: [{id, question, asked, reply}]}. */

const { pathname } = new URL("..", import.meta.url); // where the collection is served
const OF = pathname === "/" ? "" : `:${pathname}`;
const KEY = `quoth:conversations${OF}`;
const CURRENT = `quoth:current${OF}`;
const KEPT = 50;

let memory = []; // stands in where storage is forbidden

export function list() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(kept) ? kept.filter(isConversation) : [];
  } catch {
    return memory;
  }
}

const isConversation = (c) => typeof c?.id === "string" && Array.isArray(c.turns) && Array.isArray(c.documents);

export function begin(documents = []) {
  const conversation = { id: newId(), documents, updated: now(), turns: [] };
  setCurrent(conversation.id);
  return conversation;
}

/* The conversation of this tab; for a new tab, none: it starts with a clean page and the earlier ones in reach. */
export function current() {
  const id = getCurrent();
  return id ? list().find((c) => c.id === id) : undefined;
}

export function open(conversation) {
  setCurrent(conversation.id);
}

/* Add a turn, or put it in the place of the one with its id. What another tab has added to the same conversation meanwhile stays. */
export function append(conversation, turn) {
  const kept = list();
  const mine = kept.find((c) => c.id === conversation.id) || { ...conversation, turns: [] };
  const at = mine.turns.findIndex((t) => t.id === turn.id);
  if (at < 0) mine.turns.push(turn);
  else mine.turns[at] = turn;
  mine.updated = now();
  write([mine, ...kept.filter((c) => c.id !== mine.id)].slice(0, KEPT));
}

export function clear() {
  memory = [];
  try {
    localStorage.removeItem(KEY);
  } catch {
    // nothing was kept
  }
  setCurrent("");
}

export const newTurn = (question, reply) => ({ id: newId(), question, asked: now(), reply });

function write(conversations) {
  memory = conversations;
  for (let kept = conversations; kept.length; kept = kept.slice(0, -1)) {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
      return;
    } catch {
      // full: the oldest conversation goes, and we try again
    }
  }
}

function getCurrent() {
  try {
    return sessionStorage.getItem(CURRENT);
  } catch {
    return memory[0]?.id;
  }
}

function setCurrent(id) {
  try {
    sessionStorage.setItem(CURRENT, id);
  } catch {
    // then a reload begins anew
  }
}

const now = () => new Date().toISOString();
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
