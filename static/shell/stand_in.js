/**
 * Stand in for the booth while it does not answer: the browser runs this beside the pages of the booth's screen.
 *
 * A browser's own error page runs none of our scripts, so its keys would lead out of it. This page takes no
 * keys at all, and goes to the start as soon as the booth answers again. It holds nothing of anybody.
 */

const PAGE = `<!doctype html>
<html lang="zh-Hans">
  <meta charset="utf-8">
  <meta name="google" content="notranslate">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>警察开放日</title>
  <style>
    body { margin: 0; height: 100vh; display: grid; place-content: center; gap: 2vh; text-align: center;
      color: #fff; background: #06244f; font-family: sans-serif; user-select: none; cursor: default; }
    h1, p { margin: 0; padding: 0 5vw; font-size: clamp(1.5rem, 4vw, 3.5rem); }
    p { font-size: clamp(1.1rem, 2vw, 1.75rem); line-height: 1.6; opacity: 0.85; }
  </style>
  <h1>请稍等，马上回来</h1>
  <p>已经确认的内容都保存好了。</p>
  <h1 lang="en">Back in a moment</h1>
  <p lang="en">What was confirmed is stored.</p>
  <script>
    const names = "keydown keyup click auxclick mousedown mouseup contextmenu dragstart dragover drop wheel";
    const first = { capture: true, passive: false };
    for (const name of names.split(" ")) addEventListener(name, (event) => event.preventDefault(), first);
    const look = async () => {
      const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
      if (answer) location.replace("/");
    };
    setInterval(look, 2000);
  </script>
</html>`;

const standIn = () => new Response(PAGE, { headers: { "Content-Type": "text/html; charset=utf-8" } });

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { mode, method, referrer } = event.request;
  // Sent on from here, another site's form would look like our own: the browser sends that itself.
  const isOwn = method === "GET" || referrer.startsWith(location.origin);
  if (mode === "navigate" && isOwn) event.respondWith(fetch(event.request).catch(standIn));
});
