"""What the styles of an OpenDocument text say of its paragraphs; its names and its lengths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .lengths import CM, CM_A_POINT
from .namespaces import DRAW, FO, OFFICE, STYLE

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_PARENTS = 10  # styles in styles; a chain that bites its tail ends there


class Look:
    """What the styles say of a paragraph or a stretch of text."""

    __slots__ = ("bold", "centred", "name", "size")

    def __init__(
        self, name: str = "", bold: bool = False, centred: bool = False, size: float | None = None
    ) -> None:
        self.name, self.bold, self.centred, self.size = name, bold, centred, size


class Styles:
    """Named and automatic styles; what one leaves open its parent says."""

    def __init__(self, roots: list[Element]) -> None:
        self._elements = {
            (style.get(STYLE + "family"), style.get(STYLE + "name")): style
            for root in roots
            for style in root.iter(STYLE + "style")
        }
        self._known: dict[tuple[str, str], Look] = {}

    def look(self, family: str, name: str) -> Look:
        """What the style of this family (`paragraph`, `text`) comes to."""
        key = (family, name)
        if key not in self._known:
            self._known[key] = Look(name)  # a style that is its own ancestor ends here
            self._known[key] = self._resolve(family, name)
        return self._known[key]

    def filling(self, name: str) -> str | None:
        """The name of the picture that a shape in this style is filled with; a texture is none."""
        said: dict[str, str] = {}
        for _ in range(_MOST_PARENTS):
            style = self._elements.get(("graphic", name))
            if style is None:
                break
            for element in style.iterchildren(STYLE + "graphic-properties"):
                said = {**dict(element.attrib), **said}  # type: ignore[arg-type]
            name = style.get(STYLE + "parent-style-name", "")
        tiled = said.get(STYLE + "repeat", "repeat") == "repeat"
        return (
            said.get(DRAW + "fill-image-name") if said.get(DRAW + "fill") == "bitmap" and not tiled else None
        )

    def _resolve(self, family: str, name: str) -> Look:
        style = self._elements.get((family, name))
        if style is None:
            return Look(name.replace("_20_", " ").lower())
        parent = self.look(family, style.get(STYLE + "parent-style-name", ""))
        text = style.find(STYLE + "text-properties")
        shape = style.find(STYLE + "paragraph-properties")
        weight = text.get(FO + "font-weight") if text is not None else None
        size = text.get(FO + "font-size", "") if text is not None else ""
        align = shape.get(FO + "text-align") if shape is not None else None
        # An automatic style (P1) has no name that anybody chose; it goes by its parent's.
        named = style.getparent().tag == OFFICE + "styles"  # type: ignore[union-attr]
        display = (style.get(STYLE + "display-name") or name.replace("_20_", " ")).lower()
        return Look(
            display if named else parent.name,
            parent.bold if weight is None else weight in ("bold", "600", "700", "800", "900"),
            parent.centred if align is None else align == "center",
            points(size) or parent.size,
        )


def centimetres(length: str) -> float | None:
    """A length as OpenDocument writes it (`8.5in`, `21cm`) in centimetres; None if it is none."""
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,12})?)(cm|mm|in|pt|pc|px)", length)
    return float(found[1]) * CM[found[2]] if found else None


def points(length: str) -> float | None:
    """Likewise in points."""
    found = centimetres(length)
    return round(found / CM_A_POINT, 1) if found else None
