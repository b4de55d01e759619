"""The length of media that no light library reads, from the few bytes of each container that tell it.

Every reader takes an open file and its size, seeks to what it needs (videos on a slow share weigh hundreds of
megabytes), and gives seconds, or None where the container does not say.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from .streams import aac, amr, mpg, ts

_TAIL = 1 << 20  # bytes at the end that are searched for the last time stamp
_BOXES = 10_000  # boxes, chunks or elements walked over before a file counts as senseless


class CutShortError(Exception):
    """The file ends before its own header says that it does: a copy that broke off, a full memory card."""


def avi(file: BinaryIO, size: int) -> float | None:
    """The longest of the streams in the header list of an AVI file."""
    file.seek(0)
    head = file.read(64 << 10)
    seconds = 0.0
    position = head.find(b"strh")
    while position >= 0:
        scale, rate, _, length = struct.unpack_from("<4I", head.ljust(position + 44, b"\0"), position + 28)
        seconds = max(seconds, length * scale / rate if rate else 0.0)
        position = head.find(b"strh", position + 4)
    if int.from_bytes(head[4:8], "little") + 8 > size + 1:
        raise CutShortError
    return seconds or None


def flv(file: BinaryIO, size: int) -> float | None:
    """The time stamp of the last tag of a Flash video."""
    file.seek(max(0, size - 4))
    back = int.from_bytes(file.read(4), "big") + 4
    if not 11 <= back - 4 < size:
        raise CutShortError
    file.seek(size - back)
    tag = file.read(11)
    if tag[0] & 0x1F not in (8, 9, 18):
        raise CutShortError
    return (int.from_bytes(tag[4:7], "big") | tag[7] << 24) / 1000 or None


def iso(file: BinaryIO, size: int) -> float | None:
    """The length of an MP4, 3GP or MOV file: its movie header, else the fragments that follow it."""
    seconds, header = None, False
    for name, start, end in _boxes(file, 0, size):
        if name in (b"moov", b"mdat") and end > size:
            raise CutShortError
        if name == b"moov":
            seconds, header = _movie(file, start, end), True
    if not header:  # it is written last: the recording or the copy never came to its end
        raise CutShortError
    return seconds


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each box in turn."""
    for _ in range(_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(16)
        length, inside = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, inside = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = end - start
        if length < inside:
            return
        yield head[4:8], start + inside, start + length
        start += length


def _movie(file: BinaryIO, start: int, end: int) -> float | None:
    scale, length = 0, 0
    for name, inside, after in _boxes(file, start, end):
        if name == b"mvhd":
            scale, length = _times(file, inside)
        elif name == b"mvex" and not length:
            length = next(
                (_fragments(file, at) for box, at, _ in _boxes(file, inside, after) if box == b"mehd"), 0
            )
    return length / scale if scale and length else None


def _times(file: BinaryIO, start: int) -> tuple[int, int]:
    """Time scale and duration of a movie header, whose fields are wider from version 1 on."""
    file.seek(start)
    head = file.read(32).ljust(32, b"\0")
    wide = head[0] == 1
    scale, length = struct.unpack_from(">IQ" if wide else ">II", head, 20 if wide else 12)
    unknown = length == (1 << (64 if wide else 32)) - 1
    return scale, 0 if unknown else length


def _fragments(file: BinaryIO, start: int) -> int:
    file.seek(start)
    head = file.read(12)
    return int.from_bytes(head[4:12] if head[:1] == b"\1" else head[4:8], "big")


_CLUSTER, _SEGMENT, _INFO = 0x1F43B675, 0x18538067, 0x1549A966
_SCALE, _DURATION, _TIME = 0x2AD7B1, 0x4489, 0xE7


def mkv(file: BinaryIO, size: int) -> float | None:
    """The duration of a Matroska or WebM file; browsers leave it out, then the last cluster's time."""
    for name, start, end in _elements(file, 0, size):
        if name == _SEGMENT:
            if end > size:
                raise CutShortError
            return _segment(file, start, end)
    return None


def _segment(file: BinaryIO, start: int, end: int) -> float | None:
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


def _elements(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Identifier, start and end of the content of each EBML element in turn."""
    for _ in range(_BOXES):
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


def _number(file: BinaryIO, start: int, end: int) -> int:
    file.seek(start)
    return int.from_bytes(file.read(min(8, max(0, end - start))), "big")


def _real(file: BinaryIO, start: int, end: int) -> float:
    file.seek(start)
    data = file.read(8 if end - start == 8 else 4)
    value = struct.unpack(">d" if len(data) == 8 else ">f", data)[0] if len(data) in (4, 8) else 0.0
    return float(value) if 0 < value < 1e15 else 0.0


def _last_cluster(file: BinaryIO, end: int) -> float:
    start = max(0, end - 4 * _TAIL)
    file.seek(start)
    tail = file.read(4 * _TAIL)
    found = tail.rfind(_CLUSTER.to_bytes(4, "big"))
    if found < 0:
        return 0.0
    inside = next(_elements(file, start + found, end), (0, end, end))[1]
    times = (_number(file, at, stop) for name, at, stop in _elements(file, inside, end) if name == _TIME)
    return float(next(times, 0))


_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def is_cut(kind: str, head: bytes, size: int) -> bool:
    """Whether a sound or Windows Media file is shorter than its head says that it should be."""
    if kind == "wav":
        said = int.from_bytes(head[4:8], "little")
        return head[:4] == b"RIFF" and 0 < said < 0xFFFFFFF0 and said + 8 > size + 1
    if kind in ("wma", "wmv"):
        found = head.find(_ASF_PROPERTIES)
        return found >= 0 and int.from_bytes(head[found + 40 : found + 48], "little") > size
    found = max(head.find(b"Xing"), head.find(b"Info")) if kind == "mp3" else -1
    flags = head[found + 7 : found + 8]
    if found < 0 or not flags or flags[0] & 3 != 3:
        return False
    return int.from_bytes(head[found + 12 : found + 16], "big") > size


READERS: Mapping[str, Callable[[BinaryIO, int], float | None]] = {
    "avi": avi,
    "flv": flv,
    "m4a": iso,
    "mp4": iso,
    "3gp": iso,
    "mov": iso,
    "mkv": mkv,
    "mpg": mpg,
    "ts": ts,
    "amr": amr,
    "aac": aac,
}
