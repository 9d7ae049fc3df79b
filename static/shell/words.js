/** Let Chinese headings break between words, never within one. */

export function keepWords() {
  if (document.documentElement.lang !== "zh-Hans" || !("Segmenter" in Intl)) return;
  const words = new Intl.Segmenter("zh", { granularity: "word" });

  for (const heading of document.querySelectorAll("h1, h2")) {
    if (heading.childElementCount > 0) continue;
    const pieces = [...words.segment(heading.textContent.trim())];
    const parts = pieces.flatMap(({ segment, isWordLike }, index) =>
      index > 0 && isWordLike ? [document.createElement("wbr"), segment] : [segment],
    );
    heading.replaceChildren(...parts);
    heading.classList.add("is-phrased");
  }
}
