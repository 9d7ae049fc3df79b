/** Say by a soft sound whether the answer was right. The page names the sound only where staff switched it on. */

{
  const address = document.querySelector("[data-sound]")?.dataset.sound;
  // A browser that allows no sound yet stays silent.
  if (address) new Audio(address).play().catch(() => {});
}
