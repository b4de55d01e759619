"""The pictures that a drawing in a Word document shows, each with its size on the page.

Three layers of history: DrawingML (`w:drawing`, Word 2007 to 365), VML (`w:pict`, Word 2003, WPS and the
compatibility mode) and embedded objects (`w:object`, what was pasted from Paint). Groups have units of their
own, which the group's size gives a meaning; nothing here goes down by recursion, for files nest them as they
like. A cropped picture has the pixels of its file, and the size that the crop has on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from ..images.alttext import alternative_text
from ..images.pictures import sane
from .content import Picture
from .docx_media import Pictures
from .docx_parts import R, W
from .objects import Embedded, shows_its_content
from .vml import vml_pictures

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_O = "{urn:schemas-microsoft-com:office:office}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WPC = "{http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas}"

DRAWING, PICT, OBJECT = W + "drawing", W + "pict", W + "object"

_BLIP, _TILE, _XFRM = _A + "blip", _A + "tile", _A + "xfrm"
_GROUPS = ("}wgp", "}grpSp", "}lockedCanvas")  # of Word, in them, and pasted from PowerPoint
_NAMED_BY = ("{*}cNvPr", "{*}nvPicPr", "{*}nvSpPr")
_EMU_CM = 1 / 360_000


@dataclass(frozen=True, slots=True)
class _Frame:
    """Centimetres to a unit of what stands inside, and whether a quarter turn lies on it."""

    across: float = _EMU_CM
    down: float = _EMU_CM
    turned: bool = False

    def placed(self, size: tuple[float, float] | None, turned: bool) -> tuple[float, float] | None:
        """Width and height on the page in centimetres of what is so large in these units."""
        if size is None:
            return None
        return sane(size[0] * self.across, size[1] * self.down, turned=self.turned is not turned)

    def within(self, size: tuple[float, float], inner: tuple[float, float], turned: bool) -> _Frame:
        """The frame that a group makes: so large in these units, and in its own."""
        across, down = size[0] * self.across / inner[0], size[1] * self.down / inner[1]
        return _Frame(across, down, self.turned is not turned)


class Drawings:
    """Gives the pictures of drawings out of one part of the document."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def of(self, drawing: etree._Element) -> Iterator[Picture]:
        """The pictures of a `w:drawing`, `w:pict` or `w:object` in their order."""
        if drawing.tag == DRAWING:
            yield from self._drawn(drawing)
        elif drawing.tag == PICT:
            yield from vml_pictures(drawing, self._pictures)
        else:
            yield from self._object(drawing)

    # DrawingML ----------------------------------------------------------------------------------------

    def _drawn(self, drawing: etree._Element) -> Iterator[Picture]:
        described = next(drawing.iter(_WP + "docPr"), None)
        if _is_hidden(described):
            return
        whole, said = _extent(next(drawing.iter(_WP + "extent"), None)), _said(described)
        diagram = next(drawing.iter(_DGM + "relIds"), None)
        if diagram is not None:
            yield from self._diagram(diagram.get(R + "dm", ""), whole, said)
        yield from self._shapes(drawing, whole, said, self._pictures)

    def _shapes(
        self,
        drawing: etree._Element,
        whole: tuple[float, float] | None,
        said: str,
        pictures: Pictures,
        frame: _Frame | None = None,
    ) -> Iterator[Picture]:
        """Without a `frame` the first shape is as large as the whole drawing, whatever it says itself."""
        pending = [(drawing, frame)]
        while pending:
            element, frame = pending.pop()
            if any(map(_is_hidden, element.iterchildren(*_NAMED_BY))):
                continue
            if (blip := _blip(element)) is not None:
                key = blip.get(R + "embed") or blip.get(R + "link") or ""
                size, turned = _own_size(element)
                shown = whole or size if frame is None else size or whole
                placed = (frame or _Frame()).placed(shown, turned)
                if key:
                    words = said if frame is None else _own_words(element) or said
                    yield pictures.picture(key, placed, words)
            frame = _grouped(element, frame, whole)
            # What has nothing inside is half of a drawing, and neither a picture nor a group.
            pending += [(child, frame) for child in reversed(element) if len(child)]

    def _diagram(self, key: str, whole: tuple[float, float] | None, said: str) -> Iterator[Picture]:
        """The pictures of a SmartArt: from the drawing that Word keeps of it, else from its data."""
        for part, is_drawing in self._pictures.diagram_parts(key):
            root, beside = self._pictures.beside(part)
            frame = _Frame() if is_drawing else None
            found = [] if root is None else [*self._shapes(root, None, said, beside, frame)]
            if found:
                yield from found if is_drawing else _shared(found, _Frame().placed(whole, False))
                return

    # Objects ------------------------------------------------------------------------------------------

    def _object(self, element: etree._Element) -> Iterator[Picture]:
        """What was pasted from Paint or the like shows itself; a workbook or a formula is no photo."""
        if next(element.iter(W + "control"), None) is not None:
            return
        shown = _embedded(element)
        if not shows_its_content(shown.program):
            return
        drawn = element.find(DRAWING)
        if drawn is None:
            yield from vml_pictures(element, self._pictures, shown)
        else:
            yield from self._drawn(drawn)


