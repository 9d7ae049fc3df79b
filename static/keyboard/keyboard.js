/**
 * Dock a keyboard at the bottom of the page while a `[data-keyboard]` field has the focus.
 *
 * `data-keyboard` alone gives letters, digits and phrase pinyin; `data-keyboard="phone"` a digit
 * pad; `data-keyboard="code"` the letters and digits of codes on paper. Real keyboards keep working beside it. Nothing typed is stored, sent or learned.
 */

import { deleteBackward, insert } from "./field.js";
import { drawRows } from "./keys.js";
import { characterOf, wordsFor } from "./layouts.js";
import { LONGEST_INPUT, decode, normalise, parseIndex } from "./pinyin.js";
import { listenToPresses } from "./presses.js";
import { Strip, element } from "./strip.js";

const FIELDS = "input[data-keyboard], textarea[data-keyboard]";
const NOTICE_MS = 2500;
const CLOSE_MS = 80;

/** One keyboard for the page, moved from field to field. */
class Keyboard {
  #page = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  #words = wordsFor(this.#page);
  #language = this.#page;
  #layer = "letters";
  #shift = "off";
  #typed = "";
  #decoded = { shown: "", candidates: [] };
  #field = null;
  #isEdited = false;
  #index = null;
  #pointers = new Set();
  #noticed = 0;
  #dock = element("section", "keyboard-dock");
  #keys = element("div", "keyboard-keys");
  #notice = element("p", "keyboard-notice");
  #strip = new Strip(this.#words);

