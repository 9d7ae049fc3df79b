/** End a sitting that nobody is at: count down in sight of all, then go to the idle screen. */

export function watchIdle() {
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
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) {
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
