"""Where a recording says that it ends. One that ends before is a copy that broke off, or a full memory card.

MediaInfo says so too, but of files that were only never closed as well: programs that write into a pipe, and
recorders that crash, leave the sizes in the head open (0, or all ones). A wrong size in one place alone is no
breaking off either: then what lies there counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from ... import limits
from ...model.extensions import ISO_CONTAINERS

HEAD = 256 << 10  # bytes in which every head here has its sizes
_OPEN = 0x7FFF0000  # from this size on a size means "not known": sox fills in 2 GiB, others all ones
_MOST_BOXES = limits.MEDIA_BOXES
_ROOM = 64 << 10

# In these even silence is no row of zeros.
_PACKED = ("aac", "ac3", "amr", "flac", "flv", "mkv", "mp3", "mpg", "ogg", "ts", "wavpack", "wma", "wmv")


class Readable(Protocol):
    """What is needed of a file: one place and a read."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""

    def read(self, size: int = -1, /) -> bytes:
        """The bytes from there on."""


def piece(file: Readable, start: int, length: int) -> bytes:
    """So many bytes from a place on, or what there is of them."""
    file.seek(max(0, start))
    return file.read(max(0, length))


def little(data: bytes) -> int:
    """A number as Intel's machines write it."""
    return int.from_bytes(data, "little")


def big(data: bytes) -> int:
    """A number as all others write it."""
    return int.from_bytes(data, "big")


def breaks_off(file: Readable, size: int, kind: str) -> bool:
    """Whether the file is shorter than it says, or its end was never filled in."""
    if kind in _PACKED and size > 2 * _ROOM and not piece(file, size - _ROOM, _ROOM).strip(b"\0"):
        return True  # a half copy: Windows makes room for the whole file first, and fills it from the front
    if kind == "flv":
        return _flash_breaks_off(file, size)
    if kind in ISO_CONTAINERS:
        return _movie_breaks_off(file, size)
    end = _ENDS[kind](piece(file, 0, HEAD)) if kind in _ENDS else 0
    return end > size + 1


def boxes(file: Readable, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each box of an MP4 in turn."""
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        head = piece(file, start, 16)
        length, inside = big(head[:4]), 8
        if length == 1:
            length, inside = big(head[8:16]), 16
        elif length == 0:
            length = end - start
        if length < inside:
            return
        yield head[4:8], start + inside, start + length
        start += length


def _movie_breaks_off(file: Readable, size: int) -> bool:
    """An MP4's head is often written last, and then is missing where the recording or copy broke off."""
    has_head = False
    for name, _, end in boxes(file, 0, size):
        if name in (b"moov", b"mdat") and end > size:
            return True
        has_head = has_head or name == b"moov"
    return not has_head


def _flash_breaks_off(file: Readable, size: int) -> bool:
    """A Flash video ends with the length of its last tag: metadata, sound or pictures."""
    back = big(piece(file, size - 4, 4)) + 4
    return not 11 <= back - 4 < size or piece(file, size - back, 1)[:1] not in (b"\x08", b"\x09", b"\x12")


def _closed(length: int, most: int = _OPEN) -> int:
    """A size, or 0 where it was left open."""
    return 0 if length >= most else length


def _wav(head: bytes) -> int:
    """What the whole and its sound agree on."""
    order = big if head[:4] == b"RIFX" else little
    at = head.find(b"data", 12)
    whole, sound = _closed(order(head[4:8])), order(head[at + 4 : at + 8])
    if head[:4] in (b"RF64", b"BW64"):
        whole, sound = little(head[20:28]), little(head[28:36])
    if not whole or at < 0:
        return whole
    return 0 if at + sound > whole + 1 else at + 8 + sound


def _riff(head: bytes) -> int:
    return _closed(little(head[4:8])) + 8


def _aiff(head: bytes) -> int:
    return _closed(big(head[4:8])) + 8


def _wave64(head: bytes) -> int:
    return _closed(little(head[16:24]), 1 << 62)


def _caf(head: bytes) -> int:
    at = head.find(b"data")
    return at + 12 + _closed(big(head[at + 4 : at + 12]), 1 << 62)


def _au(head: bytes) -> int:
    return big(head[4:8]) + _closed(big(head[8:12]))


_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_BROADCAST = 1  # it was still being written


def _windows_media(head: bytes) -> int:
    at = head.find(_ASF_PROPERTIES)
    is_open = at < 0 or little(head[at + 88 : at + 92]) & _BROADCAST
    return 0 if is_open else little(head[at + 40 : at + 48])


def _matroska(head: bytes) -> int:
    """The end of its segment, whose size is all ones where the recording was live."""
    at = head.find(b"\x18\x53\x80\x67") + 4
    width = 9 - head[at].bit_length() if 4 <= at < len(head) else 9
    ones = (1 << 7 * width) - 1
    length = big(head[at : at + width]) & ones
    return 0 if width == 9 or length == ones else at + width + length


_ENDS: Mapping[str, Callable[[bytes], int]] = {
    "aiff": _aiff,
    "au": _au,
    "avi": _riff,
    "caf": _caf,
    "mkv": _matroska,
    "w64": _wave64,
    "wav": _wav,
    "wma": _windows_media,
    "wmv": _windows_media,
}
