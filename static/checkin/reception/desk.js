/** Fetch the desk anew every 20 s, unless somebody is in the middle of something on it. */

const EVERY = 20_000;

function isBusy(live) {
  return document.hidden || live.contains(document.activeElement) || document.querySelector("form[data-sent]");
}

async function refresh() {
  const live = document.getElementById("live");
  const address = live?.dataset.refresh;
  if (!address || isBusy(live)) return;
  const answer = await fetch(address, { headers: { "Kiosk-Refresh": "yes" } });
  if (answer.redirected) location.reload(); // The session has ended.
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (fresh && !isBusy(live)) live.replaceWith(fresh);
}

setInterval(() => refresh().catch(() => {}), EVERY);
