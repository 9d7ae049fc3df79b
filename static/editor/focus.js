/**
 * Put the focus on what the page has to say: a refusal, the first field at fault, or what came of
 * the last press. From there keys go on, and a screen reader reads it out.
 */

const CONTROLS = "input:not([type=hidden], [hidden]), select, textarea, button:not([hidden])";

function atFault() {
  const fault = document.querySelector("[data-faulty] .fault:not(.fault-mild)");
  const around = fault?.closest(".field, li, fieldset");
  return around?.querySelector("[aria-invalid]") ?? around?.querySelector(CONTROLS);
}

function sought() {
  const told = document.querySelector("main .strip[role=alert]") ?? atFault();
  const marked = told ?? document.querySelector("main [data-focus]");
  return marked?.matches("form") ? marked.querySelector(CONTROLS) : marked;
}

const found = sought();
if (found) {
  if (found.tabIndex < 0) found.tabIndex = -1;
  found.focus();
}