  /** Build the keyboard, hidden, and listen to the page. */
  constructor() {
    const keyboard = element("div", "keyboard");
    keyboard.setAttribute("role", "group");
    keyboard.setAttribute("aria-label", this.#words.keys);
    keyboard.append(this.#strip.element, this.#keys);
    this.#notice.setAttribute("role", "status");
    this.#dock.setAttribute("aria-label", this.#words.keyboard);
    this.#dock.append(this.#notice, keyboard);
    this.#dock.hidden = true;
    document.body.append(this.#dock);
    listenToPresses(this.#dock, (pressed) => this.#press(pressed), ["backspace"]);
    this.#listenToPage();
  }

  /** Follow the focus, the fingers and the end of the page. */
  #listenToPage() {
    document.addEventListener("focusin", ({ target }) => this.follow(target));
    // On a page come back to, a field may have had the focus all along.
    document.addEventListener("click", ({ target }) => this.follow(target));
    document.addEventListener("focusout", ({ target }) => {
      if (target === this.#field) this.#leave();
    });
    const lifted = ({ pointerId }) => {
      this.#pointers.delete(pointerId);
      if (this.#field && document.activeElement !== this.#field) this.#closeSoon();
    };
    document.addEventListener("pointerdown", (event) => this.#pointers.add(event.pointerId), true);
    document.addEventListener("pointerup", lifted, true);
    document.addEventListener("pointercancel", lifted, true);
    window.addEventListener("pagehide", () => this.#close());
    new ResizeObserver(() => this.#makeRoom()).observe(this.#dock);
  }

  /** Show the keyboard if the element is one of its fields. */
  follow(target) {
    if (target.matches(FIELDS) && !target.readOnly && !target.disabled) this.#open(target);
  }

  /** Show the keyboard for a field. */
  #open(field) {
    if (field === this.#field) return;
    this.#reset();
    this.#pointers.clear();
    field.inputMode = "none";
    this.#field = field;
    this.#layer = field.dataset.keyboard || "letters";
    this.#language = ["email", "url"].includes(field.type) ? "en" : this.#page;
    this.#dock.hidden = false;
    document.documentElement.classList.add("has-keyboard");
    this.#draw();
    this.#makeRoom();
  }

  /** Finish what was begun in a field that loses the focus. */
  #leave() {
    this.#write(this.#typed);
    if (this.#isEdited) this.#field.dispatchEvent(new Event("change", { bubbles: true }));
    this.#isEdited = false;
    this.#closeSoon();
  }

  /** Hide, but not between press and release: the page would move from under the finger. */
  #closeSoon() {
    setTimeout(() => {
      if (this.#pointers.size > 0 || document.activeElement === this.#field) return;
      this.#close();
    }, CLOSE_MS);
  }

  /** Hide the keyboard and forget everything. */
  #close() {
    this.#reset();
    this.#field = null;
    this.#dock.hidden = true;
    document.documentElement.classList.remove("has-keyboard");
  }

  /** Forget what was being typed. */
  #reset() {
    this.#isEdited = false;
    this.#shift = "off";
    this.#compose("");
    this.#say("");
  }

  /** Keep the page scrollable above the keyboard, and the field in sight. */
  #makeRoom() {
    if (!this.#field) return;
    const height = `${this.#dock.offsetHeight}px`;
    document.documentElement.style.setProperty("--keyboard-height", height);
    this.#field.scrollIntoView({ block: "nearest" });
  }

  /** Draw the keys of the layer and language. */
  #draw() {
    const rows = drawRows({
      layer: this.#layer,
      language: this.#language,
      shift: this.#shift,
      isMultiline: this.#field.matches("textarea"),
      words: this.#words,
    });
    this.#keys.replaceChildren(...rows);
    this.#keys.classList.toggle("is-phone", this.#layer === "phone");
    this.#strip.element.hidden = ["phone", "code"].includes(this.#layer) || this.#language === "en";
    if (!this.#strip.element.hidden) this.#load();
  }

  /** Read the words once, when Chinese is first to be typed. */
  async #load() {
    if (this.#index) return;
    this.#index = "loading";
    try {
      const answer = await fetch(new URL("pinyin.txt", import.meta.url));
      if (!answer.ok) throw new Error(answer.statusText);
      this.#index = parseIndex(await answer.text());
      this.#compose(this.#typed);
    } catch {
      this.#index = null;
      this.#write(this.#typed);
      if (this.#field) this.#say(this.#words.missing);
    }
  }

  /** Do what a key or a candidate stands for. */
  #press(pressed) {
    if (!this.#field) return;
    const { key } = pressed.dataset;
    const acts = {
      candidate: () => this.#pick(this.#strip.candidateOf(pressed)),
      previous: () => this.#strip.previous(),
      next: () => this.#strip.next(),
      backspace: () => this.#erase(),
      shift: () => this.#turnShift(),
      symbols: () => this.#turnLayer("symbols"),
      letters: () => this.#turnLayer("letters"),
      language: () => this.#turnLanguage(),
      space: () => this.#space(),
      enter: () => this.#enter(),
      hide: () => this.#field.blur(),
    };
    if (Object.hasOwn(acts, key)) acts[key]();
    else this.#type(key);
  }

  /** Take a character: into the letters being typed, or else into the field. */
  #type(key) {
    const isLetter = /^[a-z]$/.test(key) || (key === "'" && this.#typed !== "");
    const isPinyin = this.#layer === "letters" && this.#language === "zh" && this.#index !== null;
    if (isLetter && isPinyin && this.#shift === "off") {
      if (this.#typed.length < LONGEST_INPUT) this.#compose(normalise(this.#typed + key));
      return;
    }
    this.#settle();
    const character = characterOf(key, this.#language);
    this.#write(this.#shift === "off" ? character : character.toUpperCase());
    if (this.#shift === "once") this.#turnShift("off");
  }

  /** Show letters and what they may stand for. */
  #compose(typed) {
    this.#typed = typed;
    const isReady = typed !== "" && typeof this.#index === "object" && this.#index !== null;
    this.#decoded = isReady ? decode(this.#index, typed) : { shown: typed, candidates: [] };
    this.#strip.show(this.#decoded.shown, this.#decoded.candidates);
  }

  /** Write a candidate and go on with the letters that it leaves over. */
  #pick({ text, length }) {
    const rest = this.#typed.slice(length);
    this.#write(text);
    this.#compose(rest);
  }

  /** Write the best reading of all letters, before a character that ends them. */
  #settle() {
    while (this.#decoded.candidates.length > 0) this.#pick(this.#decoded.candidates[0]);
    this.#write(this.#typed);
  }

  /** Put text into the field in place of the letters being typed. */
  #write(text) {
    if (text === "") return;
    this.#compose("");
    this.#isEdited = true;
    if (!insert(this.#field, text)) this.#say(this.#words.full);
  }

  /** Choose the first candidate, or write a space. */
  #space() {
    if (this.#decoded.candidates.length > 0) this.#pick(this.#decoded.candidates[0]);
    else this.#write(this.#typed || " ");
  }

  /** Keep the letters as letters, or begin a new line, or be done. */
  #enter() {
    if (this.#typed) this.#write(this.#typed);
    else if (this.#field.matches("textarea")) this.#write("\n");
    else this.#field.blur();
  }

  /** Take back the last letter being typed, or the last character of the field. */
  #erase() {
    if (this.#typed) {
      this.#compose(this.#typed.slice(0, -1));
      return;
    }
    this.#isEdited = true;
    deleteBackward(this.#field);
  }

  /** Go from off to one capital, to all capitals, to off. */
  #turnShift(to = { off: "once", once: "locked", locked: "off" }[this.#shift]) {
    this.#shift = to;
    this.#draw();
  }

  /** Show letters or symbols. */
  #turnLayer(layer) {
    this.#layer = layer;
    this.#draw();
  }

  /** Change between Chinese and English; letters already typed stay as they are. */
  #turnLanguage() {
    this.#write(this.#typed);
    this.#language = this.#language === "zh" ? "en" : "zh";
    this.#draw();
  }

  /** Show for a moment what the person should know. */
  #say(text) {
    clearTimeout(this.#noticed);
    this.#notice.textContent = text;
    if (text) this.#noticed = setTimeout(() => this.#say(""), NOTICE_MS);
  }
}

let keyboard = null;

/** Give every `[data-keyboard]` field of the page the keyboard; fields added later get it too. */
export function attach() {
  for (const field of document.querySelectorAll(FIELDS)) {
    field.inputMode = "none";
    field.autocomplete = "off";
  }
  keyboard ??= new Keyboard();
  keyboard.follow(document.activeElement);
}

attach();
