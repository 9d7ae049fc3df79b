/** Open the staff's door to whoever holds the mark in the corner for two seconds. */

const HOLD_MS = 2000;

export function watchService() {
  const mark = document.querySelector("[data-service]");
  if (!mark) return;
  let timer = 0;
  mark.addEventListener("pointerdown", () => {
    timer = setTimeout(() => location.assign(mark.dataset.service), HOLD_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    mark.addEventListener(name, () => clearTimeout(timer));
  }
}
