"""What of a pack nobody has signed off yet, and what is due again, in lines for a terminal."""

from __future__ import annotations

from kiosk import clock
from kiosk.content.pack import Pack
from kiosk.office.editor import review
from kiosk.office.editor.sections import plain


def lines(pack: Pack) -> list[str]:
    """Return a line for each part that waits for review, and one that counts them."""
    every = list(review.entries(plain(pack), clock.today()))
    waiting = [each for each in every if each.state != "reviewed"]
    said = [_line(each) for each in waiting]
    count, out_of = len(waiting), len(every)
    return [*said, f"{out_of} 条里 {count} 条要审核 / {count} of {out_of} to be reviewed"]


def _line(entry: review.Entry) -> str:
    words = " / ".join(review.STATES[entry.state])
    due = f" {entry.held['review_due']}" if entry.state == "overdue" else ""
    return f"{entry.spot.section.name} {entry.spot.key}: {words}{due}: {entry.title}"
