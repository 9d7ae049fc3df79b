"""Take secrets out of this process's memory as soon as they are no longer needed, as far as can be.

What is held (an opened key) is a bytearray, which is filled with zeros. What was freed is harder:
Python and libsodium's binding copy a key or a name into objects that cannot be written to, and
freed memory keeps what stood in it until it is used again. So freed memory is used again at once.

What cannot be promised: objects that something still holds (a page on its way to a browser), pieces
of 513 to 1,032 bytes, of which glibc keeps a few by thread as they are (a long feedback leaves
copies there until they are used again), the C stack, the swap file, and on Windows all but small
pieces. `tests/faults/test_memory.py` reads the memory of a booth that showed 400 names many times:
after locking, the key and some 900 copies of names stood in it before this, and none with it.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress

M_PERTURB, FILLING = -6, 0xA5
"""glibc: fill each piece of memory when it is freed."""
LEAST, MOST, STEP = 48, 512, 16
"""Bytes of the small pieces that Python itself manages, and that hold a text or a key."""
HEADER = 33
"""What a bytes object adds to its content."""
FILLED = 8 * 2**20
"""Bytes of each size to use again: a quarter of a second, and never more memory than this.

With a quarter of it some 40 copies of names were left now and then on a busy machine.
"""


def fill_freed() -> None:
    """Let the C library fill what is freed from now on, where it can; for processes that serve."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # A C library other than glibc.
            ctypes.CDLL(None).mallopt(M_PERTURB, FILLING)


def wipe(secret: bytearray) -> None:
    """Fill a secret with zeros."""
    secret[:] = bytes(len(secret))


def overwrite_freed() -> None:
    """Use freed memory again for zeros, and give back to the system what can be given back."""
    gc.collect()  # Requests that failed hold on to their forms in circles.
    for size in range(LEAST, MOST + 1, STEP):
        [bytes(size - HEADER) for _ in range(FILLED // size)]
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
