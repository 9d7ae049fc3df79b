/** Show one slide after the other, with figures of the last minute; without an answer the last ones stay. */

const FRESH_MS = 60_000;
const RETRY_MS = 5_000;

const main = document.querySelector("main");
const held = document.querySelector("[data-held]");
let at = 0;
let isHeld = false;

const show = () => {
  const slides = [...main.querySelectorAll("[data-slide]")];
  at %= slides.length;
  for (const [place, slide] of slides.entries()) slide.hidden = place !== at;
};

const tellTime = () => {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  main.querySelector("[data-clock]").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
};

/** Take the new page's parts over; the slide on screen stays the one on screen, where it is still there. */
const refresh = async () => {
  const answer = await fetch(location.pathname, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = main.querySelectorAll("[data-slide]")[at].dataset.slide;
  main.replaceChildren(...fresh.querySelector("main").childNodes);
  const names = [...main.querySelectorAll("[data-slide]")].map((each) => each.dataset.slide);
  at = Math.max(names.indexOf(shown), 0);
  show();
  tellTime();
};

const keepFresh = () =>
  refresh().then(
    () => setTimeout(keepFresh, FRESH_MS),
    () => setTimeout(keepFresh, RETRY_MS),
  );

const hold = () => {
  isHeld = !isHeld;
  held.hidden = !isHeld;
};

show();
tellTime();
setTimeout(keepFresh, FRESH_MS);
setInterval(tellTime, 1000);
setInterval(
  () => {
    if (isHeld) return;
    at += 1;
    show();
  },
  Number(document.body.dataset.seconds) * 1000,
);
addEventListener("click", hold);
addEventListener("keydown", (event) => event.key === " " && hold());
