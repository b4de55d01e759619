"""Word documents made part by part, so that a test can say exactly what stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
CM = 360_000


def p(text: str = "", style: str = "", inner: str = "") -> str:
    """A paragraph: its text, or whatever runs it is given."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{properties}{run}{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table whose cells hold the given blocks."""
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def drawing(key: str = "rIdP1", width: float = 10, height: float = 7.5, alt: str = "") -> str:
    """A run with a picture of that size in centimetres."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{int(width * CM)}" cy="{int(height * CM)}"/>'
        f'<wp:docPr id="1" name="Picture 1" descr="{alt}"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{key}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def docx(
    body: str,
    media: dict[str, bytes] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    relations: str = "",
    main: str = "word/document.xml",
) -> bytes:
    """A document; each of `media` is the picture `rIdP1`, `rIdP2` … in its order."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relations(_relation("rId1", "officeDocument", main)),
        main: f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/_rels/" + main.rpartition("/")[2] + ".rels": _relations(
            "".join(_relation(f"rIdP{n}", "image", f"media/{name}") for n, name in enumerate(media or {}, 1))
            + relations
        ),
    }
    made.update(parts or {})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in made.items():
            package.writestr(name, text)
        for name, data in (media or {}).items():
            package.writestr(f"word/media/{name}", data)
    return stream.getvalue()


def _relations(inner: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def relation(key: str, kind: str, target: str) -> str:
    """One relation of the main part."""
    return _relation(key, kind, target)
