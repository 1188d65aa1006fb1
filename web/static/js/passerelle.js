// Small comforts on top of pages that work without them.
"use strict";

(() => {
  const YEAR = 31536000;

  // Characters left under a text, counted as the server counts them: by code point.
  function count(area) {
    const line = document.getElementById(`${area.id}-count`);
    if (!line) return;
    const left = Number(area.dataset.limit) - [...area.value].length;
    const sentence = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = sentence.replace("{number}", new Intl.NumberFormat({ fr: "fr", ar: "ar-MA" }[document.documentElement.lang] || "en").format(Math.abs(left)));
    line.classList.toggle("is-over", left < 0);
  }

  function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function switchTheme() {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    const [name, secure] = location.protocol === "https:" ? ["__Host-theme", "; secure"] : ["theme", ""];
    document.cookie = `${name}=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  }

  // What a part of a page needs when it arrives, with the page or through htmx.
  function prepare(part) {
    part.querySelectorAll("textarea[data-limit]").forEach(count);
    part.querySelectorAll("[data-theme-switch]").forEach((button) => { button.hidden = false; });
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-limit]")) count(event.target);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details[data-closes][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-closes][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // A second click on the same button sends nothing; the server would refuse it in any case.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  document.addEventListener("htmx:load", (event) => prepare(event.target));
  prepare(document);
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
})();
