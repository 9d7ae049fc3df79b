r"""Policies in the registry of Windows: numbers and words as values, lists as keys of their own.

The names that we wrote are noted under `SOFTWARE\OpenDayKiosk`, so that exactly those are taken
away again. A name that others set before stays theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress

if sys.platform == "win32":
    import winreg

Value = bool | int | str | list[str]
NOTES = r"SOFTWARE\OpenDayKiosk"


def entries(name: str, value: Value) -> Iterator[tuple[str, str, int | str]]:
    """Yield the entries that a policy becomes: the key below the policies' own, name and value.

    A list has a key of its own, in which its items are numbered from 1.
    """
    if isinstance(value, list):
        yield from ((name, str(number), item) for number, item in enumerate(value, start=1))
    else:
        yield "", name, value if isinstance(value, str) else int(value)


if sys.platform == "win32":
    HIVES = {
        "HKEY_LOCAL_MACHINE": winreg.HKEY_LOCAL_MACHINE,
        "HKEY_CURRENT_USER": winreg.HKEY_CURRENT_USER,
    }
    BITS = winreg.KEY_WOW64_64KEY
    READ, WRITE = winreg.KEY_READ | BITS, winreg.KEY_READ | winreg.KEY_WRITE | BITS

    def find(key: str, policies: dict[str, Value]) -> str | None:
        """Return where all of `policies` are set, None if any is missing or different."""
        for name, hive in HIVES.items():
            if all(_is_set(hive, key, each, value) for each, value in policies.items()):
                return f"{name}\\{key}"
        return None

    def write(key: str, policies: dict[str, Value], *, for_all: bool) -> str:
        """Set policies, for all users or where that is possible for this one alone.

        Returns where. Raises OSError if neither may be written.
        """
        names = list(HIVES) if for_all else list(reversed(HIVES))
        for name in names[:-1]:
            with suppress(PermissionError):
                return _write(name, key, policies)
        return _write(names[-1], key, policies)

    def erase(key: str) -> bool:
        """Take away what `write` set, in both places; return whether there was any."""
        erased = [_erase(hive, key) for hive in HIVES.values()]
        return any(erased)

    def _write(name: str, key: str, policies: dict[str, Value]) -> str:
        hive = HIVES[name]
        _erase(hive, key)
        with winreg.CreateKeyEx(hive, f"{NOTES}\\{key}", 0, WRITE) as notes:
            for policy, value in policies.items():
                if _exists(hive, key, policy):
                    continue
                winreg.SetValueEx(notes, policy, 0, winreg.REG_SZ, "")
                for below, each, content in entries(policy, value):
                    kind = winreg.REG_SZ if isinstance(content, str) else winreg.REG_DWORD
                    with winreg.CreateKeyEx(hive, f"{key}\\{below}".rstrip("\\"), 0, WRITE) as at:
                        winreg.SetValueEx(at, each, 0, kind, content)
        return f"{name}\\{key}"

    def _erase(hive: int, key: str) -> bool:
        noted = _values(hive, f"{NOTES}\\{key}")
        if not noted:
            return False
        with winreg.CreateKeyEx(hive, key, 0, WRITE) as at:
            for policy in noted:
                with suppress(FileNotFoundError):
                    winreg.DeleteValue(at, policy)
                with suppress(FileNotFoundError):
                    winreg.DeleteKeyEx(hive, f"{key}\\{policy}", BITS, 0)
        winreg.DeleteKeyEx(hive, f"{NOTES}\\{key}", BITS, 0)
        return True

    def _is_set(hive: int, key: str, policy: str, value: Value) -> bool:
        expected = {each: content for _, each, content in entries(policy, value)}
        found = _values(hive, f"{key}\\{policy}" if isinstance(value, list) else key)
        return {each: found.get(each) for each in expected} == expected

    def _exists(hive: int, key: str, policy: str) -> bool:
        return policy in _values(hive, key) or bool(_values(hive, f"{key}\\{policy}"))

    def _values(hive: int, key: str) -> dict[str, object]:
        values: dict[str, object] = {}
        with suppress(OSError), winreg.OpenKeyEx(hive, key, 0, READ) as at:
            for place in range(winreg.QueryInfoKey(at)[1]):
                name, content, _kind = winreg.EnumValue(at, place)
                values[name] = content
        return values
