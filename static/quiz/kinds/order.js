/** Show which step has the focus to whoever uses keys, and to nobody else: it might seem a hint. */

const form = document.querySelector("form.options");
const KEYS = "#keys";

if (form) {
  const show = () => form.classList.add("by-keys");
  if (location.hash === KEYS) {
    show();
    history.replaceState(history.state, "", location.pathname);
  }
  addEventListener("keydown", show);
  // Each tap is a page of its own; the address tells the next one that a key was pressed.
  form.addEventListener("click", (event) => {
    form.action = location.pathname + (event.detail === 0 ? KEYS : "");
  });
}
