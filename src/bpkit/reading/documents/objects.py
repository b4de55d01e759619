"""Embedded objects: what was pasted from Paint shows a picture, a workbook or a formula shows itself."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from ..images.size import Image, measure
from .metafiles import bitmap_in

# What the names of programs begin with whose objects are text, figures or controls. Everything else is
# taken for a picture where its preview is one: Paint (`PBrush`, `Paint.Picture`), `StaticDib`, `Package`,
# Photo Editor (`MSPhotoEd.3`), `Photoshop.Image`, Imaging (`WangImage.Document`) …
_NO_PICTURES = re.compile(
    r"\s*(?:excel|word\.|powerpoint|equation|mathtype|msgraph|visio|acro|adobe\.acrobat|pdf|foxit|forms\."
    r"|shell\.|html|orgplus|mso?rgchart|msproject|access|outlook|mailmsg|soffice|opendocument|libreoffice"
    r"|staroffice|ket\.|kwps\.|wps\.|wpp\.|et\.|autocad|chemdraw|minitab|spss|mplayer|wmplayer|soundrec"
    r"|midfile|avifile|mpegvideo|videofile|shockwave|chart)",
    re.IGNORECASE,
)
_BITMAPS = re.compile(r"\s*(?:pbrush|paint\.picture|staticdib)\b", re.IGNORECASE)
# The same as class identifiers, as they stand in the object's own file.
_BITMAP_CLASSES = (
    bytes.fromhex("0a00030000000000c000000000000046"),  # Paint, as PBrush
    bytes.fromhex("214be3d3759d1a108c3d00aa001a1652"),  # Paint, as Paint.Picture
    bytes.fromhex("1603000000000000c000000000000046"),  # StaticDib
)
MOST_OBJECTS = 50  # whose metafiles are unpacked; a writing has a few
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NATIVE = (
    ("\1Ole10Native", 4),
    ("CONTENTS", 0),
    ("CONTENTS", 4),
)  # streams, and what stands before the picture


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object in a document: whose it is, and the reference to its own file where there is one."""

    program: str = ""
    reference: str = ""


def shows_its_content(program: str) -> bool:
    """Whether the preview of an object of this program (its ProgID) is a picture that somebody put there."""
    return not _NO_PICTURES.match(program)


def seen_through(metafile: bytes, program: str, content: bytes = b"") -> Image:
    """The photo that an object shows through a metafile: in it, else in the object's own file.

    What Paint made is a photo even where nobody can tell its size.
    """
    found = bitmap_in(metafile) or _native(content)
    if found:
        return found
    is_bitmap = _BITMAPS.match(program) or any(one in content[:65_536] for one in _BITMAP_CLASSES)
    return Image("bitmap" if is_bitmap else "drawing")


def _native(content: bytes) -> Image | None:
    """The picture in the file of an object, as Paint and Packager put it there."""
    if not content.startswith(_OLE):
        return None
    from olefile import OleFileIO  # type: ignore[import-untyped]

    try:
        with OleFileIO(io.BytesIO(content)) as package:
            for stream, start in _NATIVE:
                if package.exists(stream):
                    image = measure([package.openstream(stream).read()[start:]], check_end=False)
                    if image.width:
                        return image
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        return None
    return None
