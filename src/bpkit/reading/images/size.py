"""The size of a picture as its file tells it, without decoding it: JPEG, PNG, GIF, BMP, TIFF, WebP, HEIC.

Width and height are those a person sees, after the camera's EXIF orientation. A picture is read piece by
piece and only its first kilobytes are kept; a JPEG, PNG or GIF that stops before its end mark is cut off.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .headers import READERS, HeaderCutOffError
from .jpeg import END, LARGEST, has_all_pixels

HEAD = 4 * 1024  # bytes looked at first; most headers end well before
LONGEST_HEAD = 4 * 1024 * 1024  # a header that is longer than this is no header

_END_MARKS = {"jpeg": END, "png": b"IEND\xaeB`\x82"}


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a picture's file says of itself. `trouble` says in English why it can't be shown, if it can't."""

    kind: str  # "jpeg", "png", …; "drawing" for EMF, WMF, SVG and PICT; "unknown"
    width: int | None = None
    height: int | None = None
    trouble: str = ""

    @property
    def is_drawing(self) -> bool:
        """Whether it is a drawing made of lines, which has no pixels of its own."""
        return self.kind == "drawing"


def measure(
    chunks: Iterable[bytes | memoryview], *, check_end: bool = True, packed_end: bytes = b""
) -> ImageFacts:
    """Kind, size and soundness of the picture whose bytes come in these chunks.

    Without `check_end` no more is read than the header takes; nor where the end of the packed picture
    (`packed_end`) already shows the end mark: pixels can hardly be packed any further, so that zip programs
    mostly leave their last block as it is.

    >>> measure([Path("foto.jpg").read_bytes()])
    ImageFacts(kind='jpeg', width=480, height=640, trouble='')
    """
    stream = iter(chunks)
    head, wanted = bytearray(), HEAD
    while True:
        ended = _fill(head, stream, wanted)
        try:
            return _measured(head, stream, packed_end if check_end else None)
        except HeaderCutOffError:
            if ended or wanted >= LONGEST_HEAD:
                return ImageFacts(_kind(head), trouble="the header is cut off")
            wanted *= 8
        except (struct.error, IndexError, ValueError):
            return ImageFacts(_kind(head), trouble="the header makes no sense")


def _fill(head: bytearray, stream: Iterator[bytes | memoryview], wanted: int) -> bool:
    while len(head) < wanted:
        chunk = next(stream, None)
        if chunk is None:
            return True
        head += chunk
    return False


def _measured(head: bytearray, stream: Iterator[bytes | memoryview], packed_end: bytes | None) -> ImageFacts:
    kind = _kind(head)
    if kind == "drawing":
        return ImageFacts(kind)
    if kind == "unknown":
        return ImageFacts(kind, trouble="no known kind of picture" if head else "empty")
    if kind in ("tiff", "webp"):  # the directory, or the EXIF, may stand at the very end
        _fill(head, stream, 1 << 62)
    width, height, after = READERS[kind](head)
    if width < 1 or height < 1:
        return ImageFacts(kind, trouble="no size")
    if packed_end is None:
        return ImageFacts(kind, width, height)
    ended = kind in _END_MARKS and packed_end.endswith(_END_MARKS[kind])
    cut = not ended and _is_cut_off(kind, after, head, stream)
    return ImageFacts(kind, width, height, "cut off before its end mark" if cut else "")


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\xd7\xcd\xc6\x9a", "drawing"),  # WMF, with and without its placeable header
    (b"\1\0\x09\0\0\3", "drawing"),
    (b"VCLMTF", "drawing"),  # LibreOffice's own metafile
    (b"\x1f\x8b", "drawing"),  # EMZ and WMZ: the same behind gzip
    (b"\xff\xd8", "jpeg"),  # stray bytes may stand between its first two marks
)
_HEIF_BRANDS = (
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
    b"miaf",
)


def _kind(head: bytes | bytearray) -> str:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and _is_heif(head):
        return "heic"
    return "drawing" if _is_drawing(head) else "unknown"


def _is_heif(head: bytes | bytearray) -> bool:
    """Whether one of its brands, of which the first is the writer's own, is of iPhones' photos or AVIF."""
    length = min(int.from_bytes(head[:4], "big"), 256)
    return any(bytes(head[at : at + 4]) in _HEIF_BRANDS for at in (8, *range(16, length, 4)))


def _is_drawing(head: bytes | bytearray) -> bool:
    """EMF; PICT, which begins after 512 free bytes; SVG."""
    return (
        (head[:4] == b"\1\0\0\0" and head[40:44] == b" EMF")
        or head[522:526] == b"\0\x11\2\xff"
        or b"<svg" in head
    )


def _is_cut_off(kind: str, after: int, head: bytearray, stream: Iterator[bytes | memoryview]) -> bool:
    """Whether the end is missing after this place."""
    if kind == "jpeg":
        return _is_jpeg_cut_off(after, head, stream)
    if kind in _END_MARKS:
        return not _has_mark(_END_MARKS[kind], bytes(head[after:]), stream)
    length, tail = len(head), bytes(head[-64:])
    for chunk in stream:
        length += len(chunk)
        tail = (tail + bytes(chunk[-64:]))[-64:]
    if kind == "gif":
        return b"\0;" not in tail  # the end of the last picture and the end mark; a trailer may follow
    return length < after


def _is_jpeg_cut_off(after: int, head: bytearray, stream: Iterator[bytes | memoryview]) -> bool:
    """Whether there is no end mark, nor all the pixels without one."""
    kept, at = head, after
    while (found := kept.find(END, at)) < 0:
        at = max(after, len(kept) - 1)
        chunk = next(stream, None)
        if chunk is None or len(kept) > LARGEST:
            break
        kept += chunk
    if found >= 0 or len(kept) <= LARGEST:
        return found < 0 and not has_all_pixels(bytes(kept))
    return not _has_mark(END, bytes(kept[-1:]), stream)


def _has_mark(mark: bytes, start: bytes, stream: Iterator[bytes | memoryview]) -> bool:
    """Whether the mark comes at all; a phone's trailer or a second picture may follow it."""
    tail = start
    if mark in start:
        return True
    for chunk in stream:
        piece = bytes(chunk)
        if mark in piece or mark in tail[-len(mark) :] + piece[: len(mark)]:
            return True
        tail = piece
    return False
