/** Look at a part as soon as another language, size or state is chosen. */

const button = document.querySelector("[data-look]");

for (const choice of document.querySelectorAll("[name=look], [data-look-too]")) {
  choice.addEventListener("change", () => button.click());
}

// Where the page stands below the form, it comes into sight; the focus stays on the button.
button?.addEventListener("click", () => {
  document.querySelector(".window").scrollIntoView({ block: "nearest" });
});
