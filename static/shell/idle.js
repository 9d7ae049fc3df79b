/** End a sitting that nobody is at: count down in sight of all, then go to the idle screen. */

const SIGNS = ["pointerdown", "keydown", "input", "scroll"];
const IN_FRAME = "touched-in-frame";

/** In a frame, let the page that holds it know that somebody is there: it alone counts down. */
function tellParent() {
  for (const name of SIGNS) {
    addEventListener(name, () => parent.dispatchEvent(new Event(IN_FRAME)), { passive: true, capture: true });
  }
}

export function watchIdle() {
  if (parent !== window) return tellParent();
  const { idle, countdown, end } = document.body.dataset;
  const dialog = document.getElementById("still");
  const shown = document.getElementById("still-count");
  if (!Number(idle) || !dialog) return;

  let timer = 0;
  let left = 0;

  const leave = () => location.replace(end);

  const tick = () => {
    left -= 1;
    shown.textContent = left;
    if (left <= 0) leave();
  };

  const ask = () => {
    left = Number(countdown);
    shown.textContent = left;
    dialog.showModal();
    clearInterval(timer);
    timer = setInterval(tick, 1000);
  };

  const restart = () => {
    clearInterval(timer);
    clearTimeout(timer);
    timer = setTimeout(ask, Number(idle) * 1000);
  };

  dialog.addEventListener("close", restart);
  for (const name of [...SIGNS, IN_FRAME]) {
    addEventListener(name, () => dialog.open || restart(), { passive: true, capture: true });
  }
  // Links to the end must leave nothing behind for the Back key to find.
  addEventListener("click", (event) => {
    const link = event.target.closest("a[data-end]");
    if (!link) return;
    event.preventDefault();
    leave();
  });
  restart();
}
