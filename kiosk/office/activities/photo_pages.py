"""How much the page of photos accepts at once; template and view both need it."""

from kiosk.office.activities.photos import ENDINGS, MOST_FILE_BYTES
from kiosk.shell.uploads import MOST_UPLOAD_BYTES

__all__ = ["ENDINGS", "FILE_MB", "MOST_UPLOAD_BYTES", "UPLOAD_MB"]
FILE_MB, UPLOAD_MB = MOST_FILE_BYTES // 2**20, MOST_UPLOAD_BYTES // 2**20
