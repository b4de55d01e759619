"""A Word document as bytes that are the same every time it is made."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docx.document import Document

THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"


def packed(document: Document, title: str, day: date) -> bytes:
    """The document with its properties and the dates in its package pinned to the day it was written."""
    properties = document.core_properties
    # The name of whoever owned the laptop, as it is in the field: no source for the author.
    properties.author = properties.last_modified_by = "Toshiba"
    properties.title, properties.comments = title, ""
    properties.created = properties.modified = datetime(day.year, day.month, day.day, 20, 15)
    properties.revision = 3
    package = document.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype == THUMBNAIL]:
        del package.rels[key]
    saved = BytesIO()
    document.save(saved)
    return _pinned(saved.getvalue(), day)


def _pinned(data: bytes, day: date) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as given, ZipFile(out, "w") as made:
        for name in given.namelist():
            info = ZipInfo(name, (day.year, day.month, day.day, 20, 15, 0))
            info.create_system = 0
            made.writestr(info, given.read(name), ZIP_STORED if name.endswith(".jpg") else ZIP_DEFLATED, 9)
    return out.getvalue()
