/** Wire a page on a phone of one's own: what the screen needs against passers-by is not there. */

import { answerTouch } from "./shell/touch.js";
import { guardForms } from "./shell/forms.js";
import { offerSpeech } from "./shell/speech.js";
import { keepWords } from "./shell/words.js";

for (const wire of [keepWords, answerTouch, guardForms, offerSpeech]) {
  try {
    wire();
  } catch (problem) {
    console.error(problem);
  }
}
