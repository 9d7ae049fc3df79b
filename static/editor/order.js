/** Put a part elsewhere in its list: drag it, or press Alt and an arrow while it has the focus. */

function send(row, to) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = row.dataset.move;
  for (const [name, value] of [["act", "move"], ["to", to]]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

for (const list of document.querySelectorAll("[data-order]")) {
  const rows = () => [...list.querySelectorAll("[data-move]")];
  const place = (row) => rows().indexOf(row);
  let dragged = null;

  for (const row of rows()) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      if (place(dragged) < place(row)) row.after(dragged);
      else row.before(dragged);
    });
    row.addEventListener("drop", (event) => event.preventDefault());
    row.addEventListener("dragend", () => {
      const moved = dragged;
      dragged = null;
      if (moved) send(moved, place(moved) + 1);
    });
    row.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!event.altKey || !by) return;
      event.preventDefault();
      const to = place(row) + by;
      if (to >= 0 && to < rows().length) send(row, to + 1);
    });
  }
}
