"""Check that a desk that hands belongings back can be worked at."""

from __future__ import annotations

from kiosk.content.pack import Pack
from kiosk.content.problems import Report

NEEDED = {
    "proofs": ("要写明可以查看哪些凭证", "needs what may be looked at to know a claimant"),
    "reasons": ("要写明今天不发还的理由", "needs the reasons why a belonging stays"),
    "read_aloud": ("要写明签名前宣读什么", "needs what is read aloud before the claimant signs"),
}


def check(pack: Pack, report: Report) -> None:
    """Report what the desk needs and does not have, and what is of no use without a desk."""
    held = pack.handback
    for field, (zh, en) in NEEDED.items():
        if held.kinds and not getattr(held, field):
            report(("handback", field), zh, en)
    if not held.kinds and (held.proofs or held.reasons or held.read_aloud):
        zh = "有凭证、理由或宣读的话，却没有物品种类"
        en = "there are proofs, reasons or words to read, but no kind of belonging"
        report(("handback", "kinds"), zh, en)
