/** Wire the shell: each piece is small, works alone, and is missed by nothing when it fails. */

import { answerTouch } from "./shell/touch.js";
import { guardForms } from "./shell/forms.js";
import { lockDown } from "./shell/lock.js";
import { offerSpeech } from "./shell/speech.js";
import { keepWords } from "./shell/words.js";
import { showSlides } from "./shell/slides.js";
import { watchIdle } from "./shell/idle.js";
import { watchService } from "./shell/service.js";
import { prepareStandIn } from "./shell/worker.js";

const pieces = [
  ...[keepWords, lockDown, answerTouch, guardForms, watchIdle],
  ...[showSlides, offerSpeech, watchService, prepareStandIn],
];

for (const wire of pieces) {
  try {
    wire();
  } catch (problem) {
    console.error(problem);
  }
}
