/** Look whether the other side of a duel has finished; say how far it is, and show the result when it comes. */

const EVERY = 2000;
const here = document.querySelector("[data-waiting]");

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-waiting]");
    if (!now) return location.reload();
    here.textContent = now.textContent;
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
