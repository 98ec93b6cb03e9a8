/* Send a reader's verdict on an answer. Loaded when one is first given. */

import { announce } from "./announce.js";
import { sendFeedback } from "./api.js";
import { turnOf } from "./thread.js";

const HISTORY = 10; // earlier questions that the service takes

export async function judge(button, conversation) {
  const { question, reply } = turnOf(button);
  const first = reply.citations.find((c) => c.role === "answer");
  const place = first && new URL(first.url, location.origin).searchParams; // code points
  const cited = first ? { document: first.document.id, start: Number(place.get("start")), end: Number(place.get("end")) } : null;
  const asked = conversation.turns.map((turn) => turn.question);
  const before = asked.slice(0, conversation.turns.findIndex((turn) => turn.reply === reply)).slice(-HISTORY);
  try {
    await sendFeedback({
      question, verdict: button.dataset.verdict, cited, history: before.map((earlier) => ({ question: earlier })),
      ...(conversation.documents.length && { documents: conversation.documents }),
    });
    for (const other of button.closest("ul").querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    announce("Thank you. It is noted.");
  } catch (failure) {
    announce(failure.message);
  }
}
