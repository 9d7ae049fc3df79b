/** Take a photo with this computer's camera into the form's file field, where a picker would only look for files. */

const WHY = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "absent", OverconstrainedError: "absent" };

for (const box of document.querySelectorAll("[data-photo]")) {
  if (navigator.mediaDevices?.getUserMedia) offer(box);
}

function offer(box) {
  const [open, take, close, video] = ["[data-open]", "[data-take]", "[data-close]", "video"].map((name) =>
    box.querySelector(name),
  );
  const file = document.getElementById(box.dataset.photo);
  let stream = null;
  let asked = 0;

  const say = (when) => {
    for (const words of box.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== when;
  };

  const show = (isOpen) => {
    video.hidden = take.hidden = close.hidden = !isOpen;
    open.hidden = isOpen;
  };

  const stop = (why) => {
    asked += 1;
    stream?.getTracks().forEach((each) => each.stop());
    stream = video.srcObject = null;
    show(false);
    say(why);
  };

  const start = async (mine) => {
    const given = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } },
    });
    if (mine !== asked || document.hidden) return given.getTracks().forEach((each) => each.stop());
    stream = given;
    stream.getVideoTracks()[0].addEventListener("ended", () => given === stream && stop("taken"));
    video.srcObject = stream;
    await video.play();
    show(true);
    say("aim");
  };

  open.addEventListener("click", () => {
    stop("asked");
    const mine = asked;
    start(mine).catch((problem) => mine === asked && stop(WHY[problem.name] ?? "taken"));
  });
  close.addEventListener("click", () => stop(""));
  take.addEventListener("click", () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob(
      (blob) => {
        const held = new DataTransfer();
        held.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
        file.files = held.files;
        stop("found");
      },
      "image/jpeg",
      0.9,
    );
  });
  // A camera left on behind another page would watch the desk.
  document.addEventListener("visibilitychange", () => document.hidden && stream && stop(""));
  addEventListener("pagehide", () => stream && stop(""));
  box.hidden = false;
}
