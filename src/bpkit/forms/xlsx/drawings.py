"""What lies beside the cells of a workbook: pictures, charts and tables that follow them, and notes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from posixpath import basename, dirname, relpath
from typing import Any
from urllib.parse import quote

from lxml import etree

from ...office import MAIN, line_count, parse, path, read_parts, related, serialise, tag, to_bytes
from .cells import Shift, cell, text_xml
from .sheet import BEHIND_BREAKS

_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def follow_drawing(root: Any, shift: Shift) -> None:
    """Move every picture and chart with its upper left cell; it keeps its size. Anchors count from 0."""
    axis = f"{_ANCHOR}{'col' if shift.columns else 'row'}"
    for anchor in root:
        begin = anchor.find(f"{_ANCHOR}from/{axis}")
        if begin is None:
            continue
        by = shift.start(int(begin.text) + 1) - 1 - int(begin.text)
        for index in (begin, *anchor.iterfind(f"{_ANCHOR}to/{axis}")):
            index.text = str(int(index.text) + by)


def follow_chart(root: Any, shift: Shift) -> None:
    """Let a chart's series speak of the cells where they are now, and forget what it remembered of them."""
    for formula in root.iter(f"{_CHART}f"):
        formula.text = shift.formula(formula.text or "", "", grow=True)
    for name in ("strCache", "numCache"):
        for cache in list(root.iter(f"{_CHART}{name}")):
            cache.getparent().remove(cache)


def follow_table(root: Any, shift: Shift) -> None:
    """Let a table that somebody made of the form's rows grow with them."""
    for found in (root, *root.iter(tag("autoFilter"))):
        found.set("ref", shift.area(found.get("ref")) or found.get("ref"))


def shorten_chart(root: Any, rows: int) -> None:
    """Let a chart show no more than so many rows of its data."""
    for formula in root.iter(f"{_CHART}f"):
        sheet, _, cells = (formula.text or "").rpartition("!")
        begin, _, end = cells.partition(":")
        if end:
            first, last = (int(half.rpartition("$")[2]) for half in (begin, end))
            formula.text = f"{sheet}!{begin}:{end.rpartition('$')[0]}${min(last, first + rows - 1)}"


def scale_chart(root: Any, most: str, line: str) -> None:
    """Set where a chart's axis of values ends, and where its one line across stands."""
    for axis in root.iter(f"{_CHART}valAx"):
        for name, value in ((f"{_CHART}scaling/{_CHART}max", most), (f"{_CHART}majorUnit", line)):
            found = axis.find(name)
            if found is not None:
                found.set("val", value)


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
BEHIND_LINKS = ("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", *BEHIND_BREAKS)
AFTER = BEHIND_BREAKS[BEHIND_BREAKS.index("legacyDrawing") + 1 :]  # what follows it in a worksheet

_WIDE, _LINE_CHARACTERS, _LINE_POINTS = 330, 62, 12.0
_SHAPES = """\
<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>
{shapes}</xml>
"""
_SHAPE = """\
<v:shape id="_x0000_s{number}" type="#_x0000_t202" fillcolor="#fffbe6" o:insetmode="auto"
 style="position:absolute;width:{width}pt;height:{height:g}pt;z-index:{index};visibility:hidden">
<v:fill color2="#fffbe6"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>
<v:textbox><div style="text-align:left"></div></v:textbox>
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>
<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>
"""

Notes = Mapping[tuple[int, int], str]  # row and column from 1 -> text


def with_notes(data: bytes, sheet: str, notes: Notes, author: str = "bpkit") -> bytes:
    """The workbook with notes on cells of one worksheet; notes that it had before give way to them."""
    if not notes:
        return data
    parts = read_parts(data)
    part = part_of(parts, sheet)
    folder, name = dirname(part), basename(part).removesuffix(".xml")
    comments, drawing = f"xl/comments_{name}.xml", f"xl/drawings/notes_{name}.vml"
    parts[comments] = _comments(notes, author).encode()
    parts[drawing] = _SHAPES.format(shapes="".join(_shapes(notes))).encode()
    relations = f"{folder}/_rels/{name}.xml.rels"
    root = parse(parts.get(relations) or f'<Relationships xmlns="{RELATIONS}"/>'.encode())
    _relate(root, "comments", relpath(comments, folder))
    identifier = _relate(root, "vmlDrawing", relpath(drawing, folder))
    parts[relations] = serialise(root)
    parts[part] = _drawn(parts[part], identifier)
    parts["[Content_Types].xml"] = _typed(parts["[Content_Types].xml"], comments)
    return to_bytes(parts)


