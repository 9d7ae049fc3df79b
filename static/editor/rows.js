/** Rows such as options: move them up and down, and offer another empty one once the last is used. */

for (const rows of document.querySelectorAll("[data-rows]")) {
  const list = rows.querySelector("ol");
  const every = () => [...list.querySelectorAll("[data-row]")];

  const number = () => {
    every().forEach((row, place) => {
      row.querySelector(".order input").value = place + 1;
    });
  };

  const move = (row, by) => {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(row);
    else other.after(row);
    number();
  };

  const wire = (row) => {
    for (const [name, by] of [["[data-up]", -1], ["[data-down]", 1]]) {
      const button = row.querySelector(name);
      button.hidden = false;
      button.addEventListener("click", () => {
        move(row, by);
        button.focus();
      });
    }
    row.querySelector(".order input").hidden = true;
  };

  const offerAnother = () => {
    const last = every().at(-1);
    const isUsed = [...last.querySelectorAll("input[type=text], textarea")].some((each) => each.value && !each.closest(".order"));
    if (!("spare" in last.dataset) || !isUsed || every().length >= Number(rows.dataset.most)) return;
    const next = last.cloneNode(true);
    const count = every().length;
    for (const each of next.querySelectorAll("[name], [id]")) {
      for (const attribute of ["name", "id"]) {
        const held = each.getAttribute(attribute);
        if (held) each.setAttribute(attribute, held.replace(/\.\d+\./, `.${count}.`));
      }
      if (each.type === "checkbox") each.checked = false;
      else each.value = "";
    }
    delete last.dataset.spare;
    list.append(next);
    wire(next);
    number();
  };

  every().forEach(wire);
  list.addEventListener("input", offerAnother);
}
