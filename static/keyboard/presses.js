/** Turn touches on the keyboard's buttons into presses, at once and without taking the focus. */

const HOLD_MS = 450;
const REPEAT_MS = 70;
const PRESSED_MS = 120;

/** Call `press` with each button pressed, and on and on for one whose key is in `repeating`. */
export function listenToPresses(dock, press, repeating) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  const repeat = (pressed) => {
    if (dock.hidden) return;
    press(pressed);
    timer = setTimeout(repeat, REPEAT_MS, pressed);
  };
  keepFocusInField(dock);
  // The touch itself acts, not its release: fast typists overlap their fingers.
  dock.addEventListener("pointerdown", (event) => {
    const pressed = event.target.closest("button");
    stop();
    if (!pressed || event.button > 0) return;
    showPressed(pressed);
    press(pressed);
    if (repeating.includes(pressed.dataset.key)) timer = setTimeout(repeat, HOLD_MS, pressed);
  });
  // Screen readers and switches click without a pointer.
  dock.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (pressed && event.detail === 0) press(pressed);
  });
  document.addEventListener("pointerup", stop, true);
  document.addEventListener("pointercancel", stop, true);
}

/** Stop the browser from acting on touches itself. */
function keepFocusInField(dock) {
  const hold = (event) => event.preventDefault();
  for (const kind of ["pointerdown", "mousedown", "contextmenu"]) dock.addEventListener(kind, hold);
  // Without this a key that hides the keyboard would click what lies behind it.
  dock.addEventListener("touchstart", hold, { passive: false });
}

/** Show a button as pressed for long enough to be seen. */
function showPressed(pressed) {
  pressed.classList.add("is-pressed");
  setTimeout(() => pressed.classList.remove("is-pressed"), PRESSED_MS);
}
