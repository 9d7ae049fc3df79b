/**
 * Where the window fills the screen, as `python -m kiosk open` shows it, let no key and no click lead out of it.
 *
 * Such a window hands every key to the page first. What types and moves comes through, nothing else: a list of
 * what is dangerous would miss the next version's keys. No module, and first in the head, since a key that
 * comes before it would be the browser's.
 */

{
  const MOVING = [
    ..."Enter Tab Escape Backspace Delete Home End PageUp PageDown".split(" "),
    ..."ArrowLeft ArrowRight ArrowUp ArrowDown".split(" "),
  ];
  // An input method speaks by these; Shift chooses its language.
  const METHOD = "Process Unidentified Dead Compose Shift CapsLock NumLock AltGraph".split(" ");
  const PLAIN = new Set([...MOVING, ...METHOD]);
  // Staff who are signed in copy, paste and print; what a citizen copied would be there for the next one.
  const OF_STAFF = new Set([..."acvxyzp", "Backspace", "Delete", ...MOVING]);
  const [MIDDLE, RIGHT] = [1, 2];

  const wholeScreen = matchMedia("(display-mode: fullscreen)");
  const refuse = (event) => wholeScreen.matches && event.preventDefault();
  const isStaff = () => document.body?.classList.contains("staff-in");

  const isAllowed = ({ key = "", ctrlKey, altKey, metaKey, shiftKey }, hasAltGr) => {
    const isLetter = key.length === 1;
    // Windows reports AltGr, which types signs such as @, as Ctrl and Alt together.
    if (isLetter && hasAltGr && ctrlKey === altKey) return true;
    if (altKey || metaKey) return false;
    if (ctrlKey) return !shiftKey && isStaff() && OF_STAFF.has(isLetter ? key.toLowerCase() : key);
    return (isLetter || PLAIN.has(key)) && !(shiftKey && key === "Escape");
  };
  const refuseKey = (event) => isAllowed(event, event.getModifierState?.("AltGraph")) || refuse(event);
  // They open windows and files, go back and forth, scroll by themselves.
  const refuseButton = (event) => (event.button === MIDDLE || event.button > RIGHT) && refuse(event);
  const refuseWithKey = (event) => {
    const isHeld = event.ctrlKey || event.shiftKey || event.altKey || event.metaKey;
    if (isHeld) refuse(event);
  };

  const listen = (names, act) => {
    for (const name of names.split(" ")) addEventListener(name, act, { capture: true, passive: false });
  };
  listen("keydown keyup", refuseKey);
  listen("mousedown mouseup auxclick", refuseButton);
  listen("contextmenu dragover drop", refuse);
  listen("click", refuseWithKey);
}
