"""Read QR codes that people hold before this machine's camera.

The browser sends what its camera sees, a frame at a time, and gets back the text of the codes in
it. A frame is decoded in memory and forgotten: none is stored, none is logged.

A page with a field for a code takes the macro of `templates/shell/_camera.html` beside it, and its
view returns `camera.allowed(render(...))`, since only such pages may open the camera.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from kiosk.errors import NotAllowed, Refused
from kiosk.shell import guard

if TYPE_CHECKING:
    from PIL import Image

bp = Blueprint("camera", __name__)

POLICY = "camera=(self), microphone=(), geolocation=()"
MOST_PIXELS = 1024
"""Width and height of a frame at the most; our script sends 640."""
MOST_TEXT = 1000
"""Characters of a code at the most, as many as the longest field takes."""
DARK, EVEN = 40.0, 12.0
"""A frame this dark on the mean, with no more variation, is one of a covered camera (0 to 255)."""


def allowed(response: Response) -> Response:
    """Let the page in `response` use the camera, and nothing else that the guard forbids."""
    response.headers["Permissions-Policy"] = POLICY
    return response


@bp.post("/camera/read")
def read() -> Response:
    """Answer which codes a frame holds, and whether the camera is covered."""
    if not guard.is_trusted():
        raise NotAllowed("这里不能使用摄像头。", "The camera cannot be used here.")
    frame = picture(request.get_data(cache=False))
    found = codes(frame)
    return jsonify(codes=found, is_dark=not found and is_dark(frame))


def picture(data: bytes) -> Image.Image:
    """Return a frame in grey. Raises Refused for what is no JPEG, or a larger one than is sent."""
    from PIL import Image, UnidentifiedImageError  # The libraries come with the first frame.

    try:
        frame = Image.open(io.BytesIO(data), formats=["JPEG"])
        if max(frame.size) <= MOST_PIXELS:
            return frame.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        pass  # A camera's picture that came only in part is of no more use than one of words.
    raise Refused(
        "这不是摄像头的画面，请用扫码枪，或把码输进来。",
        "This is not a picture of the camera. Use a scanner, or type the code.",
    )


def codes(frame: Image.Image) -> list[str]:
    """Return what the QR codes in a frame say, each text once, in 1 to 6 ms."""
    import zxingcpp

    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    read = zxingcpp.read_barcodes(frame, formats=only)
    return list(dict.fromkeys(each.text[:MOST_TEXT] for each in read))


def is_dark(frame: Image.Image) -> bool:
    """Return True if a frame shows nothing but the dark, as that of a covered camera does."""
    from PIL import ImageStat

    seen = ImageStat.Stat(frame)
    return seen.mean[0] < DARK and seen.stddev[0] < EVEN