def with_links(data: bytes, sheet: str, links: Mapping[tuple[int, int], str]) -> bytes:
    """The workbook with links on cells of one worksheet, each to an address as `link_to` writes it."""
    if not links:
        return data
    parts = read_parts(data)
    part = part_of(parts, sheet)
    folder, name = dirname(part), basename(part).removesuffix(".xml")
    relations = f"{folder}/_rels/{name}.xml.rels"
    relating = parse(parts.get(relations) or f'<Relationships xmlns="{RELATIONS}"/>'.encode())
    root = parse(parts[part])
    made = etree.Element(tag("hyperlinks"), nsmap={"r": OFFICE})
    for number, (place, target) in enumerate(sorted(links.items()), start=1):
        key = {"Id": f"bpkit-link{number}", "Type": f"{OFFICE}/hyperlink", "Target": target}
        etree.SubElement(relating, f"{{{RELATIONS}}}Relationship", key, TargetMode="External")
        etree.SubElement(
            made, tag("hyperlink"), {"ref": cell(*place), f"{{{OFFICE}}}id": f"bpkit-link{number}"}
        )
    following = next(
        (index for index, one in enumerate(root) if etree.QName(one).localname in BEHIND_LINKS), len(root)
    )
    root.insert(following, made)
    parts[part], parts[relations] = serialise(root), serialise(relating)
    return to_bytes(parts)


def link_to(target: Path, folder: Path) -> str:
    """The address of a file as seen from a folder, whatever its name holds; "" where no way leads there.

    >>> link_to(Path("/b/Air & #1 [50%].docx"), Path("/b/penilaian"))
    '../Air%20%26%20%231%20%5B50%25%5D.docx'
    """
    try:
        way = os.path.relpath(target, folder)
    except ValueError:  # on another drive of Windows
        return ""
    return quote(Path(way).as_posix().encode("utf-8", "replace"), safe="/")


def part_of(parts: Mapping[str, bytes], sheet: str) -> str:
    """The part that holds the worksheet of that name."""
    sheets = parse(parts["xl/workbook.xml"]).iterfind(path("sheets/sheet"))
    identifier = next(one.get(f"{{{OFFICE}}}id") for one in sheets if one.get("name") == sheet)
    return related(parts, "xl/workbook.xml")[identifier]


def _relate(root: Any, kind: str, target: str) -> str:
    """The identifier of the one relation of this kind, which now leads to the target."""
    for old in [one for one in root if one.get("Type") == f"{OFFICE}/{kind}"]:
        root.remove(old)
    identifier = f"bpkit-{kind}"
    etree.SubElement(
        root, f"{{{RELATIONS}}}Relationship", Id=identifier, Type=f"{OFFICE}/{kind}", Target=target
    )
    return identifier


def _comments(notes: Notes, author: str) -> str:
    cells = "".join(
        f'<comment ref="{cell(*place)}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="Arial"/></rPr>'
        f'<t xml:space="preserve">{text_xml(text)}</t></r></text></comment>'
        for place, text in sorted(notes.items())
    )
    authors = f"<authors><author>{escape(author)}</author></authors>"
    return f'<comments xmlns="{MAIN}">{authors}<commentList>{cells}</commentList></comments>'


def _shapes(notes: Notes) -> list[str]:
    return [
        _SHAPE.format(
            number=1024 + index,
            index=index,
            width=_WIDE if len(text) > _LINE_CHARACTERS else _WIDE // 2,
            height=(line_count(text, _LINE_CHARACTERS) + 1) * _LINE_POINTS,
            row=row - 1,
            column=column - 1,
        )
        for index, ((row, column), text) in enumerate(sorted(notes.items()), start=1)
    ]


def _drawn(data: bytes, identifier: str) -> bytes:
    root = parse(data)
    for old in root.findall(tag("legacyDrawing")):
        root.remove(old)
    mark = etree.Element(tag("legacyDrawing"), {f"{{{OFFICE}}}id": identifier}, nsmap={"r": OFFICE})
    following = next(
        (index for index, one in enumerate(root) if etree.QName(one).localname in AFTER), len(root)
    )
    root.insert(following, mark)
    return serialise(root)


def _typed(data: bytes, comments: str) -> bytes:
    root = parse(data)
    if not any(one.get("Extension") == "vml" for one in root):
        root.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension="vml", ContentType=DRAWING))
    etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{comments}", ContentType=COMMENTS)
    return serialise(root)
