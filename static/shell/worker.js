/** Let a page of our own stand in for the browser's error page, where a booth's window fills the screen. */

export function prepareStandIn() {
  const isWholeScreen = matchMedia("(display-mode: fullscreen)").matches;
  if (isWholeScreen) navigator.serviceWorker?.register("/stand-in.js", { updateViaCache: "none" });
}
