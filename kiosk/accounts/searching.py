"""What staff look for on a page, kept in their session until it locks.

Where a page answers a form, the browser's profile keeps what was typed in it. So a search leads on
to the page's own address with `show=found`, which holds no words.
"""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from kiosk.accounts.pages import signed_in
from kiosk.shell.pages import see

FOUND = "found"


def look_for(endpoint: str, most: int) -> Response:
    """Keep the words that a form sent, `most` letters of them, and lead to what they mean."""
    signed_in().sought[endpoint] = request.form.get("words", "").strip()[:most]
    return see(endpoint, show=FOUND)


def sought(endpoint: str) -> str:
    """Return the words that were looked for, empty unless the page is to show what was found."""
    return signed_in().sought.get(endpoint, "") if request.args.get("show") == FOUND else ""
