/** Keep the page a page: no menu, no dragging, no zooming with fingers or wheel. */

export function lockDown() {
  const isField = (target) => target instanceof Element && target.closest("input, textarea");
  const refuse = (event) => event.preventDefault();

  addEventListener("contextmenu", refuse);
  addEventListener("dragstart", refuse);
  addEventListener("gesturestart", refuse);
  addEventListener("selectstart", (event) => {
    if (!isField(event.target)) event.preventDefault();
  });
  addEventListener("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
  addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
}
