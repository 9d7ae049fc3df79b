/** Draw the areas of a scene on its picture: drag for a new one, drag one to move or resize it. */

const canvas = document.querySelector("[data-canvas]");
const list = document.querySelector("#part [data-rows] ol");
const SIDES = ["left", "top", "width", "height"];
const LEAST = 6;
const CORNER = 18;
const SVG = "http://www.w3.org/2000/svg";

function drawOn(canvas) {
  const boxes = canvas.querySelector("[data-boxes]");
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const field = (row, name) => row.querySelector(`input[name$=".${name}"]`);
  const read = (row) => Object.fromEntries(SIDES.map((name) => [name, Number(field(row, name).value)]));
  const isDrawn = (row) => SIDES.every((name) => field(row, name).value.trim() !== "" && Number.isFinite(read(row)[name]));
  const named = (row) => row.querySelector('[name$=".name.zh"]').value;

  const write = (row, box) => {
    for (const name of SIDES) field(row, name).value = box[name];
    field(row, "left").dispatchEvent(new Event("input", { bubbles: true }));
  };

  const paint = () => {
    boxes.replaceChildren(
      ...rows()
        .filter(isDrawn)
        .map((row) => {
          const box = read(row);
          const group = document.createElementNS(SVG, "g");
          const rect = document.createElementNS(SVG, "rect");
          const text = document.createElementNS(SVG, "text");
          const sides = { x: box.left, y: box.top, width: box.width, height: box.height };
          for (const [name, value] of Object.entries(sides)) rect.setAttribute(name, `${value}%`);
          for (const [name, value] of [["x", `${box.left}%`], ["y", `${box.top}%`], ["dx", 6], ["dy", 20]]) text.setAttribute(name, value);
          text.textContent = `${rows().indexOf(row) + 1} ${named(row)}`;
          group.append(rect, text);
          return group;
        }),
    );
  };

  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    const part = (value, size) => Math.round(Math.min(1, Math.max(0, value / size)) * 100);
    return { x: part(event.clientX - frame.left, frame.width), y: part(event.clientY - frame.top, frame.height) };
  };

  /** The row whose box is under the pointer, the last drawn first, and whether it is its corner. */
  const under = (event) => {
    const frame = canvas.getBoundingClientRect();
    const { x, y } = at(event);
    const row = rows()
      .filter(isDrawn)
      .findLast((each) => {
        const box = read(each);
        return x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
      });
    if (!row) return null;
    const box = read(row);
    const right = frame.left + ((box.left + box.width) / 100) * frame.width;
    const low = frame.top + ((box.top + box.height) / 100) * frame.height;
    return { row, box, isCorner: right - event.clientX < CORNER && low - event.clientY < CORNER };
  };

  let drag = null;

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const found = under(event);
    const row = found?.row ?? rows().find((each) => !isDrawn(each));
    if (!row) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drag = { from: at(event), row, box: found?.box, way: found ? (found.isCorner ? "resize" : "move") : "draw" };
  });

  canvas.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { from, row, box, way } = drag;
    const to = at(event);
    const within = (value, most) => Math.min(most, Math.max(0, value));
    if (way === "draw") {
      const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
      write(row, { left, top, width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) });
    } else if (way === "move") {
      const left = within(box.left + to.x - from.x, 100 - box.width);
      write(row, { ...box, left, top: within(box.top + to.y - from.y, 100 - box.height) });
    } else {
      const width = within(box.width + to.x - from.x, 100 - box.left);
      write(row, { ...box, width, height: within(box.height + to.y - from.y, 100 - box.top) });
    }
  });

  const end = () => {
    if (!drag) return;
    const { row, way } = drag;
    drag = null;
    if (!isDrawn(row)) return;
    const box = read(row);
    if (way !== "move") {
      // A tap makes a box as well, large enough for a finger.
      const [width, height] = [Math.max(box.width, LEAST), Math.max(box.height, LEAST)];
      write(row, { left: Math.min(box.left, 100 - width), top: Math.min(box.top, 100 - height), width, height });
    }
    if (way === "draw") row.querySelector('[name$=".name.zh"]').focus();
  };

  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  list.addEventListener("input", paint);
  list.addEventListener("click", () => requestAnimationFrame(paint));
  document.querySelector("[data-with-script]").hidden = false;
  document.querySelector("[data-without-script]").hidden = true;
  canvas.classList.add("can-draw");
  paint();
}

if (canvas && list) drawOn(canvas);
