/** List what on the page is too small to touch or read, cut off, or wider than the screen.
 *
 * Places in a picture shrink with the screen, so they may be smaller than all other targets.
 */

([leastTarget, leastText, leastArea = 48]) => {
  const problems = [];
  const name = (element) =>
    `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 20)}`;
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen");
  const round = (number) => Math.round(number * 10) / 10;

  for (const element of [document.scrollingElement, document.body, document.querySelector("main")]) {
    if (element.scrollWidth > element.clientWidth + 1) problems.push(`scrolls sideways: ${name(element)}`);
  }

  const targets = "a[href], button, select, summary, textarea, input:not([type=hidden]), label:has(input)";
  for (const target of document.querySelectorAll(targets)) {
    if (!isSeen(target) || target.closest(".skip") || (target.matches("input") && target.closest("label"))) continue;
    const { width, height } = target.getBoundingClientRect();
    const least = target.matches(".area") ? leastArea : leastTarget;
    if (Math.min(width, height) < least - 0.5) {
      problems.push(`too small, ${round(width)} x ${round(height)}: ${name(target)}`);
    }
    if (target.matches("input, textarea, select")) continue;
    if (target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 2) {
      problems.push(`cut: ${name(target)}`);
    }
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    if (!textContent.trim() || !isSeen(parentElement)) continue;
    const size = parseFloat(getComputedStyle(parentElement).fontSize);
    if (size < leastText) problems.push(`text of ${round(size)} px: ${name(parentElement)}`);
  }
  return problems;
}
