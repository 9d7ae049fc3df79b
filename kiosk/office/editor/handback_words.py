"""The words of each field of handing back, as forms and workbooks show them."""

from __future__ import annotations

from msgspec import Struct

from kiosk.content import handback
from kiosk.office.editor.pair import NAME, Labelled, Pair

LABELS: dict[type[Struct], dict[str, Labelled]] = {
    handback.Handback: {
        "kinds": (
            Pair("物品种类", "Kinds of belonging"),
            Pair("空着：不办发还。", "Empty: nothing is handed back."),
        ),
        "proofs": (
            Pair("可以查看的凭证", "What may be looked at"),
            Pair("只看不复印，不登记号码。", "Looked at, never copied; no number is kept."),
        ),
        "reasons": Pair("今天不发还的理由", "Why a belonging stays"),
        "read_aloud": Pair("签名前宣读", "Read aloud before signing"),
    },
    handback.Choice: {"name": NAME},
}
