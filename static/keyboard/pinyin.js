/**
 * Turn typed letters into Chinese words: "xiexieminjing" into 谢谢民警, "mj" into 民警.
 *
 * Everything here is pure: no page, no network, no memory of what was typed. Costs are in nats,
 * -ln(probability), so the likelier of two readings is the cheaper one, and costs add up.
 */

/** What a less literal reading of the letters costs, on top of the words themselves. */
const PENALTY = {
  ending: 1.5, // The last syllable is not finished: "minj" for min jing.
  longer: 4, // The last syllable is one already, yet may go on: "xian" for xiang.
  initial: 5, // One letter for a syllable: "mj". Dear, so that whole syllables win.
  unread: 2.2, // Each letter that a word for the beginning leaves over.
  umlaut: 4, // lu for lü. (lue is not penalised: no other syllable is spelled so.)
  sentence: 3, // Several words where one word would do.
  accent: 6, // zh, ch, sh, ang, eng, ing taken for z, c, s, an, en, in, as speakers of Wu may.
};

/** More letters than this are not taken: they would be slow to read and hard to check. */
export const LONGEST_INPUT = 48;
const PATHS_KEPT = 3;
const SENTENCES_KEPT = 2;
const CANDIDATES_KEPT = 300;

/**
 * @typedef {{text: string, syllables: number[], cost: number}} Word
 * @typedef {object} Index `spellings`, `entries` and `words` are lists by number of syllable
 * @property {Map<string, number>[]} spellings how each syllable may be typed, and its penalty
 * @property {[string, number][][]} entries words as in the file, with their costs
 * @property {(Word[] | null)[]} words the same, once they have been needed
 * @property {Map<string, number>} numbers the number of each syllable
 * @property {Map<string, number>} usual the syllable of each character
 *
 * @typedef {{end: number, cost: number}} Step one way to read letters as one syllable
 * @typedef {{text: string, breaks: number[], cost: number}} Reading words, and where syllables end
 * @typedef {{text: string, length: number}} Candidate words, and how many letters they use up
 */

/** Read the index file, whose format is told in tests/keyboard/build_index.py. @returns {Index} */
export function parseIndex(source) {
  const [readings, costs] = source.trimEnd().split("\n\n").map((part) => part.split("\n"));
  const numbers = new Map();
  const usual = new Map();
  for (const line of readings) {
    const [syllable, characters] = line.split(" ");
    for (const character of characters) usual.set(character, numbers.size);
    numbers.set(syllable, numbers.size);
  }
  const entries = readings.map(() => []);
  for (const line of costs) {
    const [tenths, ...texts] = line.split(" ");
    for (const text of texts) {
      const reading = text.includes(":") && text.slice(text.indexOf(":") + 1).split("'", 1)[0];
      const first = reading ? numbers.get(reading) : usual.get(String.fromCodePoint(text.codePointAt(0)));
      entries[first].push([text, tenths / 10]);
    }
  }
  const spellings = Array.from(numbers.keys(), spellingsOf);
  return { spellings, words: entries.map(() => null), entries, numbers, usual };
}

/** Return the words that begin with a syllable; most are never asked for, so they wait as text. */
function wordsOf(index, number) {
  index.words[number] ??= index.entries[number].map(([entry, cost]) => {
    const [text, reading] = entry.split(":");
    const syllables = reading
      ? reading.split("'").map((syllable) => index.numbers.get(syllable))
      : Array.from(text, (character) => index.usual.get(character));
    return { text, syllables, cost };
  });
  return index.words[number];
}

/** List the ways in which people may spell a syllable in full, with what each costs. */
function spellingsOf(syllable) {
  const spellings = new Map([[syllable, 0]]);
  if (/^[ln]v/.test(syllable)) {
    spellings.set(syllable.replace("v", "yu"), 0);
    spellings.set(syllable.replace("v", "u"), syllable.endsWith("ve") ? 0 : PENALTY.umlaut);
  }
  const starts = /^[zcs]/.test(syllable) ? [/^([zcs])h?/, "$1", "$1h"] : [/^/, ""];
  const ends = /(^|[^iu])[aei]ng?$/.test(syllable) ? [/ng?$/, "n", "ng"] : [/$/, ""];
  for (const start of starts.slice(1)) {
    for (const end of ends.slice(1)) {
      const spelling = syllable.replace(starts[0], start).replace(ends[0], end);
      if (!spellings.has(spelling)) spellings.set(spelling, PENALTY.accent);
    }
  }
  return spellings;
}

