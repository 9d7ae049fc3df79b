r"""Files sealed to a key of this machine: written without its words, opened by them alone.

    KIOSKC1\n | length of the header (4) | header, JSON | chunks | signature (64)

The chunks are libsodium's secretstream (XChaCha20-Poly1305) over a megabyte each, the header bound
to the first, so that none can be left out, exchanged or cut off. Its key is sealed to the public
half of the desk key (at central the privacy key). The private half stands in the header, wrapped by
the passphrase and by the recovery code, as in the database: so the file opens on any machine.

The signature, over all before it, is made with the device's key. A file that another device signed
can be whole and still be somebody's invention: so `restore` shows who signed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import msgspec
from msgspec import Struct
from nacl import bindings as sodium
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.public import PublicKey as BoxKey
from nacl.signing import SigningKey, VerifyKey

from kiosk.decoding import Unreadable, read_json
from kiosk.errors import Refused
from kiosk.sealing import keys

MAGIC = b"KIOSKC1\n"
LENGTH, SIGNATURE, KEY = 4, 64, 32
CHUNK = 2**20
EXTRA = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
MOST_HEADER_BYTES = 64 * 2**10
_MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class KeyPair(Struct, frozen=True, kw_only=True):
    """The key that a file is sealed to: its public half, and the private one wrapped twice."""

    public: bytes
    by_passphrase: bytes
    by_recovery_code: bytes


class SealedHeader(Struct, frozen=True, kw_only=True):
    """What anybody can read of a sealed file; `signer` in hexadecimal.

    `revision` is the version of the database's tables.
    """

    app: str
    revision: str
    device: str
    booth: str
    made_at: str
    records: int
    signer: str
    pair: KeyPair
    file_key: bytes
    stream: bytes


@dataclass(frozen=True)
class Description:
    """What a file holds, for its header."""

    app: str
    revision: str
    device: str
    booth: str
    made_at: str
    records: int


def seal(
    source: IO[bytes], target: IO[bytes], about: Description, pair: KeyPair, signer: SigningKey
) -> None:
    """Write `source` sealed to `target`, a chunk at a time."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    file_key = secrets.token_bytes(KEY)
    header = SealedHeader(
        **about.__dict__,
        signer=bytes(signer.verify_key).hex(),
        pair=pair,
        file_key=SealedBox(BoxKey(pair.public)).encrypt(file_key),
        stream=sodium.crypto_secretstream_xchacha20poly1305_init_push(state, file_key),
    )
    plain = msgspec.json.encode(header)
    sum_up = hashlib.blake2b(digest_size=32)

    def put(data: bytes) -> None:
        sum_up.update(data)
        target.write(data)

    put(MAGIC + len(plain).to_bytes(LENGTH, "big") + plain)
    bound: bytes | None = plain
    chunk = source.read(CHUNK)
    while True:
        following = source.read(CHUNK)
        tag = _MESSAGE if following else _FINAL
        put(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, bound, tag))
        if not following:
            break
        chunk, bound = following, None
    target.write(signer.sign(sum_up.digest()).signature)


def is_sealed(file: IO[bytes]) -> bool:
    """Return True if a file begins as a sealed one; it is read from its beginning again."""
    file.seek(0)
    begin = file.read(len(MAGIC))
    file.seek(0)
    return begin == MAGIC


def read_header(file: IO[bytes]) -> SealedHeader:
    """Return what can be read without any words. Raises Refused where the file is damaged."""
    return _header(file)[0]


def _header(file: IO[bytes]) -> tuple[SealedHeader, bytes]:
    file.seek(0)
    if file.read(len(MAGIC)) != MAGIC:
        raise damaged("magic")
    length = int.from_bytes(file.read(LENGTH), "big")
    plain = file.read(length) if length <= MOST_HEADER_BYTES else b""
    try:
        return read_json(plain, SealedHeader), plain
    except Unreadable as error:
        raise damaged(error) from None


def unseal(file: IO[bytes], words: str, target: IO[bytes]) -> SealedHeader:
    """Write what a sealed file holds to `target`, and return its header.

    Raises NotAllowed where the words are wrong, Refused where anything of it is damaged. Whatever
    was written to `target` by then is worth nothing.
    """
    _check_signature(file)
    header, plain = _header(file)
    pair = header.pair
    private = keys.unwrap(words, pair.by_passphrase, pair.by_recovery_code)
    try:
        file_key = SealedBox(PrivateKey(private)).decrypt(header.file_key)
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header.stream, file_key)
        bound, tag = plain, _MESSAGE
        for chunk in _chunks(file):
            if tag == _FINAL:
                raise damaged("end")
            data, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(
                state, chunk, bound or None
            )
            target.write(data)
            bound = b""
    except (CryptoError, ValueError, TypeError, RuntimeError) as error:
        raise damaged(error) from None
    if tag != _FINAL:
        raise damaged("end")
    return header


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the sealed chunks that follow the header; the signature is none of them."""
    left = _length(file) - file.tell() - SIGNATURE
    while left > 0:
        chunk = file.read(min(CHUNK + EXTRA, left))
        left -= len(chunk)
        yield chunk


def _check_signature(file: IO[bytes]) -> None:
    """Raise Refused unless the device that the header names has signed all of the file."""
    header = read_header(file)
    left = _length(file) - SIGNATURE
    sum_up = hashlib.blake2b(digest_size=32)
    file.seek(0)
    while left > 0:
        data = file.read(min(CHUNK, left))
        sum_up.update(data)
        left -= len(data)
    try:
        VerifyKey(bytes.fromhex(header.signer)).verify(sum_up.digest(), file.read(SIGNATURE))
    except (BadSignatureError, ValueError, TypeError) as error:
        raise damaged(error or "signature") from None


def _length(file: IO[bytes]) -> int:
    place = file.tell()
    length = file.seek(0, 2)
    file.seek(place)
    return length


def damaged(why: object) -> Refused:
    """Return the words for a file that is not as it was written."""
    return Refused(
        f"备份文件已损坏或不完整（{why}）；没有改动任何内容，请换一份备份。",
        f"The backup is damaged or not whole ({why}); nothing was changed. Take another backup.",
    )
