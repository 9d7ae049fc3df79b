/** Draw the keys of one layer. */

import { characterOf, rowsOf } from "./layouts.js";
import { button, element } from "./strip.js";

/**
 * Draw all rows of keys.
 * @param {{layer: string, language: string, shift: string, isMultiline: boolean, words: object}}
 *   state what the keys depend on; `words` are those of the page's language
 */
export function drawRows(state) {
  return rowsOf(state.layer, state.language).map((keys) => {
    const row = element("div", "keyboard-row");
    row.append(...keys.map((key) => drawKey(key, state)));
    return row;
  });
}

/** Draw one key. */
function drawKey(key, state) {
  const made = button(key, `keyboard-key is-${key.length > 2 ? key : "character"}`);
  const [label, name] = labelOf(key, state);
  made.textContent = label;
  if (name) made.setAttribute("aria-label", name);
  if (key === "shift") {
    made.setAttribute("aria-pressed", String(state.shift !== "off"));
    made.classList.toggle("is-locked", state.shift === "locked");
  }
  return made;
}

/** Return what is written on a key, and its name where that says more. */
function labelOf(key, { layer, language, shift, isMultiline, words }) {
  if (key === "language") {
    return language === "zh" ? ["中/EN", words.toEnglish] : ["EN/中", words.toChinese];
  }
  if (key === "enter") return [isMultiline ? words.newline : words.done];
  if (key === "letters") return [language === "zh" ? "拼音" : "ABC", words.letters];
  if (key === "symbols") return [words.symbols, words.toSymbols];
  if (key === "'" && layer === "letters") return [key, words.apostrophe];
  if (key === "comma" || key === "period") return [characterOf(key, language), words[key]];
  if (key in words) return [words[key]];
  // A dash or an ellipsis of two parts is shown by one, which fits a narrow key.
  return [shift === "off" ? key[0] : key[0].toUpperCase()];
}