def _embedded(element: etree._Element) -> Embedded:
    """The object of a `w:object`: Word names it in one of three ways."""
    for found in element.iter(_O + "OLEObject", W + "objectEmbed", W + "objectLink"):
        program = found.get("ProgID") or found.get(W + "progId") or ""
        return Embedded(program, found.get(R + "id", ""))
    return Embedded()


def _shared(found: list[Picture], whole: tuple[float, float] | None) -> Iterator[Picture]:
    """Pictures whose places only Word knows: side by side they fill the whole."""
    for picture in found:
        yield replace(picture, placed_cm=sane(whole[0] / len(found), whole[1]) if whole else None)


def _is_hidden(element: etree._Element | None) -> bool:
    """Whether a shape's (or its holder's) non-visual properties hide it, as the selection pane does."""
    if element is None:
        return False
    properties = element.find("{*}cNvPr")
    return (element if properties is None else properties).get("hidden") in ("1", "true", "on")


def _said(properties: etree._Element | None) -> str:
    if properties is None:
        return ""
    return alternative_text(properties.get("descr") or "", properties.get("title") or "")


def _own_words(element: etree._Element) -> str:
    """What is said of one picture of a group."""
    own = element.find("{*}nvPicPr/{*}cNvPr")
    return _said(element.find("../{*}cNvPr") if own is None else own)


def _blip(element: etree._Element) -> etree._Element | None:
    """The picture of a `pic:pic`, or the picture that fills a shape (its `spPr`); a texture is none."""
    if not str(element.tag).endswith(("}pic", "}spPr")):
        return None
    fill = element.find("{*}blipFill")
    if fill is None or (not _is_picture(element) and fill.find(_TILE) is not None):
        return None
    return fill.find(_BLIP)


def _is_picture(element: etree._Element) -> bool:
    return str(element.tag).endswith("}pic")


def _own_size(element: etree._Element) -> tuple[tuple[float, float] | None, bool]:
    xfrm = element.find("{*}spPr/" + _XFRM if _is_picture(element) else _XFRM)
    return (None, False) if xfrm is None else (_extent(xfrm.find(_A + "ext")), _is_turned(xfrm))


def _is_turned(xfrm: etree._Element) -> bool:
    """Whether it lies rather than stands: a turn is given in sixtieth thousandths of a degree."""
    return 45 <= _number(xfrm.get("rot", "")) / 60_000 % 180 < 135


def _grouped(
    element: etree._Element, frame: _Frame | None, whole: tuple[float, float] | None
) -> _Frame | None:
    """The frame inside of an element; most make none of their own."""
    if element.tag == _WPC + "wpc":
        return frame or _Frame()
    is_group = str(element.tag).endswith(_GROUPS)
    properties = element.find("{*}grpSpPr") if is_group else None
    xfrm = properties.find(_XFRM) if properties is not None else None
    if xfrm is None:
        return frame
    own, inner = _extent(xfrm.find(_A + "ext")), _extent(xfrm.find(_A + "chExt"))
    size = own if frame is not None else whole or own
    if size is None or inner is None:
        return frame or _Frame()
    return (frame or _Frame()).within(size, inner, _is_turned(xfrm))


def _extent(element: etree._Element | None) -> tuple[float, float] | None:
    if element is None:
        return None
    width, height = (_number(element.get(side, "")) for side in ("cx", "cy"))
    return (width, height) if width > 0 and height > 0 else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
