/** Open the print dialog by a button, or at once where the page was asked for to be printed. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (document.querySelector("[data-print-now]")) addEventListener("load", () => print());
