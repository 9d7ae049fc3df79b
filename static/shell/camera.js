/** Read a code by the camera: send frames to this machine, put what it reads into the field; send the form, if nothing else is to be chosen. */

const SIDE = 640;
const PAUSE_MS = 120;
const SHOWN_MS = 500;
const MOST_BYTES = 60_000;
const PATIENCE_FRAMES = 60;
/** A camera shows the dark for a moment when it begins. */
const DARK_FRAMES = 5;
const WHY = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "absent", OverconstrainedError: "absent" };

for (const box of document.querySelectorAll("[data-camera]")) {
  if (navigator.mediaDevices?.getUserMedia) offer(box);
}

function offer(box) {
  const [seen, open, other, close, video] = ["[data-seen]", "[data-open]", "[data-switch]", "[data-close]", "video"].map(
    (name) => box.querySelector(name),
  );
  const field = document.getElementById(box.dataset.field);
  const canvas = document.createElement("canvas");
  let stream = null;
  let asked = 0;

  const say = (when) => {
    for (const words of box.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== when;
  };

  const cameras = async () =>
    (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.kind === "videoinput");

  const show = (isOpen) => {
    seen.hidden = close.hidden = !isOpen;
    open.hidden = isOpen;
    box.classList.remove("is-found");
    if (!isOpen) other.hidden = true;
  };

  const stop = (why) => {
    asked += 1;
    stream?.getTracks().forEach((each) => each.stop());
    stream = video.srcObject = null;
    show(false);
    say(why);
  };

  const start = async (id, mine) => {
    const wish = id ? { deviceId: { exact: id } } : { facingMode: "environment" };
    const given = await navigator.mediaDevices.getUserMedia({
      video: { ...wish, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    // Meanwhile somebody may have closed it, or gone away.
    if (mine !== asked || document.hidden) return given.getTracks().forEach((each) => each.stop());
    stream = given;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => given === stream && stop("gone"));
    // People guide the code as before a mirror, but not where the camera looks away from them.
    video.classList.toggle("is-mirrored", track.getSettings().facingMode !== "environment");
    video.srcObject = stream;
    await video.play();
    show(true);
    say("aim");
    other.hidden = (await cameras()).length < 2;
    watch(given);
  };

  const begin = (id) => {
    stop("asked");
    open.hidden = true;
    close.hidden = false;
    const mine = asked;
    start(id, mine).catch((problem) => mine === asked && stop(WHY[problem.name] ?? "taken"));
  };

  /** Look at one frame after the other, for as long as this stream is the one on screen. */
  const watch = async (given) => {
    let dark = 0;
    for (let looked = 0; given === stream; looked += 1) {
      const answer = await look().catch(() => null);
      if (given !== stream) return;
      dark = answer?.is_dark ? dark + 1 : 0;
      if (!answer) say("lost");
      else if (answer.codes.length === 1) return take(answer.codes[0]);
      else if (answer.codes.length > 1) say("many");
      else if (dark >= DARK_FRAMES) say("dark");
      else say(looked < PATIENCE_FRAMES ? "aim" : "near");
      await new Promise((go) => setTimeout(go, PAUSE_MS));
    }
  };

  /** Send the middle of the picture, which is what is seen in the frame, small and grey. */
  const look = async () => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    canvas.width = canvas.height = Math.min(side, SIDE);
    const pen = canvas.getContext("2d");
    pen.filter = "grayscale(1)";
    const [x, y] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    pen.drawImage(video, x, y, side, side, 0, 0, canvas.width, canvas.height);
    let body = await jpeg(0.8);
    if (body.size > MOST_BYTES) body = await jpeg(0.4);
    const answer = await fetch(box.dataset.camera, { method: "POST", body, headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : null;
  };

  const jpeg = (quality) => new Promise((go) => canvas.toBlob(go, "image/jpeg", quality));

  const take = (code) => {
    field.value = code;
    box.classList.add("is-found");
    video.pause();
    say("found");
    // Time to see it; the camera is off when the form is sent.
    setTimeout(() => {
      stop("found");
      field.value = code;
      if ("sends" in box.dataset) field.form.requestSubmit();
      else field.focus();
    }, SHOWN_MS);
  };

  /** Where there is no camera, nothing is said of one, until one is plugged in. */
  const offerIt = async () => {
    const isThere = (await cameras()).length > 0;
    if (close.hidden) {
      box.hidden = !isThere;
      say("");
    }
  };

  open.addEventListener("click", () => begin());
  close.addEventListener("click", () => stop());
  other.addEventListener("click", async () => {
    const all = (await cameras()).map((each) => each.deviceId);
    const now = stream?.getVideoTracks()[0].getSettings().deviceId;
    begin(all[(all.indexOf(now) + 1) % all.length]);
  });
  navigator.mediaDevices.addEventListener("devicechange", offerIt);
  document.addEventListener("visibilitychange", () => document.hidden && !close.hidden && stop());
  addEventListener("pagehide", () => stop());
  offerIt();
}
