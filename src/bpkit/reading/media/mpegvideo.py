"""MPEG's films, which have no head that tells their length: from the first clock to the last."""

from __future__ import annotations

from collections.abc import Iterator

from .recording import Readable, big, piece

_TAIL = 1 << 20  # bytes at either end that are searched for a clock
_ROUND = 1 << 33  # the clock begins anew after 26.5 hours
_SLOWEST = 2000  # bytes a second: a film with fewer has been joined of parts whose clocks begin anew
_STEP = 4 << 20
_LARGEST = 4 << 30  # bytes of bare pictures that are counted


def mpg(file: Readable, size: int) -> float | None:
    """A program stream (also DVD's .vob, a VideoCD's .dat, camcorders' .mod); bare pictures are counted."""
    head = piece(file, 0, _TAIL)
    if head[:4] == b"\0\0\1\xb3":
        return _pictures(file, size, head)
    return _between(list(_clocks(head))[:1], list(_clocks(piece(file, size - _TAIL, _TAIL)))[-1:], size)


def _between(first: list[int], last: list[int], size: int) -> float | None:
    if not first or not last:
        return None
    seconds = (last[0] - first[0]) % _ROUND / 90_000
    is_joined = size > _TAIL and size < seconds * _SLOWEST
    return None if is_joined else seconds or None


def _clocks(data: bytes) -> Iterator[int]:
    """The system clock, in 1/90000 s, of every pack header."""
    position = data.find(b"\0\0\1\xba")
    while 0 <= position <= len(data) - 9:
        pack = data[position + 4 : position + 9]
        bits = big(pack)
        if pack[0] & 0xC4 == 0x44:
            yield (bits >> 35 & 7) << 30 | (bits >> 19 & 0x7FFF) << 15 | bits >> 3 & 0x7FFF
        elif pack[0] & 0xF1 == 0x21:
            yield (bits >> 33 & 7) << 30 | (bits >> 17 & 0x7FFF) << 15 | bits >> 1 & 0x7FFF
        position = data.find(b"\0\0\1\xba", position + 4)


_PICTURE_RATES = (24000 / 1001, 24, 25, 30000 / 1001, 30, 50, 60000 / 1001, 60)


def _pictures(file: Readable, size: int, head: bytes) -> float | None:
    """Bare pictures (.m1v, .m2v): their number by their rate."""
    rate, count, kept = head[7] & 15, 0, b""
    if not 1 <= rate <= len(_PICTURE_RATES):
        return None
    for start in range(0, min(size, _LARGEST), _STEP):
        data = kept + piece(file, start, _STEP)
        count += data.count(b"\0\0\1\0")
        kept = data[-3:]
    return count / _PICTURE_RATES[rate - 1] or None


def ts(file: Readable, size: int) -> float | None:
    """From the first clock of a transport stream (camcorders' .mts) to the last of the same programme."""
    head = piece(file, 0, _TAIL)
    if (found := packets(head)) is None:
        return None
    start, step = found
    first = next(_references(head[start:], step), None)
    after = start + max(0, size - _TAIL - start) // step * step
    tail = _references(piece(file, after, _TAIL + step), step)
    last = [clock for stream, clock in tail if first and stream == first[0]]
    return _between([first[1]] if first else [], last[-1:], size)


def packets(data: bytes) -> tuple[int, int] | None:
    """Where the packets of a transport stream begin, be it in mid-packet, and how long they are."""
    for step, least in ((188, 3), (192, 3), (204, 5)):
        for start in range(step):
            # In mid-packet three bytes that fit may be chance.
            count = least if start in (0, 4) else 12
            if len(data) > start + (count - 1) * step and data[start::step][:count] == b"G" * count:
                return start, step
    return None


def _references(data: bytes, step: int) -> Iterator[tuple[int, int]]:
    """Stream and clock (1/90000 s) of the packets that carry a clock."""
    for position in range(0, len(data) - 11, step):
        packet = data[position : position + 12]
        if packet[0] == 0x47 and packet[3] & 0x20 and packet[4] >= 7 and packet[5] & 0x10:
            yield big(packet[1:3]) & 0x1FFF, big(packet[6:11]) >> 7


def dv(file: Readable, size: int) -> float | None:
    """Bare DV of tape camcorders: every picture has one size."""
    is_pal = piece(file, 3, 1)[0] & 0x80
    return size // 144_000 / 25 if is_pal else size // 120_000 * 1001 / 30_000
