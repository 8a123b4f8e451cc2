// The keys of the review queue. Each presses what stands on the page: without this file it all
// works by hand.
(() => {
  "use strict";
  const form = document.getElementById("judge");
  const reason = document.getElementById("reason");
  const told = document.getElementById("judging");
  const list = document.getElementById("suggestions");
  const about = told ? told.textContent : "";
  let chosen = null;

  const press = (id) => {
    const found = document.getElementById(id);
    if (found) found.click();
  };

  const button = (key) =>
    form && [...form.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === key);

  const suggestions = () => (chosen ? chosen.dataset.reasons.split("|") : []);

  const leave = () => {
    if (chosen) chosen.classList.remove("review-chosen");
    chosen = null;
    if (told) told.textContent = about;
    if (list) list.hidden = true;
    if (reason) reason.blur();
  };

  const send = () => {
    if (chosen && form.reportValidity()) form.requestSubmit(chosen);
  };

  const choose = (one) => {
    leave();
    chosen = one;
    one.classList.add("review-chosen");
    told.textContent = `${one.firstChild.textContent.trim()}: why? A number sends that reason, Enter what you typed; Esc leaves.`;
    list.replaceChildren(
      ...suggestions().map((text, place) => {
        const row = document.createElement("li");
        const key = document.createElement("kbd");
        key.textContent = String(place + 1);
        row.append(key, ` ${text}`);
        return row;
      }),
    );
    list.hidden = false;
    reason.focus();
  };

  const showKeys = (open) => {
    const keys = document.getElementById("keys");
    if (keys) keys.open = open ?? !keys.open;
  };

  const undo = () => {
    const last = document.getElementById("undo");
    if (last) last.requestSubmit();
  };

  const plain = {
    j: () => press("next"),
    ArrowRight: () => press("next"),
    k: () => press("previous"),
    ArrowLeft: () => press("previous"),
    s: () => press("next"),
    o: () => press("edit"),
    u: undo,
    "?": () => showKeys(),
  };

  const inReason = (event) => {
    const place = Number(event.key);
    if (event.key === "Enter" && chosen) {
      send();
    } else if (chosen && reason.value === "" && place >= 1 && place <= suggestions().length) {
      reason.value = suggestions()[place - 1];
      send();
    } else {
      return;
    }
    event.preventDefault();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      showKeys(false);
      leave();
      return;
    }
    if (event.target === reason) {
      inReason(event);
      return;
    }
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    // A text that scrolls keeps its arrows.
    if (event.key.startsWith("Arrow") && event.target.closest("pre")) return;
    const act = button(event.key === "A" ? "e" : event.key);
    if (act && !act.disabled) {
      event.preventDefault();
      choose(act);
    } else if (plain[event.key]) {
      event.preventDefault();
      plain[event.key]();
    }
  });

  // Sent twice, a judgement would fall upon what comes next.
  for (const each of document.querySelectorAll("#judge, #undo")) {
    each.addEventListener("submit", (event) => {
      if (each.dataset.sent) event.preventDefault();
      each.dataset.sent = "yes";
    });
  }
})();
