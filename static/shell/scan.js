/**
 * Keep the scanner's field in focus; touching it brings up the keyboard. Not on a telephone, which
 * would open a keyboard of its own each time.
 */

const PATIENCE_MS = 200;
const field = document.querySelector("[data-scan]");
const isPhone = matchMedia("(max-width: 699px)").matches;

function listen() {
  if (!isPhone && !document.getElementById("still")?.open) field.focus({ preventScroll: true });
}

field.addEventListener("pointerdown", () => {
  field.dataset.keyboard = "code";
});
field.addEventListener("blur", () => {
  delete field.dataset.keyboard;
  // The keyboard, and whatever was touched, come first.
  setTimeout(listen, PATIENCE_MS);
});
addEventListener("pageshow", () => {
  field.value = "";
  listen();
});
