/** Take a signature as strokes of a finger, pen or mouse, drawn as they come, and send them as JSON. */

const [WIDTH, HEIGHT] = [1000, 400];
/** Points nearer to the last one than this are left out: they show nothing and fill the record. */
const STEP = 4;
/** The same as the program asks for; it decides, this only spares a way there and back. */
const [LEAST_LENGTH, LEAST_EXTENT] = [200, 80];

for (const form of document.querySelectorAll("[data-signature]")) begin(form);

function begin(form) {
  const [field, ink, done, clear, short, full] = ["field", "ink", "done", "clear", "short", "full"].map((name) =>
    form.querySelector(`[data-${name}]`),
  );
  const most = Number(form.dataset.most);
  let strokes = [];
  let pointer = null;

  const count = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0);

  const show = () => {
    ink.setAttribute("d", strokes.map(path).join(""));
    done.disabled = clear.disabled = strokes.length === 0;
  };

  const add = (event) => {
    const box = field.getBoundingClientRect();
    const within = (value, limit) => Math.round(Math.min(Math.max(value, 0), 1) * limit);
    const point = [
      within((event.clientX - box.left) / box.width, WIDTH),
      within((event.clientY - box.top) / box.height, HEIGHT),
    ];
    const stroke = strokes.at(-1);
    const last = stroke.at(-1);
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < STEP) return;
    if (count() >= most) {
      full.hidden = false;
      return;
    }
    stroke.push(point);
  };

  field.addEventListener("pointerdown", (event) => {
    // A palm on the screen, or a second finger, writes nothing.
    if (pointer !== null || !event.isPrimary || event.button > 0) return;
    event.preventDefault();
    pointer = event.pointerId;
    field.setPointerCapture(pointer);
    short.hidden = true;
    strokes.push([]);
    add(event);
    show();
  });
  field.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    // Browsers hold points of a fast pen back and give them together.
    const points = event.getCoalescedEvents?.() ?? [];
    for (const each of points.length ? points : [event]) add(each);
    show();
  });
  const lift = (event) => {
    if (event.pointerId === pointer) pointer = null;
  };
  field.addEventListener("pointerup", lift);
  field.addEventListener("pointercancel", lift);

  clear.addEventListener("click", () => {
    strokes = [];
    short.hidden = full.hidden = true;
    show();
  });
  form.addEventListener("submit", (event) => {
    form.elements.signature.value = JSON.stringify(strokes.filter((stroke) => stroke.length));
    if (isLong(strokes)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    short.hidden = false;
  });

  field.removeAttribute("hidden");
  show();
}

function isLong(strokes) {
  const points = strokes.flat();
  const [across, down] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const extent = Math.hypot(Math.max(...across) - Math.min(...across), Math.max(...down) - Math.min(...down));
  let length = 0;
  for (const stroke of strokes)
    for (let i = 1; i < stroke.length; i += 1)
      length += Math.hypot(stroke[i][0] - stroke[i - 1][0], stroke[i][1] - stroke[i - 1][1]);
  return points.length > 0 && length >= LEAST_LENGTH && extent >= LEAST_EXTENT;
}

/** A stroke of one point is a dot: a line without length, which round ends make visible. */
function path(stroke) {
  const [first, ...rest] = stroke;
  if (!first) return "";
  return `M${first}L${(rest.length ? rest : [first]).join("L")}`;
}
