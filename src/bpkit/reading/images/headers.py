"""The headers of pictures, one small reader per kind: Pillow's where it serves (docs/own.md says why not).

Each gives width and height as they are seen, and how many bytes there must be, or where the pixels begin.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from typing import Any

HEAD = 4 * 1024  # bytes looked at first; most headers end well before
LONGEST_HEAD = 16 * 1024 * 1024  # Samsung puts a HEIC's pixels before what is said of them; nobody needs more

# What Pillow's readers raise at pictures that make no sense, each in its own way.
PILLOW_FAULTS = (OSError, SyntaxError, ValueError, LookupError, ArithmeticError, TypeError, struct.error)


class ChunkFile(io.RawIOBase):
    """Chunks as a file that can be sought in; none is taken before it is asked for."""

    def __init__(self, chunks: Iterable[bytes | memoryview]) -> None:
        self._chunks = iter(chunks)
        self._limit = LONGEST_HEAD
        self._at = 0
        self.kept = bytearray()  # all that was taken
        self.is_read = False  # there was less than was asked for
        self.failure: OSError | None = None  # of where the chunks come from, and no fault of the picture

    def head(self, length: int) -> bytearray:
        """What has been taken, at least so many bytes where there are as many."""
        while len(self.kept) < length:
            chunk = self.next()
            if chunk is None:
                self.is_read = True
                break
            self.kept += chunk
        return self.kept

    def more(self) -> None:
        """Take some more of a header whose end is not yet seen. Raises ValueError where there is no more."""
        length = len(self.kept)
        if length >= self._limit or len(self.head(max(HEAD, 8 * length))) == length:
            raise ValueError("no end of the header")

    def next(self) -> bytes | memoryview | None:
        """The next chunk, which is not kept; None after the last."""
        try:
            return next(self._chunks, None)
        except OSError as error:
            self.failure = error
            raise

    def whole(self) -> bytearray:
        """Everything: of a kind whose directory, or EXIF, may stand at the very end."""
        self._limit = 1 << 62
        return self.head(self._limit)

    def readable(self) -> bool:
        """As of a file."""
        return True

    def seekable(self) -> bool:
        """As of a file."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As of a file; a header without an end is broken off."""
        end = self._at + len(buffer)
        if end > self._limit:
            raise ValueError("longer than any header")
        piece = self.head(end)[self._at : end]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of a file."""
        start = len(self.whole()) if whence == io.SEEK_END else self._at if whence == io.SEEK_CUR else 0
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """As of a file."""
        return self._at


_Size = tuple[int, int, int]
_ORIENTATION = 0x0112  # its number in EXIF and TIFF
_WHOLE_NUMBERS = {3: "H", 4: "I"}
# Of JPEG: which marker begins the pixels, the EXIF, the frame with the size; which stand alone.
_SCAN, _EXIF = 0xDA, 0xE1
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_MARKER = re.compile(rb"\xff+[\x01-\xfe]")


@cache
def pillow_reader(kind: str) -> Any:
    """Pillow's reader of one kind, imported when the first such picture is met: `PIL.Image` takes 15 ms."""
    from importlib import import_module

    # It warns of every oddity of a file on the standard error stream.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    return import_module(f"PIL.{kind}ImagePlugin")


def _upright(width: int, height: int, orientation: int, end: int) -> _Size:
    return (height, width, end) if orientation in (5, 6, 7, 8) else (width, height, end)


def opened(kind: str, file: io.RawIOBase | io.BytesIO) -> Any:
    """A picture whose header Pillow has read; `Image.open` would try one kind after the other."""
    buffered = io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file
    return getattr(pillow_reader(kind), f"{kind}ImageFile")(buffered)


