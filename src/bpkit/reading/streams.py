"""The length of media without a head that tells it: from first and last clock, or by counting frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

_TAIL = 1 << 20  # bytes at either end that are searched for a clock


def mpg(file: BinaryIO, size: int) -> float | None:
    """From the first clock of a program stream (MPEG-1 or 2, VOB) to the last."""
    file.seek(0)
    first = next(_clocks(file.read(_TAIL)), None)
    file.seek(max(0, size - _TAIL))
    last = max(_clocks(file.read(_TAIL)), default=None)
    if first is None or last is None or last <= first:
        return None
    return (last - first) / 90_000


def _clocks(data: bytes) -> Iterator[int]:
    """The system clock, in 1/90000 s, of every pack header."""
    position = data.find(b"\0\0\1\xba")
    while 0 <= position <= len(data) - 9:
        pack = data[position + 4 : position + 9]
        if pack[0] & 0xC4 == 0x44:
            bits = int.from_bytes(pack, "big")
            yield (bits >> 35 & 7) << 30 | (bits >> 19 & 0x7FFF) << 15 | bits >> 3 & 0x7FFF
        elif pack[0] & 0xF1 == 0x21:
            bits = int.from_bytes(pack, "big")
            yield (bits >> 33 & 7) << 30 | (bits >> 17 & 0x7FFF) << 15 | bits >> 1 & 0x7FFF
        position = data.find(b"\0\0\1\xba", position + 4)


def ts(file: BinaryIO, size: int) -> float | None:
    """From the first clock of a transport stream (camcorders' .mts) to the last of the same programme."""
    file.seek(0)
    head = file.read(_TAIL)
    step = 188 if head[188:189] == b"G" else 192
    first = next(_references(head, step), None)
    start = max(0, size - _TAIL) // step * step
    file.seek(start)
    last = [clock for stream, clock in _references(file.read(_TAIL), step) if first and stream == first[0]]
    if first is None or not last or last[-1] <= first[1]:
        return None
    return (last[-1] - first[1]) / 90_000


def _references(data: bytes, step: int) -> Iterator[tuple[int, int]]:
    """Stream and clock (1/90000 s) of the packets that carry a clock."""
    for position in range(step - 188, len(data) - 187, step):
        packet = data[position : position + 12]
        if packet[0] == 0x47 and packet[3] & 0x20 and packet[4] >= 7 and packet[5] & 0x10:
            stream = int.from_bytes(packet[1:3], "big") & 0x1FFF
            yield stream, int.from_bytes(packet[6:11], "big") >> 7


_AMR_FRAMES = {
    b"#!AMR\n": (12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, 0, 0, 0, 0),
    b"#!AMR-WB\n": (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 5, 0, 0, 0, 0, 0),
}
_WHOLE = 64 << 20  # bytes; hours of speech


def amr(file: BinaryIO, size: int) -> float | None:
    """Speech of phones: every frame is 20 ms, and only counting them tells how many there are."""
    file.seek(0)
    data = file.read(min(size, _WHOLE))
    mark = next((mark for mark in _AMR_FRAMES if data.startswith(mark)), b"")
    if not mark:
        return None
    position, frames, sizes = len(mark), 0, _AMR_FRAMES[mark]
    while position < len(data):
        position += sizes[data[position] >> 3 & 15] + 1
        frames += 1
    return frames * 0.02 or None


_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def aac(file: BinaryIO, size: int) -> float | None:
    """Bare AAC: every frame is 1024 samples, counted likewise."""
    file.seek(0)
    data = file.read(min(size, _WHOLE))
    position, seconds = 0, 0.0
    while position + 7 <= len(data) and data[position] == 0xFF and data[position + 1] & 0xF6 == 0xF0:
        rate = data[position + 2] >> 2 & 15
        length = int.from_bytes(data[position + 3 : position + 6], "big") >> 5 & 0x1FFF
        if length < 7 or rate >= len(_AAC_RATES):
            break
        seconds += 1024 / _AAC_RATES[rate]
        position += length
    return seconds or None
