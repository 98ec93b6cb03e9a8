/* Follow the system's colours, or the reader's choice. Not a module: it runs before the first paint. */

(() => {
  const root = document.documentElement;
  const themes = ["system", "light", "dark"];

  function read() {
    try {
      const kept = localStorage.getItem("quoth:theme");
      return themes.includes(kept) ? kept : "system";
    } catch {
      return "system"; // storage may be forbidden
    }
  }

  function apply(theme) {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }

  function keep(theme) {
    try {
      if (theme === "system") localStorage.removeItem("quoth:theme");
      else localStorage.setItem("quoth:theme", theme);
    } catch {
      // then it holds for this page only
    }
  }

  let theme = read();
  apply(theme);

  /* The menu of languages closes like any other. */
  const close = (event) => {
    const menu = document.querySelector(".language[open]");
    if (menu && (event.key === "Escape" || !menu.contains(event.target))) menu.open = false;
  };
  document.addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(event); });

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const texts = JSON.parse(document.getElementById("texts")?.textContent || "{}").texts || {};
    const name = () => { button.querySelector("b").textContent = texts[theme] || theme; };
    name();
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      apply(theme);
      keep(theme);
      name();
    });
  });
})();
