"""Submissions of a large tree, packed until somebody looks at them: a nation's year as objects takes 500 MB,
packed 20 MB. Whoever goes through the tree province by province finds those of one unpacked once.
"""

from __future__ import annotations

import os
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path

import msgspec

from ..model.facts import PackedSubmissions, Submission, damages_of
from .known import CODEC, ReadStem

AT_HAND = 2048  # submissions: those of a large province in one month, or of a small nation


class Packer:
    """Packs what was handed in into folders; of what is unpacked the latest stays at hand."""

    def __init__(self, at_hand: int) -> None:
        self._most = at_hand
        self._at_hand: OrderedDict[int, tuple[Submission, ...]] = OrderedDict()
        self._count = 0  # submissions at hand
        self._packed: list[bytes] = []

    def pack(self, submissions: Sequence[Submission], kept: Sequence[bytes] = ()) -> Sequence[Submission]:
        """The same submissions; as they are where one would not come back as it is.

        `kept` are the same as they lie in the cache, empty where one does not.
        """
        pairs = zip(submissions, kept or repeat(b""), strict=False)
        blobs = [blob or CODEC.encode(ReadStem(one), one.path) for one, blob in pairs]
        if not blobs or None in blobs:
            return tuple(submissions)
        paths = [os.fsencode(one.path) for one in submissions]
        number = len(self._packed)
        self._packed.append(zlib.compress(msgspec.msgpack.encode([paths, blobs]), 1))
        damages = tuple(damages_of(submissions))
        return PackedSubmissions(len(blobs), damages, lambda: self._unpacked(number))

    def _unpacked(self, number: int) -> tuple[Submission, ...]:
        if (known := self._at_hand.get(number)) is not None:
            self._at_hand.move_to_end(number)
            return known
        found = _unpacked(self._packed[number])
        self._at_hand[number] = found
        self._count += len(found)
        while self._count > self._most and len(self._at_hand) > 1:
            self._count -= len(self._at_hand.popitem(last=False)[1])
        return found


def _unpacked(packed: bytes) -> tuple[Submission, ...]:
    paths, blobs = msgspec.msgpack.decode(zlib.decompress(packed), type=tuple[list[bytes], list[bytes]])
    read = (CODEC.decode(blob, Path(os.fsdecode(path))) for path, blob in zip(paths, blobs, strict=True))
    return tuple(one.submission for one in read if one and one.submission)
