/** Answer every touch at once: the thing touched looks pressed, and a ripple spreads. */

const PRESSABLE = "button, a[href], .chip, .option";

export function answerTouch() {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  let pressed = null;

  const release = () => {
    pressed?.classList.remove("is-pressed");
    pressed = null;
  };

  addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return;
    release();
    pressed = event.target.closest(PRESSABLE);
    pressed?.classList.add("is-pressed");
    if (pressed && !isStill.matches) spread(event.clientX, event.clientY);
  });
  for (const name of ["pointerup", "pointercancel", "pagehide"]) addEventListener(name, release);
}

/** Draw one ripple around a point; it removes itself when it has spread. */
function spread(x, y) {
  const ripple = document.createElement("span");
  ripple.className = "ripple";
  ripple.style.left = `${x}px`;
  ripple.style.top = `${y}px`;
  ripple.addEventListener("animationend", () => ripple.remove());
  document.body.append(ripple);
}
