"""Read the table of texts to which the cells of an XLSX file refer."""

from __future__ import annotations

from typing import IO

from kiosk.shell.spreadsheets.elements import MAIN, Attributes, Elements


def read_texts(source: IO[bytes]) -> list[str]:
    """Return the texts in their order."""
    table = _Table()
    for _ in table.elements.read(source):
        pass
    return table.texts


class _Table:
    """The texts so far. A text may have several runs; how one is spoken is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._runs: list[str] = []
        self._is_phonetic = False
        self.elements = Elements(
            "sst",
            {
                f"{MAIN} si": self._begin,
                f"{MAIN} t": self._begin_run,
                f"{MAIN} rPh": self._begin_phonetic,
            },
            {
                f"{MAIN} si": self._end,
                f"{MAIN} t": self._end_run,
                f"{MAIN} rPh": self._end_phonetic,
            },
        )

    def _begin(self, _held: Attributes) -> None:
        self._runs = []

    def _end(self) -> None:
        self.texts.append("".join(self._runs).replace("x005F_", ""))

    def _begin_run(self, _held: Attributes) -> None:
        self.elements.listen()

    def _end_run(self) -> None:
        text = self.elements.heard()
        if not self._is_phonetic:
            self._runs.append(text)

    def _begin_phonetic(self, _held: Attributes) -> None:
        self._is_phonetic = True

    def _end_phonetic(self) -> None:
        self._is_phonetic = False
