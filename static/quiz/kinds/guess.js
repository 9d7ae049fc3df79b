/** Make the field of a number into a slider, with a large number and a button on either side. */

const field = document.querySelector(".guess-number input");
const slider = document.querySelector(".slider");

if (field && slider) {
  const range = slider.querySelector("input");
  const shown = document.createElement("output");
  shown.className = "guess-shown";
  field.before(shown);
  // The field keeps its name, so that the form sends the same with the slider as without.
  field.type = "hidden";
  document.querySelector(".guess-range").hidden = true;
  slider.hidden = false;

  const show = () => {
    field.value = range.value;
    shown.textContent = range.value;
    range.setAttribute("aria-valuetext", `${range.value} ${range.dataset.unit}`);
    const share = (range.value - range.min) / (range.max - range.min);
    range.style.setProperty("--filled", `${100 * share}%`);
  };
  range.value = field.value;
  range.addEventListener("input", show);
  for (const button of slider.querySelectorAll(".nudge")) {
    button.addEventListener("click", () => {
      if (Number(button.value) > 0) range.stepUp();
      else range.stepDown();
      show();
    });
  }
  addEventListener("pageshow", show);
  show();
}
