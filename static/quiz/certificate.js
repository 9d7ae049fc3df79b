/** Draw the result into a picture, with a name that stays on this phone. */

const words = document.querySelector("[data-words]");
const part = document.querySelector("[data-picture]");
const canvas = part.querySelector("canvas");
const who = part.querySelector("[data-who]");
const keep = part.querySelector("[data-keep]");
const pen = canvas.getContext("2d");
const EDGE = 90;
const FOOT = 190;
const RING = { x: 875, y: 245, radius: 125 };
const CLOSING = /^[，。、；：？！）”’」》.,;:?!)]/;
const family = getComputedStyle(document.body).fontFamily;

const said = (name) =>
  [...words.querySelectorAll(`[data-line="${name}"]`)].map((each) => each.textContent.trim().replace(/\s+/g, " "));

/** Break a text into lines that fit: between words, or between Chinese letters. */
function lines(text, width) {
  const pieces = text.match(/[A-Za-z0-9’'\-]+[^\sA-Za-z0-9]?\s*|\S\s*/gu) ?? [];
  const held = [""];
  for (const piece of pieces) {
    const longer = held.at(-1) + piece;
    const fits = pen.measureText(longer.trimEnd()).width <= width;
    if (fits || !held.at(-1) || CLOSING.test(piece)) held[held.length - 1] = longer;
    else held.push(piece);
  }
  return held.map((line) => line.trimEnd());
}

/** Write a text from `top` down, smaller where it would be too long; return where it ends. */
function write(text, top, { size, weight = 400, colour, most = 4, width = canvas.width - 2 * EDGE }) {
  let letters = size + 2;
  let held = [];
  do {
    letters -= 2;
    pen.font = `${weight} ${letters}px ${family}`;
    held = lines(text, width);
  } while (held.length > most && letters > 22);
  pen.fillStyle = colour;
  for (const line of held) {
    top += letters * 1.4;
    pen.fillText(line, EDGE, top);
  }
  return top;
}

/** Draw the score as a ring that is full when every answer was right. */
function drawRing() {
  const [right, total] = canvas.dataset.share.split("/").map(Number);
  const { x, y, radius } = RING;
  pen.lineWidth = 24;
  pen.lineCap = "round";
  for (const [share, colour] of [[1, "rgb(255 255 255 / 0.18)"], [right / total, "#f5a524"]]) {
    if (!share) continue;
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.arc(x, y, radius, -Math.PI / 2, (share - 1 / 4) * 2 * Math.PI);
    pen.stroke();
  }
  pen.fillStyle = "#ffbd4a";
  pen.textAlign = "center";
  pen.font = `700 84px ${family}`;
  pen.fillText(`${right}/${total}`, x, y + 30);
  pen.textAlign = "start";
}

/** Write what was learned, `scale` times as large as at least; return where it ends. */
function writeBody(scale) {
  const { known, remember } = canvas.dataset;
  const heading = { size: 38 * scale, weight: 700, colour: "#0a3474", most: 1 };
  const text = { size: 32 * scale, colour: "#0c1a30" };
  const facts = said("known");
  let top = 450;
  if (facts.length) top = write(known, top + 12, heading);
  for (const fact of facts) top = write(`· ${fact}`, top + 10 * scale, text);
  top = write(remember, top + 26 * scale, heading);
  return write(said("remember").join(), top + 8 * scale, { ...text, size: 36 * scale });
}

function clear() {
  const { width, height } = canvas;
  pen.fillStyle = "#06244f";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#ffffff";
  pen.beginPath();
  pen.roundRect(40, 440, width - 80, height - 480, 36);
  pen.fill();
}

function draw() {
  const { title } = canvas.dataset;
  const name = who.value.trim();
  const beside = { width: RING.x - RING.radius - EDGE - 60 };
  const scale = [1.6, 1.5, 1.4, 1.3, 1.2, 1.1].find((each) => {
    clear();
    return writeBody(each) < canvas.height - FOOT;
  });
  clear();
  writeBody(scale ?? 1);
  let top = write(said("event").join(), 50, { size: 32, colour: "#dde9ff", most: 2, ...beside });
  top = write(name || title, top + 16, { size: 68, weight: 700, colour: "#ffffff", most: 2, ...beside });
  if (name) top = write(title, top, { size: 38, colour: "#dde9ff", most: 2, ...beside });
  write(said("score").join(), top + 8, { size: 46, weight: 700, colour: "#ffbd4a", most: 1, ...beside });
  drawRing();
  write(said("number").join(), canvas.height - FOOT + 30, { size: 40, weight: 700, colour: "#8f2414", most: 1 });
}

let newest = 0;
let isWanted = false;

/** Draw, and let the link hold the picture as a file, which takes a moment. */
function renew() {
  draw();
  const own = (newest += 1);
  keep.dataset.isOld = "yes";
  canvas.toBlob((file) => {
    if (own !== newest) return;
    URL.revokeObjectURL(keep.href);
    keep.href = URL.createObjectURL(file);
    delete keep.dataset.isOld;
    if (isWanted) keep.click();
    isWanted = false;
  });
}

keep.addEventListener("click", (event) => {
  if (!keep.dataset.isOld) return;
  event.preventDefault(); // Whoever is quicker than the picture gets it when it is there.
  isWanted = true;
});
part.hidden = false;
who.addEventListener("input", renew);
document.fonts.ready.then(renew);
