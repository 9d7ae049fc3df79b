"""Time how long a frame of the camera takes: `python -m tests.bench.camera`."""

from __future__ import annotations

import io
import statistics
import time

from kiosk.shell import camera
from tests.browser.fake_camera import FRAMES, held

ROUNDS = 20


def main() -> None:
    """Print the median and the 95th percentile, of frames with a code and of those without."""
    for name, texts in (("with a code", ["OD-V-ABCDEFGHJKLM"]), ("without", [])):
        frames = []
        for turn in range(FRAMES):
            held_bytes = io.BytesIO()
            seen = held(texts, turn / FRAMES).crop((80, 0, 560, 480)).resize((640, 640))
            seen.save(held_bytes, "JPEG", quality=80)
            frames.append(held_bytes.getvalue())
        times, found = [], 0
        for data in frames * ROUNDS:
            begun = time.perf_counter()
            picture = camera.picture(data)
            found += bool(camera.codes(picture)) or camera.is_dark(picture)
            times.append(1000 * (time.perf_counter() - begun))
        kilobytes = statistics.mean(map(len, frames)) / 1000
        print(
            f"{name}: {found}/{len(times)} read, median {statistics.median(times):.1f} ms, "
            f"p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms, {kilobytes:.0f} kB a frame"
        )


if __name__ == "__main__":
    main()
