/** Say at once which photos are too large, before they are sent. */

const MB = 2 ** 20;
const form = document.querySelector(".add");
const strip = document.querySelector("#photo-problem");

function complain() {
  const files = [...form.photo.files];
  const words = strip.querySelector("span");
  const large = files.filter((file) => file.size > form.dataset.mostFile * MB);
  const sum = files.reduce((bytes, file) => bytes + file.size, 0);
  let said = "";
  if (large.length) said = `${words.dataset.tooLarge} ${large.map((file) => file.name).join(", ")}`;
  else if (sum > form.dataset.mostAll * MB) said = words.dataset.tooMuch;
  words.textContent = said;
  strip.hidden = !said;
  form.photo.setCustomValidity(said);
}

form?.photo.addEventListener("change", complain);
