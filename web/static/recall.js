/* The arrow keys bring back earlier questions, as in a terminal: up to older ones, down again to what was being written. */

/* `questions` gives the earlier questions, oldest first; `first` is the key that was pressed before this was loaded. */
export function recallWith(input, questions, first) {
  let back = 0; // how many questions back the line shows; 0: what is being written
  let draft = "";
  input.addEventListener("input", () => { back = 0; });
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step || !atEdge(input, step)) return;
    const asked = [...new Set(questions().reverse())];
    const next = back + step;
    if (next < 0 || next > asked.length) return;
    event.preventDefault();
    if (!back) draft = input.value;
    back = next;
    input.value = next ? asked[next - 1] : draft;
    input.setSelectionRange(input.value.length, input.value.length);
  };
  input.addEventListener("keydown", press);
  press(first);
}

/* Within a text of several lines, the keys move from line to line first. */
function atEdge({ value, selectionStart, selectionEnd }, step) {
  if (selectionStart !== selectionEnd) return false;
  return !(step > 0 ? value.slice(0, selectionStart) : value.slice(selectionEnd)).includes("\n");
}
