"""A short name for a content: the same bytes have the same, wherever they lie.

CRC-32 and length, because a zip package carries both for each part: a photo in a document is told without
inflating it, and compares with the same photo lying loose beside another document.
"""

from __future__ import annotations

import zlib


def digest_of(crc: int, length: int) -> str:
    """The digest of a content whose CRC-32 and length are known."""
    return f"{crc:08x}-{length:x}"


def digest(data: bytes) -> str:
    """The digest of these bytes.

    >>> digest(b"foto")
    'eadc3be5-4'
    """
    return digest_of(zlib.crc32(data), len(data))
