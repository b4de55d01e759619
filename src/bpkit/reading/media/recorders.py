"""Recordings whose length stands in a few bytes at a fixed place: recorders, old players, RealMedia."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from .recording import CutShortError, Readable, big, little, piece

_MOST_CHUNKS = 10_000
_OPEN_32, _OPEN_64 = (1 << 32) - 1, (1 << 64) - 1


def caf(file: Readable, size: int) -> float | None:
    """Apple's CAF, as iPhones record it: its packets, else its bytes by their rate."""
    rate, of_packet, samples, data, valid = 0.0, 0, 0, 0, 0
    start = 8
    for _ in range(_MOST_CHUNKS):
        head = piece(file, start, 12)
        if len(head) < 12:
            break
        name, length = head[:4], big(head[4:])
        if name == b"desc":
            rate, _, _, of_packet, samples = struct.unpack(">d4sIII", piece(file, start + 12, 24))
        elif name == b"pakt":
            valid = big(piece(file, start + 20, 8))
        elif name == b"data":
            data = (size - start - 12 if length == _OPEN_64 else length) - 4
            if length == _OPEN_64:
                break
        start += 12 + length
    if start > size and not valid:
        raise CutShortError
    frames = valid or (data // of_packet * samples if of_packet else 0)
    return frames / rate if rate > 0 else None


_AU_BITS = {1: 8, 2: 8, 3: 16, 4: 24, 5: 32, 6: 32, 7: 64, 23: 4, 24: 8, 25: 3, 26: 5, 27: 8}


def au(file: Readable, size: int) -> float | None:
    """Sun's and NeXT's sound."""
    start, data, code, rate, channels = struct.unpack(">5I", piece(file, 4, 20))
    data = size - start if data == _OPEN_32 or not data else data
    if start + data > size + 1:
        raise CutShortError
    bits = _AU_BITS.get(code, 0) * channels * rate
    return data * 8 / bits if bits else None


def voc(file: Readable, size: int) -> float | None:
    """Creative's sound, block by block."""
    seconds, speed = 0.0, 0.0
    start = little(piece(file, 20, 2))
    for _ in range(_MOST_CHUNKS):
        head = piece(file, start, 20).ljust(20, b"\0")
        kind, length = head[0], little(head[1:4])
        if kind == 0 or start >= size:
            break
        if kind == 9:
            speed = little(head[4:8]) * head[8] * head[9] / 8
        elif kind == 1:
            speed = 1e6 / (256 - head[4])
        extra = {1: 2, 9: 12}.get(kind)
        if kind == 3:  # silence
            seconds += (little(head[4:6]) + 1) * (256 - head[6]) / 1e6
        elif (extra is not None or kind == 2) and speed:
            seconds += (length - (extra or 0)) / speed
        start += 4 + length
    return seconds or None


_WAVPACK_RATES = (
    6000, 8000, 9600, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 192000,
)  # fmt: skip


def wavpack(file: Readable, _: int) -> float | None:
    """WavPack."""
    head = piece(file, 0, 28)
    samples, rate = little(head[12:16]), little(head[24:28]) >> 23 & 15
    return samples / _WAVPACK_RATES[rate] if samples != _OPEN_32 and rate < 15 else None


def tta(file: Readable, _: int) -> float | None:
    """True Audio."""
    rate, samples = struct.unpack("<II", piece(file, 10, 8))
    return samples / rate if rate else None


def monkey(file: Readable, _: int) -> float | None:
    """Monkey's Audio, from version 3.98 of 2003 on."""
    head = piece(file, 0, 12)
    if little(head[4:6]) < 3980:
        return None
    _, _, block, last, frames, _, _, rate = struct.unpack("<HHIIIHHI", piece(file, little(head[8:12]), 24))
    return ((frames - 1) * block + last) / rate if frames and rate else None


_MUSEPACK_RATES = (44100, 48000, 37800, 32000)


def musepack(file: Readable, _: int) -> float | None:
    """Musepack in both of its forms."""
    head = piece(file, 0, 64)
    if head.startswith(b"MP+"):
        return little(head[4:8]) * 1152 / _MUSEPACK_RATES[head[10] & 3]
    at = head.find(b"SH")
    if at < 0:
        return None
    _, at = _grown(head, at + 2)
    samples, at = _grown(head, at + 5)  # behind a checksum and the version
    _, at = _grown(head, at)
    return samples / _MUSEPACK_RATES[head[at] >> 5 & 3]


def _grown(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    number = 0
    for at in range(at, at + 9):  # noqa: B020, PLR1704 - it ends at the byte whose high bit is 0
        number = number << 7 | data[at] & 0x7F
        if data[at] < 0x80:
            break
    return number, at + 1


def real(file: Readable, size: int) -> float | None:
    """RealMedia: milliseconds, of the whole or of the longest of its streams."""
    length = 0
    for name, start in _real_chunks(file, size):
        if name == b"PROP":
            length = max(length, big(piece(file, start + 30, 4)))
        elif name == b"MDPR":
            length = max(length, big(piece(file, start + 36, 4)))
        elif name == b"DATA":
            break
    return length / 1000 or None


def _real_chunks(file: Readable, size: int) -> Iterator[tuple[bytes, int]]:
    start = 0
    for _ in range(_MOST_CHUNKS):
        head = piece(file, start, 8)
        length = big(head[4:8])
        if len(head) < 8 or length < 8 or start >= size:
            return
        yield head[:4], start
        start += length


def dictation(file: Readable, _: int) -> float | None:
    """DSS of Olympus and Philips, which says hours, minutes and seconds; Sony's own kinds are secret."""
    head = piece(file, 0, 68)
    if head[1:4] not in (b"dss", b"ds2") or not re.fullmatch(rb"[0-9]{6}", head[62:68]):
        return None
    hours, minutes, seconds = (int(head[at : at + 2]) for at in (62, 64, 66))
    return float(hours * 3600 + minutes * 60 + seconds) or None


_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_BROADCAST = 1


def asf(file: Readable, size: int) -> float | None:
    """Windows Media: what its properties say, without the time that players wait before the beginning."""
    head = piece(file, 0, 256 << 10)
    at = head.find(_ASF_PROPERTIES)
    if at < 0:
        return None
    whole, _, _, length, _, wait, flags = struct.unpack_from("<QQQQQQI", head, at + 40)
    if flags & _BROADCAST:
        return None  # it was still being written
    if whole > size:
        raise CutShortError
    return length / 1e7 - wait / 1e3 if length / 1e7 > wait / 1e3 else None


def flv(file: Readable, size: int) -> float | None:
    """The time stamp of the last tag of a Flash video."""
    back = big(piece(file, size - 4, 4)) + 4
    if not 11 <= back - 4 < size:
        raise CutShortError
    tag = piece(file, size - back, 11)
    if tag[0] & 0x1F not in (8, 9, 18):
        raise CutShortError
    return (big(tag[4:7]) | tag[7] << 24) / 1000 or None
