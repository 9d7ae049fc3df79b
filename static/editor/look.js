/** Look at a part as soon as another language, size or shape is chosen. */

const button = document.querySelector("[data-look]");

for (const choice of document.querySelectorAll("[name=look]")) {
  choice.addEventListener("change", () => button.click());
}