def _orientation(exif: bytes | bytearray) -> int:
    """How the camera was held, 1 to 8; 1 where that is not said, or can't be read."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = "<" if tiff[:2] == b"II" else ">"
    with suppress(struct.error):
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for at in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(order + "HH", tiff, at)
            if tag == _ORIENTATION and kind in _WHOLE_NUMBERS:
                return int(struct.unpack_from(order + _WHOLE_NUMBERS[kind], tiff, at + 8)[0])
    return 1


def _jpeg(file: ChunkFile) -> _Size:
    """From segment to segment, so that the thumbnail inside the EXIF is never mistaken for the photo."""
    height = width = marker = 0
    orientation, end = 1, 2
    while marker != _SCAN:
        marker, start, end = _segment(file, end)
        if marker in _FRAMES and not width:
            height, width = struct.unpack_from(">HH", file.kept, start + 1)
        elif marker == _EXIF and file.kept.startswith(b"Exif\0\0", start):
            orientation = _orientation(file.kept[start:end])
    return _upright(width, height, orientation, end)


def _segment(file: ChunkFile, at: int) -> tuple[int, int, int]:
    """Marker, start and end of the next segment.

    Phones, drones and old Photoshops leave bytes between two segments, often nought; every decoder
    goes on to the next FF that neither padding (FF) nor a stuffed byte (00) follows, and so is it done here.
    """
    kept = file.kept
    while (found := _MARKER.search(kept, at)) is None:
        file.more()
    start = found.end()
    marker = kept[start - 1]
    if marker in _STANDALONE:
        return marker, start, start
    if len(kept) < start + 2:  # asked here, for a photo has a dozen segments in what was taken first
        file.head(start + 2)
    length = int.from_bytes(kept[start : start + 2], "big")
    end = start + max(2, length)  # shorter than itself: old Photoshop
    if len(kept) < end and len(file.head(end)) < end:
        raise ValueError("a segment is cut off")
    return marker, start + 2, end


def _png(file: ChunkFile) -> _Size:
    image = opened("Png", file)
    return _upright(image.width, image.height, _orientation(image.info.get("exif", b"")), 33)


def _gif(file: ChunkFile) -> _Size:
    return (*opened("Gif", file).size, 13)


def _bmp(file: ChunkFile) -> _Size:
    image = opened("Bmp", file)
    decoder, _, start, how = image.tile[0]
    return (*image.size, start + (how[1] * image.height if decoder == "raw" else 0))


def _tiff(file: ChunkFile) -> _Size:
    """Its first page, whatever its pixels are: Pillow's own reader refuses those that it could not decode."""
    file.whole()
    directory = pillow_reader("Tiff").ImageFileDirectory_v2(bytes(file.kept[:8]))
    file.seek(directory.next)
    directory.load(io.BufferedReader(file))
    starts = directory.get(0x0111) or directory.get(0x0144) or (0,)
    lengths = directory.get(0x0117) or directory.get(0x0145) or (0,)
    end = max(start + length for start, length in zip(starts, lengths, strict=False))
    return _upright(int(directory[0x0100]), int(directory[0x0101]), directory.get(_ORIENTATION, 1), end)


def _webp(file: ChunkFile) -> _Size:
    """Lossy, lossless or extended. Pillow makes the whole canvas in memory before it tells the size."""
    head = file.whole()
    chunk, end = head[12:16], int.from_bytes(head[4:8], "little") + 8
    if chunk == b"VP8X":
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
    elif chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif chunk != b"VP8 ":
        raise ValueError("no VP8")
    else:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 26))
    exif = head.rfind(b"EXIF") if chunk == b"VP8X" and head[20] & 8 else -1
    return _upright(width, height, _orientation(head[exif + 8 :]) if exif >= 0 else 1, end)


def _heic(file: ChunkFile) -> _Size:
    """HEIC and AVIF: the largest image, which is the primary one; its tiles and thumbnail are smaller."""
    meta = _box(file, b"meta")
    sizes = [struct.unpack(">II", found[1]) for found in re.finditer(rb"ispe\0\0\0\0(.{8})", meta, re.DOTALL)]
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    turns = re.search(rb"\0\0\0\x09irot(.)", meta, re.DOTALL)
    end = max(start + length for _, start, length in _boxes(file))
    return _upright(width, height, 6 if turns and turns[1][0] & 1 else 1, end)


def _boxes(file: ChunkFile) -> list[tuple[bytes, int, int]]:
    """Name, start and length of each box that begins in what has been read."""
    found, at = [], 0
    while at + 16 <= len(file.kept):
        length, name = struct.unpack_from(">I4s", file.kept, at)
        if length == 1:
            length = int.from_bytes(file.kept[at + 8 : at + 16], "big")
        length = length or len(file.kept) - at  # nought: up to the end of the file
        if length < 8:
            break
        found.append((name, at, length))
        at += length
    return found


def _box(file: ChunkFile, wanted: bytes) -> bytes:
    """A box; Samsung and others put the pixels before the one that tells of them."""
    while True:
        boxes = _boxes(file)
        place = next((slice(start, start + length) for name, start, length in boxes if name == wanted), None)
        reach = place.stop if place else sum(boxes[-1][1:]) + 16 if boxes else HEAD
        if reach > LONGEST_HEAD:
            raise ValueError("longer than any header")
        if place and reach <= len(file.kept):
            return bytes(file.kept[place])
        if len(file.kept) >= reach or len(file.head(reach)) < reach:
            raise ValueError("no such box")


READERS: dict[str, Callable[[ChunkFile], _Size]] = {
    "jpeg": _jpeg,
    "png": _png,
    "gif": _gif,
    "bmp": _bmp,
    "tiff": _tiff,
    "webp": _webp,
    "heic": _heic,
    "avif": _heic,
}
