/** Draw the result into a picture, with a name that stays on this phone. */

const words = document.querySelector("[data-words]");
const part = document.querySelector("[data-picture]");
const canvas = part.querySelector("canvas");
const who = part.querySelector("[data-who]");
const keep = part.querySelector("[data-keep]");
const pen = canvas.getContext("2d");
const EDGE = 90;
const WIDTH = canvas.width - 2 * EDGE;
const CLOSING = /^[，。、；：？！）”’」》.,;:?!)]/;
const family = getComputedStyle(document.body).fontFamily;

const said = (name) =>
  [...words.querySelectorAll(`[data-line="${name}"]`)].map((each) => each.textContent.trim().replace(/\s+/g, " "));

/** Break a text into lines that fit: between words, or between Chinese letters. */
function lines(text) {
  const pieces = text.match(/[A-Za-z0-9’'\-]+[^\sA-Za-z0-9]?\s*|\S\s*/gu) ?? [];
  const held = [""];
  for (const piece of pieces) {
    const longer = held.at(-1) + piece;
    const fits = pen.measureText(longer.trimEnd()).width <= WIDTH;
    if (fits || !held.at(-1) || CLOSING.test(piece)) held[held.length - 1] = longer;
    else held.push(piece);
  }
  return held.map((line) => line.trimEnd());
}

/** Write a text from `top` down, smaller where it would be too long; return where it ends. */
function write(text, top, { size, weight = 400, colour, most = 3 }) {
  let letters = size;
  let held = [];
  for (; letters > 22; letters -= 2) {
    pen.font = `${weight} ${letters}px ${family}`;
    held = lines(text);
    if (held.length <= most) break;
  }
  pen.fillStyle = colour;
  for (const line of held) {
    top += letters * 1.35;
    pen.fillText(line, EDGE, top);
  }
  return top;
}

function draw() {
  const { width, height } = canvas;
  const { title, known, remember } = canvas.dataset;
  pen.fillStyle = "#06244f";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#ffffff";
  pen.beginPath();
  pen.roundRect(40, 430, width - 80, height - 470, 36);
  pen.fill();
  let top = write(said("event").join(), 60, { size: 34, colour: "#dde9ff", most: 2 });
  top = write(who.value.trim() || title, top + 14, { size: 68, weight: 700, colour: "#ffffff", most: 1 });
  if (who.value.trim()) top = write(title, top, { size: 40, colour: "#dde9ff", most: 1 });
  write(said("score").join(), top + 10, { size: 64, weight: 700, colour: "#ffbd4a", most: 1 });
  top = write(said("topic").join(), 440, { size: 34, colour: "#3a4960", most: 1 });
  const facts = said("known");
  if (facts.length) top = write(known, top + 16, { size: 40, weight: 700, colour: "#0a3474", most: 1 });
  for (const fact of facts) top = write(`· ${fact}`, top + 4, { size: 32, colour: "#0c1a30", most: 3 });
  top = write(remember, top + 24, { size: 40, weight: 700, colour: "#0a3474", most: 1 });
  write(said("remember").join(), top + 4, { size: 38, colour: "#0c1a30", most: 4 });
  write(said("number").join(), height - 130, { size: 38, weight: 700, colour: "#8f2414", most: 1 });
}

/** Draw, and let the link hold the picture as a file. */
function renew() {
  draw();
  canvas.toBlob((file) => {
    URL.revokeObjectURL(keep.href);
    keep.href = URL.createObjectURL(file);
  });
}

part.hidden = false;
who.addEventListener("input", renew);
document.fonts.ready.then(renew);
