/** Read the page aloud, with a voice that lives on this machine; without one, say nothing of it. */

export function offerSpeech() {
  const button = document.querySelector("[data-speak]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;

  const language = document.documentElement.lang.slice(0, 2);
  let voice = null;

  const stop = () => {
    speech.cancel();
    button.setAttribute("aria-pressed", "false");
  };

  const speak = () => {
    stop();
    const words = new SpeechSynthesisUtterance(readable(document.getElementById("main")));
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = 0.9;
    words.onend = stop;
    words.onerror = stop;
    button.setAttribute("aria-pressed", "true");
    speech.speak(words);
  };

  const find = () => {
    if (voice) return;
    voice = speech.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language)) ?? null;
    if (!voice) return;
    button.hidden = false;
    if (document.documentElement.classList.contains("elder")) speak();
  };

  button.addEventListener("click", () => (speech.speaking ? stop() : speak()));
  speech.addEventListener?.("voiceschanged", find);
  addEventListener("pagehide", stop);
  find();
}

/** Gather what the page says, block by block, with pauses between. */
function readable(main) {
  return main.innerText
    .replaceAll("㊥", "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => (/[\p{P}]$/u.test(line) ? line : `${line}。`))
    .join("\n");
}
