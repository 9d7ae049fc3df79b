/** Say which keys stand where, and what is written on them. */

/**
 * A key is a character, or the name of an act: shift, backspace, symbols, letters, language,
 * space, enter, hide. `comma` and `period` differ by language.
 */
const LETTERS = [
  [..."qwertyuiop"],
  [..."asdfghjkl'"],
  ["shift", ..."zxcvbnm", "backspace"],
  ["symbols", "language", "comma", "space", "period", "enter", "hide"],
];

const SYMBOLS = {
  zh: [
    [..."1234567890"],
    ["，", "。", "？", "！", "、", "：", "；", "“", "”", "……"],
    ["（", "）", "《", "》", "——", "·", "%", "@", "backspace"],
    ["letters", "language", "-", "space", "+", "enter", "hide"],
  ],
  en: [
    [..."1234567890"],
    [...",.?!:;'\"()"],
    [..."/@#&%*_=", "backspace"],
    ["letters", "language", "-", "space", "+", "enter", "hide"],
  ],
};

const PHONE = [
  ["1", "2", "3", "backspace"],
  ["4", "5", "6", "+"],
  ["7", "8", "9", "-"],
  ["hide", "0", "enter"],
];

/** The letters and digits that codes on paper are made of: none that is taken for another. */
const CODE = [
  [..."23456789", "backspace"],
  [..."QWERTYP"],
  [..."ASDFGHJK"],
  ["hide", ..."ZXCVBNM", "enter"],
];

const WORDS = {
  zh: {
    keyboard: "屏幕键盘",
    keys: "按键",
    candidates: "候选词",
    hint: "打拼音或首字母：xiexie、xx",
    shift: "大写",
    backspace: "删除",
    symbols: "123",
    letters: "拼音",
    space: "空格",
    newline: "换行",
    done: "完成",
    hide: "收起",
    previous: "上页",
    next: "下页",
    apostrophe: "分词",
    comma: "逗号",
    period: "句号",
    toSymbols: "数字和标点",
    toChinese: "改输中文",
    toEnglish: "改输英文",
    full: "字数已满",
    missing: "拼音暂时用不了，可以先输入字母",
  },
  en: {
    keyboard: "On-screen keyboard",
    keys: "Keys",
    candidates: "Chinese words to choose from",
    hint: "Type pinyin or initials: xiexie, xx",
    shift: "Shift",
    backspace: "Del",
    symbols: "123",
    letters: "ABC",
    space: "Space",
    newline: "Enter",
    done: "Done",
    hide: "Hide",
    previous: "Back",
    next: "More",
    apostrophe: "Apostrophe",
    comma: "Comma",
    period: "Full stop",
    toSymbols: "Digits and punctuation",
    toChinese: "Switch to Chinese",
    toEnglish: "Switch to English",
    full: "No more room here",
    missing: "Pinyin is not available now; letters still work",
  },
};

const PUNCTUATION = {
  zh: { comma: "，", period: "。" },
  en: { comma: ",", period: "." },
};

/** Return the words written on the keyboard, in the language of the page. */
export function wordsFor(pageLanguage) {
  return WORDS[pageLanguage];
}

/** Return the rows of keys of a layer: letters, symbols, phone or code. */
export function rowsOf(layer, language) {
  if (layer === "phone") return PHONE;
  if (layer === "code") return CODE;
  return layer === "symbols" ? SYMBOLS[language] : LETTERS;
}

/** Return what a key puts into the field, or null where it acts instead. */
export function characterOf(key, language) {
  if (key in PUNCTUATION[language]) return PUNCTUATION[language][key];
  if (key === "space") return " ";
  return /^[a-z]{2,}$/.test(key) ? null : key;
}
