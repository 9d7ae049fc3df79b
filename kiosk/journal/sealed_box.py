"""Seal bytes so that only a private key opens them: libsodium's sealed box."""

from __future__ import annotations

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from kiosk.errors import NotAllowed, Refused


def seal(public: bytes | None, plain: bytes) -> bytes:
    """Seal `plain` so that only the private half opens it. Raises Refused without a key."""
    if public is None:
        raise Refused(
            "本展位还没有设置台钥口令，暂时不能留言或留联系方式。",
            "This desk has no passphrase yet, so it cannot take text or a contact.",
        )
    return SealedBox(PublicKey(public)).encrypt(plain)


def unseal(private: bytes, sealed: bytes) -> bytes:
    """Open sealed bytes. Raises NotAllowed if the key is another desk's or event's."""
    try:
        return SealedBox(PrivateKey(private)).decrypt(sealed)
    except CryptoError:
        raise NotAllowed(
            "这条内容是用另一把台钥密封的。", "This was sealed to another desk key."
        ) from None
