/** Record a part with the laptop's microphone, hear it, and put it into the form as its file. */

const BITS_A_SECOND = 32000;

for (const form of document.querySelectorAll("[data-record]")) {
  const [begin, end, seconds, heard, size, field] = [
    "[data-begin]",
    "[data-end]",
    "[data-seconds]",
    "[data-heard]",
    "[data-size]",
    "[name=file]",
  ].map((name) => form.querySelector(name));
  const longest = Number(form.dataset.record);
  let recorder = null;
  let begun = 0;
  let clock = null;

  const count = () => {
    const so_far = Math.floor((performance.now() - begun) / 1000);
    seconds.textContent = `${so_far} / ${longest}`;
    if (so_far >= longest) recorder.stop();
  };

  const finish = (pieces, stream) => {
    clearInterval(clock);
    stream.getTracks().forEach((each) => each.stop());
    const file = new File(pieces, "recording.webm", { type: "audio/webm" });
    const held = new DataTransfer();
    held.items.add(file);
    field.files = held.files;
    heard.src = URL.createObjectURL(file);
    const took = Math.round((performance.now() - begun) / 1000);
    size.textContent = `${took} ${size.dataset.words} ${Math.ceil(file.size / 1000)} kB`;
    heard.hidden = size.hidden = begin.hidden = false;
    if (end.matches(":focus")) heard.focus();
    end.hidden = true;
  };

  const record = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const pieces = [];
    recorder = new MediaRecorder(stream, { mimeType: "audio/webm;codecs=opus", audioBitsPerSecond: BITS_A_SECOND });
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => finish(pieces, stream));
    recorder.start();
    begun = performance.now();
    clock = setInterval(count, 250);
    count();
    begin.hidden = heard.hidden = size.hidden = true;
    end.hidden = false;
    end.focus();
  };

  if (navigator.mediaDevices && window.MediaRecorder?.isTypeSupported("audio/webm;codecs=opus")) {
    begin.hidden = false;
    begin.addEventListener("click", () =>
      record().catch((problem) => {
        size.textContent = String(problem.message);
        size.hidden = false;
      }),
    );
    end.addEventListener("click", () => recorder.stop());
  }
}
