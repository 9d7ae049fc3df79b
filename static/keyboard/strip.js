/** Show the letters being typed and the words they may stand for, a page at a time. */

const PAGE_SIZE = 9;

/** The candidate strip; the keyboard handles touches on its buttons by their data-attributes. */
export class Strip {
  #letters = element("p", "keyboard-letters");
  #list = element("div", "keyboard-candidates");
  #previous = button("previous", "keyboard-turn");
  #next = button("next", "keyboard-turn");
  #hint;
  #candidates = [];
  #starts = [0];
  #shownCount = 0;

  /** Build the strip with its words in the language of the page. */
  constructor(words) {
    this.element = element("div", "keyboard-strip");
    this.#previous.textContent = words.previous;
    this.#next.textContent = words.next;
    this.#hint = words.hint;
    this.#list.lang = "zh-Hans";
    this.#list.setAttribute("role", "group");
    this.#list.setAttribute("aria-label", words.candidates);
    const line = element("div", "keyboard-line");
    line.append(this.#list, this.#previous, this.#next);
    this.element.append(this.#letters, line);
    this.show("", []);
  }

  /** Show letters and the first page of candidates; with neither, how to begin. */
  show(letters, candidates) {
    this.#letters.textContent = letters || this.#hint;
    this.#candidates = candidates;
    this.#starts = [0];
    this.#render();
  }

  /** Return the candidate that a button stands for. */
  candidateOf(pressed) {
    return this.#candidates[Number(pressed.dataset.candidate)];
  }

  /** Show the next candidates. */
  next() {
    const start = this.#starts.at(-1) + this.#shownCount;
    if (start >= this.#candidates.length) return;
    this.#starts.push(start);
    this.#render();
  }

  /** Show the candidates before these. */
  previous() {
    if (this.#starts.length === 1) return;
    this.#starts.pop();
    this.#render();
  }

  /** Show as many candidates as fit on one line, and the turns that lead somewhere. */
  #render() {
    const start = this.#starts.at(-1);
    const page = this.#candidates.slice(start, start + PAGE_SIZE);
    this.#previous.hidden = this.#starts.length === 1;
    this.#next.hidden = this.#candidates.length === 0;
    this.#list.replaceChildren(...page.map(({ text }, place) => candidate(text, start + place)));
    const buttons = Array.from(this.#list.children);
    const fitting = buttons.filter(({ offsetTop }) => offsetTop === buttons[0].offsetTop);
    this.#shownCount = fitting.length;
    this.#list.replaceChildren(...fitting);
    this.#next.hidden = start + this.#shownCount >= this.#candidates.length;
  }
}

/** Make an element of a class. */
export function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

/** Make a button that acts by its key, and that the tab order passes by. */
export function button(key, className) {
  const made = element("button", className);
  made.type = "button";
  made.tabIndex = -1;
  made.dataset.key = key;
  return made;
}

/** Make the button of one candidate. */
function candidate(text, place) {
  const made = button("candidate", "keyboard-candidate");
  made.dataset.candidate = place;
  made.textContent = text;
  return made;
}
