// Keeps the page live and the forms in place; without it, the same forms reload the page.
"use strict";

const live = () => document.querySelectorAll("[data-live]");
const toBottom = () => {
  const thread = document.getElementById("thread");
  if (thread) thread.scrollTop = thread.scrollHeight;
};

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of live()) {
    const other = fresh.getElementById(part.id);
    if (!other || other.innerHTML === part.dataset.shown) continue;
    const open = [...part.querySelectorAll("details[open]")].map((details) => details.id);
    const held = part.contains(document.activeElement) && document.activeElement !== part;
    part.dataset.shown = other.innerHTML;
    part.replaceChildren(...other.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (held) (part.querySelector("button, a") ?? document.getElementById("device")).focus();
    if (part.id === "thread") toBottom();
  }
  // The first text makes the answer form possible: only then does the rest of the device change.
  const device = document.getElementById("device");
  const freshDevice = fresh.getElementById("device");
  if (device.className !== freshDevice.className || !device.querySelector(".compose form") !== !freshDevice.querySelector(".compose form")) {
    device.className = freshDevice.className;
    device.replaceChildren(...freshDevice.childNodes);
    toBottom();
  }
}

let running = false;
let again = false;
async function refreshOnce() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  do {
    again = false;
    await refresh().catch(() => {});
  } while (again);
  running = false;
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  // Not form.action: a button named "action" would hide it.
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) });
  if (new URL(answer.url).searchParams.has("refused")) {
    location.assign(answer.url);
    return;
  }
  if (form.matches(".line, .fields")) form.reset();
  await refreshOnce();
});

for (const part of live()) part.dataset.shown = part.innerHTML;
toBottom();
new EventSource("/sandbox/api/changes").addEventListener("message", refreshOnce);
setInterval(() => {
  if (!document.hidden) refreshOnce();
}, 60_000); // the clock and "today" move even when nothing happens
