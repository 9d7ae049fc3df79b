"""Load the libraries that only some formats need, which a booth does without."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from kiosk.errors import Refused


def need(form: str, *names: str) -> list[Any]:
    """Return libraries. Raises Refused if one is absent, with the command that installs it."""
    try:
        return [import_module(name) for name in names]
    except ImportError as error:
        command = f"pip install {' '.join(names)}"
        raise Refused(
            f"写 {form} 文件要用的程序库没有安装（{error.name}）。请运行 {command}，"
            "或者改用 Excel、CSV。",
            f"The library that writes {form} files is not installed ({error.name}). Run {command}, "
            "or choose Excel or CSV.",
        ) from None
