// Shows the part of a page that moves anew, while it says that it does: data-refresh, in seconds.
"use strict";

function live() {
  return document.getElementById("live");
}

async function renew() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (answer.redirected) delete live().dataset.refresh; // logged out
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (!fresh) return;
  const focused = document.activeElement && document.activeElement.id;
  live().replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function wait() {
  const seconds = Number(live()?.dataset.refresh);
  if (seconds) setTimeout(() => renew().catch(() => {}).finally(wait), seconds * 1000);
}

wait();
