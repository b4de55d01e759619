"""The number of a seal at the foot of every page of a form or letter, to compare paper and folder.

It goes into the finished file and not into a template: a user's own template has no place for it.
"""

from __future__ import annotations

from posixpath import basename
from typing import Any

from ..office import parse, read_parts, related, serialise, tag, to_bytes
from ..wording import say

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "xl/worksheets/"
_DOCUMENT, _FOOT = "word/document.xml", "word/kakisegel.xml"
# What a worksheet has after its footer, in the order that Excel insists on.
_AFTER_FOOTER = frozenset(
    {
        *("rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags"),
        *("drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
        *("controls", "webPublishItems", "tableParts", "extLst"),
    }
)
_LONGEST = 255  # signs of a footer in Excel


def stamped(data: bytes, number: str) -> bytes:
    """The workbook or document with this number at the foot of its pages; without one, as it is."""
    if not number:
        return data
    line = say("forms.seal_number", number=number)
    parts = read_parts(data)
    if _DOCUMENT in parts:
        _stamp_document(parts, line)
    for name in parts:
        if name.startswith(_SHEETS) and name.endswith(".xml"):
            parts[name] = _stamped_sheet(parts[name], line)
    return to_bytes(parts)


def _stamped_sheet(data: bytes, line: str) -> bytes:
    """A worksheet with the line in the middle of its footer, beside what stands there."""
    root = parse(data)
    head = root.find(tag("headerFooter"))
    if head is None:
        head = root.makeelement(tag("headerFooter"))
        later = [child for child in root if child.tag in {tag(name) for name in _AFTER_FOOTER}]
        root.insert(root.index(later[0]) if later else len(root), head)
    mark = f"&C&8 {line.replace('&', '&&')}"
    for name in ("oddFooter", "evenFooter", "firstFooter"):
        foot = head.find(tag(name))
        if foot is None and name == "oddFooter":
            foot = head.makeelement(tag(name))
            head.insert(1 if head.find(tag("oddHeader")) is not None else 0, foot)
        if foot is not None and (foot.text or name == "oddFooter"):
            foot.text = _with_middle(foot.text or "", mark)
    return serialise(root)


def _with_middle(text: str, mark: str) -> str:
    """Left, middle and right in the order that Excel writes them; the mark comes last in the middle."""
    before, found, right = text.partition("&R")
    made = f"{before}{mark.removeprefix('&C') if '&C' in before else mark}{found}{right}"
    return made if len(made) <= _LONGEST else f"{mark}{found}{right}"[:_LONGEST]


def _stamp_document(parts: dict[str, bytes], line: str) -> None:
    """A document with the line as the last one of its footers, or in one of its own where it has none."""
    document = parse(parts[_DOCUMENT])
    targets = related(parts, _DOCUMENT)
    wanted = [one.get(f"{{{_OFFICE}}}id") for one in document.iter(f"{{{_WORD}}}footerReference")]
    for name in dict.fromkeys(targets[one] for one in wanted if one in targets):
        foot = parse(parts[name])
        foot.append(_paragraph(line))
        parts[name] = serialise(foot)
    bare = [one for one in document.iter(f"{{{_WORD}}}sectPr") if not _has_default_foot(one)]
    if bare:
        key = _add_foot(parts, line)
        for section in bare:
            reference = section.makeelement(f"{{{_WORD}}}footerReference")
            reference.set(f"{{{_WORD}}}type", "default")
            reference.set(f"{{{_OFFICE}}}id", key)
            section.insert(0, reference)
        parts[_DOCUMENT] = serialise(document)


def _has_default_foot(section: Any) -> bool:
    feet = section.findall(f"{{{_WORD}}}footerReference")
    return any(one.get(f"{{{_WORD}}}type", "default") == "default" for one in feet)


def _add_foot(parts: dict[str, bytes], line: str) -> str:
    """A new footer with the line in it; gives the id that sections call it by."""
    foot = parse(f'<w:ftr xmlns:w="{_WORD}"/>')
    foot.append(_paragraph(line))
    parts[_FOOT] = serialise(foot)
    types = parse(parts["[Content_Types].xml"])
    kind = types.makeelement(f"{{{_PACKAGE}/content-types}}Override")
    kind.set("PartName", f"/{_FOOT}")
    kind.set("ContentType", "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml")
    types.append(kind)
    parts["[Content_Types].xml"] = serialise(types)
    relations = "word/_rels/document.xml.rels"
    listed = parse(parts.get(relations) or f'<Relationships xmlns="{_PACKAGE}/relationships"/>')
    entry = listed.makeelement(f"{{{_PACKAGE}/relationships}}Relationship")
    entry.set("Id", "rIdSegel")
    entry.set("Type", f"{_OFFICE}/footer")
    entry.set("Target", basename(_FOOT))
    listed.append(entry)
    parts[relations] = serialise(listed)
    return "rIdSegel"


def _paragraph(line: str) -> Any:
    """A small line in the middle."""
    paragraph = parse(
        f'<w:p xmlns:w="{_WORD}"><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve"/></w:r></w:p>'
    )
    paragraph.find(f".//{{{_WORD}}}t").text = line
    return paragraph
