"""Embedded objects: what was pasted from Paint shows a picture, a workbook or a formula shows itself."""

from __future__ import annotations

import re

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


def shows_its_content(program: str) -> bool:
    """Whether the preview of an object of this program (its ProgID) is a picture that somebody put there."""
    return not _NO_PICTURES.match(program)
