"""The pictures in VML, as Word 2003, WPS and the compatibility mode draw: images, picture fills, groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ..images.alttext import alternative_text
from ..images.pictures import sane
from .content import Picture
from .docx_media import Pictures
from .objects import Embedded

_O = "{urn:schemas-microsoft-com:office:office}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"

_CM = {"pt": 2.54 / 72, "in": 2.54, "cm": 1.0, "mm": 0.1, "pc": 2.54 / 6, "px": 2.54 / 96, "": 2.54 / 96}
_LENGTH = re.compile(r"(-?[0-9]*\.?[0-9]+)\s*([a-z]*)")
_ROTATION = re.compile(r"(-?[0-9]*\.?[0-9]+)\s*(fd)?")
_USUAL_COORDINATES = "1000,1000"
_KEYS = (_R + "id", _R + "pict", _O + "relid", _R + "href", _O + "href")

Style = dict[str, str]
Units = tuple[float, float]  # centimetres to a unit inside a group, across and down


def vml_pictures(
    drawing: etree._Element, pictures: Pictures, shown: Embedded | None = None
) -> Iterator[Picture]:
    """The pictures of a `w:pict` in their order, or those that show the object of a `w:object`."""
    pending: list[tuple[etree._Element, Units | None, str]] = [(drawing, None, "")]
    while pending:
        element, units, said = pending.pop()
        style = _style(element)
        if element.tag == _V + "shapetype" or _is_unseen(style):
            continue
        said = alternative_text(element.get("alt") or "") or said
        for key in () if _is_word_art(element) else filter(None, map(_key, element)):
            yield pictures.picture(key, _placed(style, units), said, shown)
        units = _units_within(element, style, units) if element.tag == _V + "group" else units
        pending += [(child, units, said) for child in reversed(element)]


def _style(element: etree._Element) -> Style:
    parts = (part.partition(":") for part in (element.get("style") or "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in parts}


def _is_unseen(style: Style) -> bool:
    return style.get("visibility") == "hidden" or style.get("display") == "none"


def _is_word_art(element: etree._Element) -> bool:
    """Whether its filling shows through letters only."""
    return any(child.get("string") for child in element.iterchildren(_V + "textpath"))


def _key(element: etree._Element) -> str:
    """The relation of the picture that this shows, or fills its shape with; a texture is no picture."""
    is_fill = element.tag == _V + "fill" and element.get("type") == "frame"
    if not is_fill and element.tag != _V + "imagedata":
        return ""
    return next((key for name in _KEYS if (key := element.get(name))), "")


def _placed(style: Style, units: Units | None) -> tuple[float, float] | None:
    """Width and height on the page in centimetres; inside a group bare numbers are the group's units."""
    across, down = units or (_CM[""], _CM[""])
    turned = _ROTATION.match(style.get("rotation", "")) if "rotation" in style else None
    degrees = float(turned[1]) / (65_536 if turned[2] else 1) if turned else 0.0
    size = _length(style.get("width", ""), across), _length(style.get("height", ""), down)
    return sane(*size, turned=45 <= degrees % 180 < 135)


def _units_within(group: etree._Element, style: Style, units: Units | None) -> Units | None:
    """What a unit is inside a group: its size over its `coordsize`."""
    across, down = units or (_CM[""], _CM[""])
    inner = [_length(text, 1.0) for text in (group.get("coordsize") or _USUAL_COORDINATES).split(",")]
    size = _length(style.get("width", ""), across), _length(style.get("height", ""), down)
    if len(inner) != 2 or min(*inner, *size) <= 0:
        return units
    return size[0] / inner[0], size[1] / inner[1]


def _length(text: str, unit: float) -> float:
    """A length in centimetres; `unit` is what a bare number counts."""
    found = _LENGTH.fullmatch(text.strip()[:40])
    return float(found[1]) * (_CM.get(found[2], 0.0) if found[2] else unit) if found else 0.0
