/** Give each statement of a sprint its time: a bar that shrinks, or a number where nothing may move. */

const clock = document.querySelector("[data-clock]");
if (clock) run(clock);

function run(clock) {
  const whole = 1000 * Number(clock.dataset.clock);
  const end = performance.now() + whole;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const number = clock.querySelector(".clock-number");
  const bar = clock.querySelector(".clock-bar");
  clock.hidden = false;
  bar.hidden = isStill;
  number.hidden = !isStill;
  if (!isStill) {
    bar.animate({ scale: ["1 1", "0 1"] }, { pseudoElement: "::before", duration: whole, fill: "forwards" });
  }

  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    number.textContent = clock.dataset.words.replace("%d", Math.max(0, left));
    if (left > 0) return;
    clearInterval(timer);
    sendLate(clock.closest("form"));
  }, 200);

  // Whoever has the statement read aloud takes the time that it takes.
  addEventListener("click", (event) => {
    if (!event.target.closest("[data-speak]")) return;
    clearInterval(timer);
    clock.hidden = true;
  });
}

/** Answer that time is out; the shell lets a form go only once, so a tap that was first stands. */
function sendLate(form) {
  const late = document.createElement("input");
  late.type = "hidden";
  late.name = "option";
  late.value = "late";
  form.append(late);
  form.requestSubmit();
}
