"""Whether a JPEG without an end mark has all its pixels all the same.

Some phones, scanners and mail programs lose the last two bytes, and every viewer shows such a photo whole; a
photo whose copying broke off lacks the mark as well, and half of itself. Only counting its blocks tells the
two apart. It takes about a second a megabyte, and is done for no other photo. Progressive JPEGs are not
counted: without a mark they pass for cut off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from .headers import HeaderCutOffError, jpeg_segments

END = b"\xff\xd9"
LARGEST = 4 * 1024 * 1024  # bytes
_TABLES, _RESTARTS, _SCAN, _SEQUENTIAL = 0xC4, 0xDD, 0xDA, (0xC0, 0xC1)
_RESTART = re.compile(rb"\xff+[\xd0-\xd7]")
_PADDING = bytes(512)  # more than the longest block takes: 64 codes of up to 32 bits


@dataclass(slots=True)
class _JpegFrame:
    """What the segments before the pixels say."""

    blocks: int = 0  # MCUs, the units that are counted
    components: dict[int, int] = field(default_factory=dict)  # blocks of each in such a unit
    tables: dict[int, list[int]] = field(default_factory=dict)
    every: int = 0  # units between two restarts; nought where there are none
    order: list[tuple[int, list[int], list[int]]] = field(default_factory=list)


def has_all_pixels(data: bytes) -> bool:
    """Whether every block of a JPEG that has no end mark is there; False where that can't be told."""
    if len(data) > LARGEST:
        return False
    frame = _JpegFrame()
    try:
        start = _read(data, frame)
    except (HeaderCutOffError, ValueError, IndexError, KeyError, ArithmeticError):
        return False
    if not frame.order or not frame.blocks or len(frame.order) != len(frame.components):
        return False
    parts = _RESTART.split(data[start:]) if frame.every else [data[start:]]
    # Between restarts each part stands for itself: that the last is whole is enough.
    expected = ceil(frame.blocks / frame.every) if frame.every else 1
    if len(parts) < expected:
        return False
    last = parts[expected - 1].replace(b"\xff\0", b"\xff")
    return _holds(last, frame.blocks - (expected - 1) * frame.every, frame)


def without_strays(data: bytes) -> bytes:
    """A JPEG as the strictest decoder takes it: its segments side by side, and an end mark.

    Raises:
        HeaderCutOffError: its header has no end, which `measure` says.
    """
    made, end = [b"\xff\xd8"], 2
    for marker, start, end in jpeg_segments(bytearray(data)):
        made.append(bytes((0xFF, marker)) + (end - start + 2).to_bytes(2, "big") + data[start:end])
    pixels = data[end:]
    return b"".join((*made, pixels, b"" if END in pixels else END))


def _read(data: bytes, frame: _JpegFrame) -> int:
    """Fill in the frame; gives where the pixels start."""
    end = 0
    for marker, start, end in jpeg_segments(bytearray(data)):
        inside = data[start:end]
        if marker in _SEQUENTIAL:
            _read_frame(inside, frame)
        elif marker == _TABLES:
            _read_tables(inside, frame)
        elif marker == _RESTARTS:
            frame.every = int.from_bytes(inside[:2], "big")
        elif marker == _SCAN:
            for index in range(inside[0]):
                name, tables = inside[1 + 2 * index], inside[2 + 2 * index]
                pair = frame.tables[tables >> 4], frame.tables[0x10 | tables & 15]
                frame.order.append((frame.components[name], *pair))
    return end


def _read_frame(inside: bytes, frame: _JpegFrame) -> None:
    height, width = int.from_bytes(inside[1:3], "big"), int.from_bytes(inside[3:5], "big")
    parts = [(inside[at], inside[at + 1] >> 4, inside[at + 1] & 15) for at in range(6, 6 + 3 * inside[5], 3)]
    across, down = (max(part[side] for part in parts) for side in (1, 2))
    if len(parts) == 1:  # a unit is one block then, whatever the sampling
        across = down = 1
        parts = [(parts[0][0], 1, 1)]
    frame.blocks = ceil(width / (8 * across)) * ceil(height / (8 * down))
    frame.components = {name: wide * high for name, wide, high in parts}


def _read_tables(inside: bytes, frame: _JpegFrame) -> None:
    at = 0
    while at + 17 <= len(inside):
        counts, is_ac = inside[at + 1 : at + 17], inside[at] >> 4
        symbols = inside[at + 17 : at + 17 + sum(counts)]
        frame.tables[inside[at]] = _steps(counts, symbols, bool(is_ac))
        at += 17 + sum(counts)


def _steps(counts: Sequence[int], symbols: bytes, is_ac: bool) -> list[int]:
    """For any 16 bits: the bits of the code they begin with and its value, with its coefficients << 6."""
    steps = [0] * 65_536
    code = index = 0
    for length, count in enumerate(counts, 1):
        for symbol in symbols[index : index + count]:
            run, bits = symbol >> 4, symbol & 15
            covered = (run + 1 if bits or run == 15 else 64) if is_ac else 1
            if not is_ac:
                bits = symbol & 31
            first, span = code << 16 - length, 1 << 16 - length
            if first + span > 65_536:
                raise ValueError("codes without room")
            steps[first : first + span] = [covered << 6 | length + bits] * span
            code += 1
        index += count
        code <<= 1
    return steps


def _holds(data: bytes, blocks: int, frame: _JpegFrame) -> bool:
    """Whether so many units are in these bytes."""
    end, position, padded = 8 * len(data), 0, data + _PADDING
    each = [tables for count, *tables in frame.order for _ in range(count)]
    for _ in range(blocks):
        for dc, ac in each:
            steps, covered = dc, 0
            while covered < 64:
                at = position >> 3
                window = padded[at] << 16 | padded[at + 1] << 8 | padded[at + 2]
                step = steps[window >> 8 - (position & 7) & 0xFFFF]
                if not step:
                    return False
                position += step & 63
                covered += step >> 6
                steps = ac
            if position > end:
                return False
    return True
