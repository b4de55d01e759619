"""The size of a picture as a person sees it, and whether its file is whole, without decoding its pixels.

Pillow reads the headers of PNG, GIF, BMP and TIFF, and decodes the JPEGs of which nothing else tells whether
they are whole. The headers of JPEG, WebP, HEIC and AVIF are read here, and so are the ends of all kinds;
docs/own.md says why. A picture is read piece by piece, and no further than is asked of it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from contextlib import suppress

from msgspec import Struct

from ... import limits
from ...model.extensions import IMAGE_SIGNATURES
from ..file_kinds import metafile, photo_brand
from .headers import HEAD, PILLOW_FAULTS, READERS, ChunkFile, opened

LARGEST_UNENDED = limits.UNENDED_JPEG
MOST_PIXELS = limits.PIXELS

JPEG_END = b"\xff\xd9"
_END_MARKS = {"jpeg": JPEG_END, "png": b"IEND\xaeB`\x82"}


class ImageFacts(Struct, frozen=True):
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
    file = ChunkFile(chunks)
    kind = _kind(file.head(HEAD))
    if kind == "drawing":
        return ImageFacts(kind)
    if kind == "unknown":
        return ImageFacts(kind, trouble="no known kind of picture" if file.kept else "empty")
    try:
        width, height, end = READERS[kind](file)
    except (*PILLOW_FAULTS, _bomb()) as error:
        if file.failure:
            raise file.failure from None
        why = "the header is cut off" if file.is_read else f"the header makes no sense: {error}"
        return ImageFacts(kind, trouble=why)
    if width < 1 or height < 1:
        return ImageFacts(kind, trouble="no size")
    mark = _END_MARKS.get(kind)
    whole = not check_end or (mark and packed_end.endswith(mark)) or _is_whole(kind, end, file)
    return ImageFacts(kind, width, height, "" if whole else "cut off before its end mark")


# Kinds -----------------------------------------------------------------------------------------------------

# Looser than those of any file, for what is asked here was put where pictures belong.
_SIGNATURES = (
    *IMAGE_SIGNATURES,
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"VCLMTF", "drawing"),  # LibreOffice's own metafile
    (b"\x1f\x8b", "drawing"),  # EMZ and WMZ: the same behind gzip
    (b"\xff\xd8", "jpeg"),  # stray bytes may stand between its first two marks
)


def _kind(head: bytes | bytearray) -> str:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return photo_brand(head) or ("drawing" if _is_drawing(head) else "unknown")


def _is_drawing(head: bytes | bytearray) -> bool:
    """EMF and WMF; PICT, which begins after 512 free bytes; SVG."""
    return bool(metafile(head)) or head[522:526] == b"\0\x11\2\xff" or b"<svg" in head


# Ends: Pillow sees a missing one only by decoding all the pixels -------------------------------------------


def _is_whole(kind: str, end: int, file: ChunkFile) -> bool:
    if kind in _END_MARKS:
        return _has_mark(_END_MARKS[kind], end, file)
    length, tail = len(file.kept), bytes(file.kept[-64:])
    while (chunk := file.next()) is not None:
        length += len(chunk)
        tail = (tail + bytes(chunk[-64:]))[-64:]
    if kind == "gif":
        return b"\0;" in tail  # the end of the last picture and the end mark; a trailer may follow
    return length >= end


def _has_mark(mark: bytes, start: int, file: ChunkFile) -> bool:
    """Whether the end mark comes at all; a phone's trailer or a second picture may follow it."""
    tail = bytes(file.kept[start:])
    found = mark in tail
    while not found and (chunk := file.next()) is not None:
        if mark == JPEG_END and len(file.kept) <= LARGEST_UNENDED:
            file.kept += chunk
        tail = tail[-len(mark) :] + bytes(chunk)
        found = mark in tail
    return found or (mark == JPEG_END and _has_all_pixels(bytes(file.kept)))


def _has_all_pixels(data: bytes) -> bool:
    """Whether a JPEG that has no end mark has all its pixels all the same; False where that can't be told.

    Some phones, scanners and mail programs lose the last two bytes, and every viewer shows such a photo
    whole; a photo whose copying broke off lacks the mark as well, and half of itself. A decoder makes up
    what is missing from whatever follows: only a photo that lacks nothing comes out the same each time.
    Progressive JPEGs, and colours in scans of their own, can't be told so: they pass for cut off.
    """
    if len(data) > LARGEST_UNENDED:
        return False
    data = data.removesuffix(b"\xff")
    with suppress(*PILLOW_FAULTS, _bomb()):
        first, *others = (_pixels(data + following) for following in (b"", b"\0" * 512, b"\xa5" * 512))
        return first is not None and all(other == first for other in others)
    return False


def _pixels(data: bytes) -> int | None:
    """The CRC of a JPEG's pixels; None where their being there tells nothing, or they are too many."""
    image = opened("Jpeg", io.BytesIO(viewable(data)))
    components = data[data.rfind(b"\xff\xda") + 4]
    too_many = image.width * image.height > MOST_PIXELS
    if too_many or "progressive" in image.info or components != image.layers:
        return None
    return zlib.crc32(image.tobytes())


def viewable(jpeg: bytes) -> bytes:
    """A JPEG as Pillow takes it: its first two marks side by side (drones put bytes between), and an end."""
    first = jpeg.find(b"\xff", 2)
    jpeg = jpeg[:2] + jpeg[first:] if first > 2 else jpeg
    return jpeg if JPEG_END in jpeg[jpeg.rfind(b"\xff\xda") :] else jpeg + JPEG_END


def _bomb() -> type[Exception]:
    """What Pillow raises over a picture that would fill the memory; asked for where Pillow is at work."""
    from PIL import Image

    return Image.DecompressionBombError
