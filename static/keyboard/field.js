/** Change the text of a field as a hand at a real keyboard would, within its maxlength. */

/** Put text in place of the selection; return whether all of it fitted. */
export function insert(field, text) {
  const [start, end] = selectionOf(field);
  const room = field.maxLength < 0 ? Infinity : field.maxLength - field.value.length + end - start;
  const fitting = clip(text, room);
  if (fitting) replace(field, start, end, fitting, text === "\n" ? "insertLineBreak" : "insertText");
  return fitting === text;
}

/** Delete the selection, or else the character before the caret. */
export function deleteBackward(field) {
  const [start, end] = selectionOf(field);
  const before = Array.from(field.value.slice(0, start)).at(-1) ?? "";
  const from = start === end ? start - before.length : start;
  if (from < end) replace(field, from, end, "", "deleteContentBackward");
}

/** Return the selection; fields without one, such as e-mail, are edited at their end. */
function selectionOf(field) {
  const end = field.value.length;
  return [field.selectionStart ?? end, field.selectionEnd ?? end];
}

/** Keep as many whole characters as fit; rare ones are two units long. */
function clip(text, room) {
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length > room) break;
    kept += character;
  }
  return kept;
}

/** Put text between two places, keep the caret in sight and tell the page. */
function replace(field, start, end, text, inputType) {
  const isAtEnd = end === field.value.length;
  if (field.selectionStart === null) {
    field.value = field.value.slice(0, start) + text + field.value.slice(end);
  } else {
    field.setRangeText(text, start, end, "end");
  }
  if (isAtEnd) {
    field.scrollTop = field.scrollHeight;
    field.scrollLeft = field.scrollWidth;
  }
  const details = { bubbles: true, inputType, data: text || null };
  field.dispatchEvent(new InputEvent("input", details));
}