/** Keep what can be decoded: letters and the mark between syllables; ü is typed v. */
export function normalise(typed) {
  return typed
    .toLowerCase()
    .replaceAll("ü", "v")
    .replace(/[^a-z']/g, "")
    .replace(/^'+|(?<=')'+/g, "")
    .slice(0, LONGEST_INPUT);
}

/**
 * Offer words for the letters, best first, and show the letters cut into syllables.
 * @param {Index} index @param {string} typed
 * @returns {{shown: string, candidates: Candidate[]}}
 */
export function decode(index, typed) {
  const letters = normalise(typed);
  if (!letters) return { shown: "", candidates: [] };
  const steps = Array.from(letters, (_, start) => stepsFrom(index, letters, start));
  const words = wordsFrom(index, steps, 0);
  const sentences = sentencesFrom(index, steps, words);
  const readings = rank(words, sentences, letters.length);
  const candidates = readings.map(({ text, breaks }) => ({ text, length: breaks.at(-1) }));
  return { shown: cut(letters, readings[0]?.breaks ?? []), candidates };
}

/** Map each syllable that may begin at a letter to the ways of reading it there. */
function stepsFrom(index, letters, start) {
  const found = new Map();
  const [chunk] = letters.slice(start).split("'", 1);
  const isMarked = letters[start + chunk.length] === "'";
  const isSyllable = index.spellings.some((spellings) => spellings.get(chunk) === 0);
  index.spellings.forEach((spellings, number) => {
    const ways = waysToRead(spellings, chunk, isSyllable);
    if (ways.size === 0) return;
    const steps = Array.from(ways, ([length, cost]) => {
      const mark = isMarked && length === chunk.length ? 1 : 0;
      return { end: start + length + mark, cost };
    });
    found.set(number, steps);
  });
  return found;
}

/** Map how many letters of the chunk one syllable may take to what that costs. */
function waysToRead(spellings, chunk, isSyllable) {
  const ways = new Map();
  const offer = (length, cost) => {
    if (cost < (ways.get(length) ?? Infinity)) ways.set(length, cost);
  };
  for (const [spelling, cost] of spellings) {
    if (chunk.startsWith(spelling)) offer(spelling.length, cost);
    else if (cost === 0 && spelling.startsWith(chunk)) {
      offer(chunk.length, isSyllable ? PENALTY.longer : PENALTY.ending);
    }
  }
  const [syllable] = spellings.keys();
  if (chunk && chunk[0] === syllable[0]) {
    offer(1, PENALTY.initial);
    if (chunk[1] === "h" && syllable[1] === "h") offer(2, PENALTY.initial);
  }
  return ways;
}

/** List the single words that can be read from a letter on. @returns {Reading[]} */
function wordsFrom(index, steps, start) {
  const found = [];
  const extend = (word, position, breaks, cost) => {
    if (position === word.syllables.length) {
      found.push({ text: word.text, breaks, cost });
      return;
    }
    const from = steps[breaks.at(-1) ?? start];
    for (const step of from?.get(word.syllables[position]) ?? []) {
      extend(word, position + 1, [...breaks, step.end], cost + step.cost);
    }
  };
  for (const number of steps[start].keys()) {
    for (const word of wordsOf(index, number)) extend(word, 0, [], word.cost);
  }
  return found.sort(byCost);
}

/** Find the likeliest ways to read all the letters as two or more words. @returns {Reading[]} */
function sentencesFrom(index, steps, firstWords) {
  const paths = Array.from({ length: steps.length + 1 }, () => []);
  paths[0].push({ text: "", breaks: [], cost: 0, words: 0 });
  for (let start = 0; start < steps.length; start += 1) {
    if (paths[start].length === 0) continue;
    const words = start === 0 ? firstWords : wordsFrom(index, steps, start);
    for (const word of bestOfEachLength(words)) {
      const ending = paths[word.breaks.at(-1)];
      for (const path of paths[start]) ending.push(joined(path, word));
      keepBest(ending);
    }
  }
  return paths.at(-1).filter((path) => path.words > 1);
}

/** Put a word behind a path. */
function joined(path, word) {
  return {
    text: path.text + word.text,
    breaks: [...path.breaks, ...word.breaks],
    cost: path.cost + word.cost,
    words: path.words + 1,
  };
}

/** Keep the few cheapest paths to one letter. */
function keepBest(paths) {
  paths.sort(byCost).splice(PATHS_KEPT);
}

/** Of words sorted by cost, keep the few cheapest of each length. */
function bestOfEachLength(words) {
  const seen = new Map();
  return words.filter(({ breaks }) => {
    const end = breaks.at(-1);
    seen.set(end, (seen.get(end) ?? 0) + 1);
    return seen.get(end) <= PATHS_KEPT;
  });
}

/** Put what reads all the letters first, then words for the first few; each text once. */
function rank(words, sentences, length) {
  const whole = words.filter(({ breaks }) => breaks.at(-1) === length);
  const beginnings = words.filter(({ breaks }) => breaks.at(-1) < length);
  const wanting = ({ breaks, cost }) => cost + PENALTY.unread * (length - breaks.at(-1));
  const dearer = sentences
    .slice(0, SENTENCES_KEPT)
    .map((sentence) => ({ ...sentence, cost: sentence.cost + PENALTY.sentence }));
  const best = [...whole, ...dearer].sort(byCost);
  const rest = beginnings.sort((one, other) => wanting(one) - wanting(other));
  const byText = new Map();
  for (const reading of [...best, ...rest]) {
    if (!byText.has(reading.text)) byText.set(reading.text, reading);
  }
  return Array.from(byText.values()).slice(0, CANDIDATES_KEPT);
}

/** Show letters with gaps where syllables end; what follows the last end is one piece. */
function cut(letters, breaks) {
  return [0, ...breaks]
    .map((start, position, starts) => letters.slice(start, starts[position + 1]))
    .filter(Boolean)
    .join(" ");
}

/** Order the cheaper first. */
function byCost(one, other) {
  return one.cost - other.cost;
}
