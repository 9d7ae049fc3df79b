/** Show the idle screen's slides in turn, until somebody holds one. */

export function showSlides() {
  const frame = document.querySelector("[data-slides]");
  if (!frame) return;
  const slides = [...frame.querySelectorAll(".slide")];
  const hold = frame.querySelector("[data-hold]");
  if (slides.length < 2) return;

  let index = 0;
  let isHeld = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const show = () => {
    hold.hidden = false;
    hold.setAttribute("aria-pressed", String(isHeld));
  };

  setInterval(() => {
    if (isHeld) return;
    slides[index].hidden = true;
    index = (index + 1) % slides.length;
    slides[index].hidden = false;
  }, Number(frame.dataset.slides) * 1000);

  hold.addEventListener("click", () => {
    isHeld = !isHeld;
    show();
  });
  show();
}
