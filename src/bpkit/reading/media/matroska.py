"""Matroska and WebM."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .recording import CutShortError, Readable, piece

_TAIL = 4 << 20  # bytes at the end that are searched for the last cluster
_MOST_ELEMENTS = 10_000

_CLUSTER, _SEGMENT, _INFO = 0x1F43B675, 0x18538067, 0x1549A966
_SCALE, _DURATION, _TIME = 0x2AD7B1, 0x4489, 0xE7
_SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0xA3, 0xA0, 0xA1


def mkv(file: Readable, size: int) -> float | None:
    """The duration of a Matroska or WebM file; browsers leave it out, then the last cluster's time."""
    for name, start, end in _elements(file, 0, size):
        if name == _SEGMENT:
            if end > size:
                raise CutShortError
            return _segment(file, start, end)
    return None


def _segment(file: Readable, start: int, end: int) -> float | None:
    scale, length = 1_000_000, 0.0
    for name, inside, after in _elements(file, start, end):
        if name == _CLUSTER:
            break
        if name == _INFO:
            for field, at, stop in _elements(file, inside, after):
                if field == _SCALE:
                    scale = _number(file, at, stop)
                elif field == _DURATION:
                    length = _real(file, at, stop)
    return (length or _last_cluster(file, end)) * scale / 1e9 or None


def _elements(file: Readable, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Identifier, start and end of the content of each EBML element in turn."""
    for _ in range(_MOST_ELEMENTS):
        if start >= end:
            return
        file.seek(start)
        head = file.read(12)
        wide = 9 - head[0].bit_length() if head else 9
        if wide > 4 or len(head) <= wide:
            return
        name = int.from_bytes(head[:wide], "big")
        length, inside = _variable(head[wide:])
        # All bits set means that the length was not known while it was written.
        after = end if length == (1 << 7 * inside) - 1 else start + wide + inside + length
        yield name, start + wide + inside, after
        start = after


def _variable(data: bytes) -> tuple[int, int]:
    width = 9 - data[0].bit_length()
    return int.from_bytes(data[:width], "big") & (1 << 7 * width) - 1, width


def _number(file: Readable, start: int, end: int) -> int:
    file.seek(start)
    return int.from_bytes(file.read(min(8, max(0, end - start))), "big")


def _real(file: Readable, start: int, end: int) -> float:
    file.seek(start)
    data = file.read(8 if end - start == 8 else 4)
    value = struct.unpack(">d" if len(data) == 8 else ">f", data)[0] if len(data) in (4, 8) else 0.0
    return float(value) if 0 < value < 1e15 else 0.0


def _last_cluster(file: Readable, end: int) -> float:
    """The time of the last block of the last cluster."""
    start = max(0, end - _TAIL)
    tail = piece(file, start, _TAIL)
    found = tail.rfind(_CLUSTER.to_bytes(4, "big"))
    if found < 0:
        return 0.0
    inside = next(_elements(file, start + found, end), (0, end, end))[1]
    time = last = 0
    for name, at, stop in _elements(file, inside, end):
        if name == _TIME:
            time = _number(file, at, stop)
        elif name in (_SIMPLE_BLOCK, _BLOCK_GROUP):
            last = max(last, _block_time(file, name, at, stop))
    return float(time + last)


def _block_time(file: Readable, name: int, start: int, end: int) -> int:
    """The time of a block, counted from its cluster's."""
    if name == _BLOCK_GROUP:
        start = next((at for inner, at, _ in _elements(file, start, end) if inner == _BLOCK), end)
    data = piece(file, start, 16)
    if not data:
        return 0
    _, width = _variable(data)  # the number of the track
    return int.from_bytes(data[width : width + 2], "big", signed=True)
