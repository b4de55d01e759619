"""Ogg: Vorbis, Opus, Speex, FLAC, and Theora's films, by the last granule of each stream.

A granule is how far a stream has come at the end of a page, in its own measure. Streams are mixed page by
page, so that the last page of the file may be of another stream than the longest.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .recording import Readable, big, little, piece

_HEAD, _TAIL = 256 << 10, 1 << 20  # bytes at either end that are searched for pages
_UNSET = (1 << 64) - 1  # of a page on which no packet ends
_LATE = 60.0  # seconds: a first page that ends later was taken from a broadcast that had begun before


@dataclass(frozen=True, slots=True)
class _OggPage:
    serial: int
    granule: int
    first: bool
    data: bytes  # the beginning of its content


@dataclass(frozen=True, slots=True)
class _Measure:
    """How granules of one stream become seconds."""

    rate: float
    skipped: int = 0  # samples before the beginning
    shift: int = 0  # of Theora: the frames since the last whole picture stand in so many low bits

    def seconds(self, granule: int) -> float:
        frames = granule if not self.shift else (granule >> self.shift) + (granule & (1 << self.shift) - 1)
        return max(0, frames - self.skipped) / self.rate


def ogg(file: Readable, size: int) -> float | None:
    """The seconds of the longest stream."""
    head = list(_pages(piece(file, 0, _HEAD)))
    streams = {page.serial: _measure(page.data) for page in head if page.first}
    begun: dict[int, int] = {}
    for page in head:
        if page.granule:
            begun.setdefault(page.serial, page.granule)
    last = {page.serial: page.granule for page in _pages(piece(file, size - _TAIL, _TAIL)) if page.granule}
    seconds = 0.0
    for serial, measure in streams.items():
        if measure and serial in last:
            start, end = (measure.seconds(places.get(serial, 0)) for places in (begun, last))
            seconds = max(seconds, end - start if _LATE < start < end else end)
    return seconds or None


def _pages(data: bytes) -> Iterator[_OggPage]:
    position = data.find(b"OggS")
    while 0 <= position <= len(data) - 27:
        kind, granule, serial = data[position + 5], *struct.unpack_from("<QI", data, position + 6)
        content = position + 27 + data[position + 26]
        if data[position + 4] == 0 and kind < 8:
            known = 0 if granule == _UNSET else granule
            yield _OggPage(serial, known, bool(kind & 2), data[content : content + 128])
        position = data.find(b"OggS", position + 4)


def _measure(data: bytes) -> _Measure | None:
    """How a stream is measured by its first packet; None for what is neither sound nor film."""
    rate, skipped, shift = 0.0, 0, 0
    if data.startswith(b"\1vorbis"):
        rate = little(data[12:16])
    elif data.startswith(b"OpusHead"):
        rate, skipped = 48000, little(data[10:12])  # whatever was recorded: Opus counts so
    elif data.startswith(b"Speex   "):
        rate = little(data[36:40])
    elif data.startswith(b"\x7fFLAC"):
        rate = big(data[27:30]) >> 4
    elif data.startswith(b"\x80theora"):
        numerator, denominator = big(data[22:26]), big(data[26:30])
        rate, shift = (numerator / denominator if denominator else 0), big(data[40:42]) >> 5 & 31
    return _Measure(rate, skipped, shift) if rate else None
