/* Tell a screen reader what has happened, by the page's one live region. */

const region = document.getElementById("announcer");

export function announce(text) {
  region.textContent = "";
  // A region that is set twice to the same text stays silent: the change must be seen to happen.
  requestAnimationFrame(() => { region.textContent = text; });
}
