/** Keep the page a page: no menu, no dragging, no zooming with fingers or wheel, no keys that leave it. */

// A browser that shows its window on the whole screen hands every key to the page first. Only what
// types and moves reaches it back; a list of what is dangerous would miss the next version's keys.
const MOVING = [
  ..."Enter Tab Escape Backspace Delete Home End PageUp PageDown".split(" "),
  ..."ArrowLeft ArrowRight ArrowUp ArrowDown".split(" "),
];
// An input method speaks by these; Shift chooses its language.
const METHOD = "Process Unidentified Dead Compose Shift CapsLock NumLock AltGraph".split(" ");
const PLAIN = new Set([...MOVING, ...METHOD]);
const EDITING = new Set(["a", "c", "v", "x", "y", "z", "p", "Backspace", "Delete", ...MOVING]);
const [MIDDLE, RIGHT] = [1, 2];

const isWholeScreen = () => matchMedia("(display-mode: fullscreen)").matches;
const isField = (target) => target instanceof Element && target.closest("input, textarea");
const refuse = (event) => event.preventDefault();

/** Keep a citizens' page in its place. */
export function lockDown() {
  addEventListener("contextmenu", refuse);
  addEventListener("dragstart", refuse);
  addEventListener("gesturestart", refuse);
  addEventListener("selectstart", (event) => {
    if (!isField(event.target)) event.preventDefault();
  });
  addEventListener("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
  addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  lockWindow();
}

/**
 * Where the window fills the screen, as `python -m kiosk open` shows it, let no key and no click lead out of
 * it. Staff who are signed in may copy, paste and print.
 */
export function lockWindow({ isStaff = false } = {}) {
  const first = { capture: true, passive: false };
  const refuseThere = (event) => isWholeScreen() && event.preventDefault();
  const refuseKey = (event) => isAllowed(event, isStaff) || refuseThere(event);
  // Opens windows and files, goes back and forth, scrolls by itself.
  const refuseButton = (event) => (event.button === MIDDLE || event.button > RIGHT) && refuseThere(event);

  for (const name of ["keydown", "keyup"]) addEventListener(name, refuseKey, first);
  for (const name of ["mousedown", "mouseup", "auxclick"]) addEventListener(name, refuseButton, first);
  for (const name of ["contextmenu", "dragover", "drop"]) addEventListener(name, refuseThere, first);
  addEventListener("click", (event) => isWithKey(event) && refuseThere(event), first);
}

function isAllowed(event, isStaff) {
  const { key = "", ctrlKey, altKey, metaKey, shiftKey } = event;
  const isLetter = key.length === 1;
  // Windows reports AltGr, which types signs such as @, as Ctrl and Alt together.
  if (isLetter && event.getModifierState("AltGraph") && ctrlKey === altKey) return true;
  if (altKey || metaKey) return false;
  if (ctrlKey) return isStaff && !shiftKey && EDITING.has(isLetter ? key.toLowerCase() : key);
  return (isLetter || PLAIN.has(key)) && !(shiftKey && key === "Escape");
}

/** Return whether a click would open a window or a file, because a key is held. */
function isWithKey(event) {
  return event.ctrlKey || event.shiftKey || event.altKey || event.metaKey;
}
