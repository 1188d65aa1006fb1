// The curation page by keyboard. Every key presses a link or a button that is on the page, so nothing
// here does what a click could not. Keys go by their place (event.code): the same on French, English
// and Arabic keyboards. They are off when the account says so.
"use strict";

(() => {
  const room = () => document.getElementById("curation");
  if (!room()) return;
  const FRESH_MS = 120000;
  let ahead = { address: "", html: "", at: 0 };

  const cards = () => [...document.querySelectorAll(".candidate[data-startup]")];
  const isOpen = (card) => !card.classList.contains("is-decided");
  const here = () => document.activeElement && document.activeElement.closest(".candidate[data-startup]");

  function goTo(place) {
    if (!place) return;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "start" });
  }

  function nextOpen(from) {
    const all = cards();
    const start = from ? all.indexOf(from) + 1 : 0;
    return [...all.slice(start), ...all.slice(0, start)].find((card) => card !== from && isOpen(card));
  }

  function step(by) {
    const all = cards();
    const at = all.indexOf(here());
    if (at < 0) goTo(by > 0 ? nextOpen(null) || all[0] : all[all.length - 1]);
    else goTo(all[at + by] || (by > 0 ? document.getElementById("curation-done") : null));
  }

  // The card that a key is about: the one in focus, else the first that is left to decide.
  const subject = () => here() || nextOpen(null);

  function press(act, within) {
    const target = (within || document).querySelector(`[data-act="${act}"]`);
    if (target) target.click();
    return Boolean(target);
  }

  function openReasons() {
    const card = subject();
    const reasons = card && card.querySelector("[data-act=reject]");
    if (!reasons) return;
    reasons.open = true;
    reasons.querySelector("[data-digit]").focus();
    reasons.scrollIntoView({ block: "nearest" });
  }

  function chooseReason(digit) {
    const open = document.querySelector(".reject[open]");
    const button = open && open.querySelector(`[data-digit="${digit}"]`);
    if (button) button.click();
    return Boolean(button);
  }

  function putFirst() {
    const card = here();
    const button = card && document.getElementById(`shift-first-${card.dataset.startup}`);
    if (button) button.click();
  }

  function tick() {
    const card = subject();
    if (!card || !press("compare", card)) return;
    const form = document.getElementById("compare-form");
    if (document.querySelectorAll("[data-act=compare]:checked").length === 2) form.requestSubmit();
  }

  function toggleHelp() {
    const list = document.getElementById("curation-keys");
    list.open = !list.open;
    if (list.open) goTo(list.querySelector("summary"));
  }

  const KEYS = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyG: () => { const card = subject(); if (card) press("keep", card); },
    KeyE: openReasons,
    KeyU: () => press("undo"),
    KeyT: putFirst,
    KeyC: tick,
    KeyN: () => press("next"),
    KeyP: () => press("release"),
    KeyB: () => press("add"),
    KeyR: () => press("refusals"),
    KeyH: toggleHelp,
  };

  function isTyping(target) {
    return target.closest("textarea, select, [contenteditable]") || target.closest("input:not([type=checkbox])");
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      const open = document.querySelector(".reject[open]");
      if (open) { open.open = false; goTo(open.closest(".candidate")); }
      return;
    }
    if (!room().hasAttribute("data-keys") || isTyping(event.target)) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit) { if (chooseReason(digit[1])) event.preventDefault(); return; }
    if (event.shiftKey && event.key !== "?") return;
    const isArrow = event.code === "ArrowDown" || event.code === "ArrowUp";
    if (isArrow && document.activeElement.matches(".candidate")) {
      event.preventDefault();
      step(event.code === "ArrowDown" ? 1 : -1);
      return;
    }
    const act = event.key === "?" ? toggleHelp : KEYS[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // The next challenge is fetched while this one is read, so that going on takes no wait.
  async function lookAhead() {
    const address = room().dataset.next || "";
    if (!address || !window.htmx) return;
    if (ahead.address === address && Date.now() - ahead.at < FRESH_MS) return;
    ahead = { address, html: "", at: Date.now() };
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (answer.ok && ahead.address === address) ahead.html = await answer.text();
    } catch { ahead.html = ""; }
  }

  function show(html, address) {
    window.htmx.swap("#curation", html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    history.pushState({ curation: true }, "", address);
    document.title = room().dataset.title;
    window.scrollTo(0, 0);
    goTo(nextOpen(null) || document.getElementById("main"));
    ahead = { address: "", html: "", at: 0 };
    lookAhead();
  }

  function onClick(event) {
    const link = event.target.closest("[data-next-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const address = link.getAttribute("href");
    if (!window.htmx || ahead.address !== address || !ahead.html || Date.now() - ahead.at > FRESH_MS) return;
    event.preventDefault();
    show(ahead.html, address);
  }

  function afterDecision(event) {
    const answered = event.detail.xhr;
    if (!answered || !event.detail.requestConfig || event.detail.requestConfig.verb !== "post") return;
    const id = answered.getResponseHeader("HX-Retarget") || "";
    if (answered.status >= 400) { goTo(document.getElementById("notices")); return; }
    if (!id.startsWith("#startup-") || event.detail.requestConfig.path.endsWith("/shift")) return;
    const card = document.querySelector(id);
    if (!card) return;
    document.getElementById("notices").replaceChildren();
    goTo(isOpen(card) ? card : nextOpen(card) || document.getElementById("curation-done"));
    lookAhead();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:afterSettle", afterDecision);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target && event.detail.target.id === "refusals") {
      event.detail.target.hidden = false;
      goTo(event.detail.target);
    }
  });
  window.addEventListener("popstate", () => location.reload());
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.closest("#curation")) goTo(named);
  lookAhead();
})();
