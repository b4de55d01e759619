"""Embedded objects: what was pasted from Paint shows a picture, a workbook or a formula shows itself."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from struct import error, unpack_from

from msgspec import Struct

from ... import limits
from ...model.problems import UnreadableError
from ...model.signs import regex
from ..images.size import ImageFacts, measure
from .compound import CompoundFile

# What the names of programs begin with whose objects are text, drawings or controls. Everything else is
# taken for a picture where its preview is one: Paint (`PBrush`, `Paint.Picture`), `StaticDib`, `Package`,
# Photo Editor (`MSPhotoEd.3`), `Photoshop.Image`, Imaging (`WangImage.Document`) …
_NO_PICTURES = regex(
    r"\s*(?:excel|word\.|powerpoint|equation|mathtype|msgraph|visio|acro|adobe\.acrobat|pdf|foxit|forms\."
    r"|shell\.|html|orgplus|mso?rgchart|msproject|access|outlook|mailmsg|soffice|opendocument|libreoffice"
    r"|staroffice|ket\.|kwps\.|wps\.|wpp\.|et\.|autocad|chemdraw|minitab|spss|mplayer|wmplayer|soundrec"
    r"|midfile|avifile|mpegvideo|videofile|shockwave|chart)",
    re.IGNORECASE,
)
_BITMAPS = regex(r"\s*(?:pbrush|paint\.picture|staticdib)\b", re.IGNORECASE)
# The same as class identifiers, as they stand in the object's own file.
_BITMAP_CLASSES = (
    bytes.fromhex("0a00030000000000c000000000000046"),  # Paint, as PBrush
    bytes.fromhex("214be3d3759d1a108c3d00aa001a1652"),  # Paint, as Paint.Picture
    bytes.fromhex("1603000000000000c000000000000046"),  # StaticDib
)
MOST_OBJECTS = limits.EMBEDDED_OBJECTS
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NATIVE = (
    ("\1Ole10Native", 4),
    ("CONTENTS", 0),
    ("CONTENTS", 4),
)  # streams, and what stands before the picture


class EmbeddedObject(Struct, frozen=True):
    """An object in a document: whose it is, and the reference to its own file where there is one."""

    program: str = ""
    reference: str = ""


def shows_its_content(program: str) -> bool:
    """Whether the preview of an object of this program (its ProgID) is a picture that somebody put there."""
    return not _NO_PICTURES.match(program)


def seen_through(metafile: bytes, program: str, content: bytes = b"") -> ImageFacts:
    """The photo that an object shows through a metafile: in it, else in the object's own file.

    What Paint made is a photo even where nobody can tell its size.
    """
    found = bitmap_in(metafile) or _native(content)
    if found:
        return found
    is_bitmap = _BITMAPS.match(program) or any(one in content[:65_536] for one in _BITMAP_CLASSES)
    return ImageFacts("bitmap" if is_bitmap else "drawing")


def _native(content: bytes) -> ImageFacts | None:
    """The picture in the file of an object, as Paint and Packager put it there."""
    if not content.startswith(_OLE):
        return None
    try:
        package = CompoundFile(content)
        for stream, start in _NATIVE:
            if stream in package:
                image = measure([package.read(stream)[start:]], check_end=False)
                if image.width:
                    return image
    except UnreadableError:
        return None
    return None


# Metafiles (EMF, WMF): Paint and the clipboard put a photo into one; else they are drawings --------------

_LARGEST = limits.METAFILE_BYTES
_MOST_RECORDS = limits.METAFILE_RECORDS
_HEADER = 40  # bytes of a bitmap's header; shorter ones are of OS/2, and have shorter sizes
# Where a record of EMF that draws a bitmap says where the header stands; where it stands in one of WMF.
_EMF = {76: 84, 77: 84, 80: 48, 81: 48, 114: 84, 116: 84}  # BitBlt, StretchBlt, …
_WMF = {0x0940: 22, 0x0B41: 26, 0x0F43: 28, 0x0D33: 24}


def bitmap_in(data: bytes) -> ImageFacts | None:
    """The largest bitmap that a metafile draws, as far as its size goes; None where it draws none."""
    try:
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompressobj(31).decompress(data, _LARGEST)
        headers = _in_emf(data) if data[40:44] == b" EMF" else _in_wmf(data)
        found = [unpack_from("<Iii", data, at) for at in headers if at + _HEADER <= len(data)]
    except (zlib.error, error):
        return None
    sound = [
        (width, abs(height)) for length, width, height in found if length >= _HEADER and width > 0 and height
    ]
    return ImageFacts("bitmap", *max(sound, key=lambda size: size[0] * size[1])) if sound else None


def _in_emf(data: bytes) -> Iterator[int]:
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 8 > len(data):
            return
        kind, length = unpack_from("<II", data, at)
        if kind in _EMF and at + _EMF[kind] + 4 <= len(data):
            (offset,) = unpack_from("<I", data, at + _EMF[kind])
            if 0 < offset < length:
                yield at + offset
        at += max(length, 8)


def _in_wmf(data: bytes) -> Iterator[int]:
    at = (22 if data[:4] == b"\xd7\xcd\xc6\x9a" else 0) + 18
    for _ in range(_MOST_RECORDS):
        if at + 6 > len(data):
            return
        words, kind = unpack_from("<IH", data, at)
        if kind in _WMF and words * 2 > _WMF[kind] + _HEADER:
            yield at + _WMF[kind]
        at += 2 * max(words, 3)
