"""Be a person who has a keyboard and nothing else, and loses sight of the focus nowhere."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

MOST_STOPS = 400
LOST = """() => {
  const held = document.activeElement;
  if (!held || held === document.body) return "on nothing";
  const box = held.getBoundingClientRect();
  const isThere = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const hasRing = [held, held.closest(".chip")].some((each) => {
    const style = each && getComputedStyle(each);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  if (hasRing && isThere || held.matches("main")) return "";
  return `${isThere ? "without a ring" : "out of sight"}: ${held.outerHTML.slice(0, 120)}`;
}"""
HOLDS = "selector => document.activeElement?.matches(selector) ?? false"
CONTROLS = "a[href], button, input, select, textarea, summary, audio"
STOPS = f"""() => [...document.querySelectorAll("{CONTROLS}")]
  .filter((each) => !each.disabled && each.type !== "hidden")
  .filter((each) => each.checkVisibility({{ visibilityProperty: true }}))
  .filter((each) => each.type !== "radio" || each.checked).length"""
"""How many stops a page has; of a group of radio buttons, the chosen one is the stop."""


class Keys:
    """Press keys; after each, the focus is on something that can be seen."""

    def __init__(self, visitor: Visitor) -> None:
        """Take the visitor's keyboard."""
        self.visitor, self.page = visitor, visitor.page

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Write over what the field with the focus holds."""
        self.press("Control+a")
        self.page.keyboard.type(words)

    def holds(self, selector: str) -> bool:
        """Return True if the focus is on what a selector names."""
        return bool(self.page.evaluate(HOLDS, selector))

    def is_on(self, selector: str) -> None:
        """Wait until the focus is on what a selector names, and make sure that it can be seen."""
        expect(self.page.locator(selector).first).to_be_focused()
        assert self.page.evaluate(LOST) == ""

    def go_to(self, selector: str, *, by: str = "Tab") -> None:
        """Go on from stop to stop until one is reached; beyond the last comes the first."""
        rounds = 0
        while rounds < 2:
            self.press(by)
            if self.holds("body"):
                rounds += 1
                continue
            lost = self.page.evaluate(LOST)
            assert lost == "", f"{lost}, on the way to {selector}"
            if self.holds(selector):
                return
        raise AssertionError(f"the keyboard never came to {selector}")

    def use(self, selector: str, *, key: str = "Enter", by: str = "Tab") -> None:
        """Go to something, and press it."""
        self.go_to(selector, by=by)
        self.press(key)

    def skip(self) -> None:
        """Skip to the page from its first stop."""
        self.press("Tab")
        self.is_on(".skip")
        self.press("Enter")
        self.is_on("main")

    def stops(self) -> int:
        """Go through the whole page once and back to its first stop; return how many there were."""
        self.go_to(".skip")
        for count in range(1, MOST_STOPS):
            self.press("Tab")
            if self.holds("body") or self.holds(".skip"):
                return count
            lost = self.page.evaluate(LOST)
            assert lost == "", lost
        raise AssertionError("the page lets nobody out")
