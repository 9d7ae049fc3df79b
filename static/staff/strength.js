/** Show beside a new password or passphrase how hard it is to guess. Nothing leaves the page. */

const BITS = { word: 11, han: 9, digit: 3.3, letter: 4, mixed: 5.5, repeated: 0.5 };
const ENOUGH = 40;
const STRONG = 56;
const WORDS = {
  zh: ["太容易猜", "还可以", "很好"],
  en: ["Too easy to guess", "Fair", "Good"],
};

/** Return roughly how many bits of chance are in a text; words count as words, not as letters. */
export function bits(text) {
  const words = text.trim().split(/[\s-]+/).filter((word) => /^[a-z]{3,}$/i.test(word));
  if (words.length >= 3) return new Set(words).size * BITS.word;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(text)).length;
  let sum = 0;
  let before = "";
  for (const letter of text) {
    const step = before ? letter.codePointAt(0) - before.codePointAt(0) : NaN;
    if (step === 0 || step === 1 || step === -1) sum += BITS.repeated;
    else if (/[\u4e00-\u9fff]/.test(letter)) sum += BITS.han;
    else if (kinds >= 3) sum += BITS.mixed;
    else sum += /\d/.test(letter) ? BITS.digit : BITS.letter;
    before = letter;
  }
  return sum;
}

function watch(field) {
  const meter = document.createElement("meter");
  const words = document.createElement("output");
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  Object.assign(meter, { min: 0, max: 80, low: ENOUGH, high: STRONG, optimum: 80 });
  words.htmlFor = field.id;
  const line = document.createElement("span");
  line.className = "strength";
  line.hidden = true;
  line.append(meter, words);
  field.after(line);

  field.addEventListener("input", () => {
    const found = field.value.length < field.minLength ? Math.min(bits(field.value), ENOUGH - 1) : bits(field.value);
    line.hidden = field.value === "";
    meter.value = found;
    words.value = WORDS[language][found < ENOUGH ? 0 : found < STRONG ? 1 : 2];
  });
}

for (const field of document.querySelectorAll("input[data-strength]")) watch(field);
