/** Read the page aloud: by a recording in the pack, else by a voice of this machine, else not at all. */

export function offerSpeech() {
  const button = document.querySelector("[data-speak]");
  offerSlides();
  if (!button) return;
  const isChinese = document.documentElement.lang.startsWith("zh");
  const recorded = isChinese ? document.querySelector("[data-voice]")?.dataset.voice : null;
  if (recorded) offer(button, recording(recorded));
  else if (window.speechSynthesis) offerMachine(button);
}

/** Let a button start and stop what speaks; where the letters are large, it starts by itself, but not where two people play. */
function offer(button, speaker) {
  const show = (isOn) => button.setAttribute("aria-pressed", String(isOn));
  const stop = () => {
    speaker.stop();
    show(false);
  };
  const speak = () => {
    stop();
    show(true);
    speaker.start(() => show(false));
  };
  button.hidden = false;
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : speak()));
  addEventListener("pagehide", stop);
  if (button.dataset.speak === "" && document.documentElement.classList.contains("elder")) speak();
}

/** Play a recording. */
function recording(address) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = address;
  return {
    start(ended) {
      audio.currentTime = 0;
      audio.onended = audio.onerror = ended;
      audio.play().catch(ended);
    },
    stop() {
      audio.pause();
    },
  };
}

/** Offer each slide's own recording beside its words. */
function offerSlides() {
  for (const each of document.querySelectorAll("[data-play]")) offer(each, recording(each.dataset.play));
}

/** Read what stands on the page, with a voice that lives on this machine; without one, say nothing of it. */
function offerMachine(button) {
  const speech = window.speechSynthesis;
  // Linux calls Mandarin "cmn".
  const languages = { zh: ["zh", "cmn"], en: ["en"] }[document.documentElement.lang.slice(0, 2)];
  let voice = null;

  const speaks = (one) => one.localService && languages.some((each) => one.lang.toLowerCase().startsWith(each));

  const speaker = {
    start(ended) {
      const words = new SpeechSynthesisUtterance(readable(document.getElementById("main")));
      words.voice = voice;
      words.lang = voice.lang;
      words.rate = 0.9;
      words.onend = words.onerror = ended;
      speech.speak(words);
    },
    stop() {
      speech.cancel();
    },
  };

  const find = () => {
    if (voice) return;
    voice = speech.getVoices().find(speaks) ?? null;
    if (voice) offer(button, speaker);
  };

  speech.addEventListener?.("voiceschanged", find);
  find();
}

/** Gather what the page says, block by block, with pauses between; where it marks what is new, only that. */
function readable(main) {
  const parts = [...main.querySelectorAll("[data-aloud]")];
  const said = parts.length ? parts.map((part) => part.innerText).join("\n") : main.innerText;
  return said
    .replaceAll("㊥", "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => (/[\p{P}]$/u.test(line) ? line : `${line}。`))
    .join("\n");
}
