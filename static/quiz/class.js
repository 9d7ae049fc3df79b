/**
 * Help whoever counts with keys alone, or with a presenter's remote control: digits go to a number,
 * arrows to the one beside it, Page Down to the next question. Without it, Tab and Enter do it all.
 */

const numbers = [...document.querySelectorAll(".strip-numbers .number")];
const PATIENCE = 1500;
let typed = "";
let timer = 0;

function goTo(number) {
  numbers[number]?.focus();
}

function type(digit) {
  clearTimeout(timer);
  timer = setTimeout(() => (typed = ""), PATIENCE);
  typed = Number(typed + digit) < numbers.length ? typed + digit : digit;
  goTo(Number(typed));
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const next = document.querySelector(".foot .go");
  if (event.key === "PageDown" && next) {
    event.preventDefault();
    next.click();
    return;
  }
  if (!numbers.length) return;
  const here = numbers.indexOf(document.activeElement);
  if (/^[0-9]$/.test(event.key)) type(event.key);
  else if (event.key === "ArrowRight" && here >= 0) goTo(here + 1);
  else if (event.key === "ArrowLeft" && here > 0) goTo(here - 1);
});
