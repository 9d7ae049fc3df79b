/** Add up the people whose boxes are ticked. */

const counted = document.querySelector("[data-counted]");
const boxes = [...document.querySelectorAll("[data-people]")];

function add() {
  const sum = boxes.reduce((people, box) => people + (box.checked ? Number(box.dataset.people) : 0), 0);
  counted.querySelector("[data-sum]").textContent = sum;
}

counted.hidden = false;
add();
addEventListener("change", add);
