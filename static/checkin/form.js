/** Open the next part once a choice is made, and count heads by touch. */

/** Follow a `data-next` fieldset: a choice within it opens the part it names. */
function leadOn() {
  for (const choices of document.querySelectorAll("[data-next]")) {
    const next = document.getElementById(choices.dataset.next);
    if (!next) continue;
    choices.addEventListener("change", () => {
      next.open = true;
      next.scrollIntoView({ block: "nearest" });
    });
  }
}

/** Give each stepper its buttons; the field keeps to whole numbers from none to its greatest. */
function countByTouch() {
  for (const stepper of document.querySelectorAll("[data-stepper]")) {
    const field = stepper.querySelector("input");
    for (const button of stepper.querySelectorAll("[data-step]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const count = (Number.parseInt(field.value, 10) || 0) + Number(button.dataset.step);
        field.value = String(Math.min(200, Math.max(0, count)));
      });
    }
  }
}

leadOn();
countByTouch();
