// The keys of the review queue. Each presses what stands on the page: without this file it all
// works by hand. What is typed is a reason, and judges nothing before Enter; keys that come before
// anybody can have seen the page do nothing.
(() => {
  "use strict";
  const MOMENT = 400; // milliseconds without a key, before keys are listened to
  const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  const page = document.getElementById("review");
  const form = document.getElementById("judge");
  const reason = document.getElementById("reason");
  const told = document.getElementById("judging");
  const list = document.getElementById("suggestions");
  const about = told ? told.textContent : "";
  let chosen = null;
  let sent = false;
  let since = Infinity;
  let timer = 0;

  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      since = performance.now();
      page.dataset.keys = "on";
    }, MOMENT);
  };

  const say = (text) => {
    if (told) told.textContent = text;
  };

  const press = (id) => {
    const found = document.getElementById(id);
    if (found) found.click();
  };

  const button = (key) =>
    form && [...form.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === key);

  const suggestions = () => (chosen ? chosen.dataset.reasons.split("|") : []);

  // The ready reason whose number is all that was typed.
  const ready = () => {
    const typed = reason.value.trim();
    return /^[1-9]$/.test(typed) ? suggestions()[Number(typed) - 1] : undefined;
  };

  const how = () => {
    const named = chosen.firstChild.textContent.trim();
    say(
      ready()
        ? `${named}: Enter sends “${ready()}”`
        : `${named}: why? Type it, or the number of a ready reason; then Enter. Esc leaves.`,
    );
    for (const [place, row] of [...list.children].entries()) {
      row.classList.toggle("review-chosen", ready() === suggestions()[place]);
    }
  };

  const leave = () => {
    if (chosen) chosen.classList.remove("review-chosen");
    chosen = null;
    say(about);
    if (list) list.hidden = true;
    if (reason) reason.blur();
  };

  const send = () => {
    if (!chosen) {
      say("Which of these? Press one of the buttons.");
      return;
    }
    if (form.reportValidity()) form.requestSubmit(chosen);
  };

  const choose = (one) => {
    leave();
    chosen = one;
    one.classList.add("review-chosen");
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
    how();
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

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      showKeys(false);
      leave();
      return;
    }
    const target = event.target;
    // By itself it would press the first of the buttons.
    if (event.key === "Enter" && form && target.matches("#judge input")) {
      event.preventDefault();
      send();
      return;
    }
    if (target.closest(TYPING)) return;
    // A text that scrolls keeps its arrows.
    if (event.key.startsWith("Arrow") && target.closest("pre")) return;
    const act = button(event.key === "A" ? "e" : event.key);
    const meant = act && !act.disabled ? () => choose(act) : plain[event.key];
    if (event.timeStamp < since) {
      listen();
      if (meant) say("That key came before this could be read, and did nothing: press it again.");
    }
    if (!meant) return;
    event.preventDefault();
    if (event.timeStamp >= since) meant();
  });

  if (reason) {
    reason.addEventListener("input", () => {
      if (chosen) how();
    });
  }

  // Sent twice, a judgement would fall upon what comes next; so would a key on the way there.
  for (const each of document.querySelectorAll("#judge, #undo")) {
    each.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
      if (chosen && event.submitter === chosen) reason.value = ready() ?? reason.value;
    });
  }
  // Who comes back to it sees it as it is by now.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  requestAnimationFrame(listen);
})();
