/** Ask every few seconds what urgent feedback waits, and ring for it where somebody wished so. */

const EVERY_MS = 5000;
const banner = document.querySelector("[data-urgent]");
const count = banner.querySelector("[data-urgent-count]");

/** Ring two tones; a browser may want a touch on the page before. */
async function ring() {
  const context = new AudioContext();
  await context.resume();
  const volume = context.createGain();
  volume.gain.value = 0.3;
  volume.connect(context.destination);
  [880, 660].forEach((tone, place) => {
    const voice = context.createOscillator();
    voice.frequency.value = tone;
    voice.connect(volume);
    voice.start(context.currentTime + place * 0.35);
    voice.stop(context.currentTime + place * 0.35 + 0.3);
  });
  setTimeout(() => context.close(), 1500);
}

async function look() {
  try {
    // The header says that no person asks: a session that nobody uses still ends.
    const answer = await fetch(banner.dataset.urgent, { headers: { "Kiosk-Refresh": "1" } });
    if (!answer.ok || answer.redirected) return;
    const held = await answer.json();
    const isNew = held.count > Number(count.textContent);
    count.textContent = held.count;
    banner.hidden = held.count === 0;
    banner.role = held.count ? "alert" : null;
    if (isNew && banner.dataset.rings === "yes") ring();
  } catch {
    // The program is being restarted: the next look will tell.
  }
}

setInterval(look, EVERY_MS);
