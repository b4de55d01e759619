"""A writing as the Word document that a facilitator hands in: quarto, 12 pt Times, double spaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from .endings import add_ending, single
from .packing import packed
from .scenes import photo
from .sources import Picture, Writing

Draw = Callable[[Writing, int], bytes]
FONT = "Times New Roman"


def draw(writing: Writing, number: int) -> bytes:
    """The JPEG of a writing's photo; number from 0."""
    picture = writing.pictures[number]
    taken = f"{writing.day:%Y:%m}:{max(1, writing.day.day - 6):02d} {8 + number:02d}:{10 + 7 * number:02d}:23"
    with_exif = number % 2 == 0 or picture.turn != 1
    return photo(
        picture.scene,
        picture.size,
        f"{writing.title}/{number}",
        turn=picture.turn,
        taken=taken if with_exif else "",
    )


def document_of(writing: Writing, drawn: Draw = draw) -> bytes:
    """The .docx; `drawn` gives the JPEG of a photo (a test puts a cheaper one in)."""
    document = docx.Document()
    _page(document)
    _title(document, writing)
    for text in writing.paragraphs:
        if text.startswith("[foto"):
            _photos(document, writing, [int(digit) - 1 for digit in re.findall("[0-9]", text)], drawn)
        elif text.startswith("## "):
            heading = document.add_paragraph()
            heading.paragraph_format.first_line_indent = Cm(0)
            heading.paragraph_format.keep_with_next = True
            heading.add_run(text[3:]).bold = True
        else:
            document.add_paragraph(" ".join(text.split()))
    add_ending(document, writing)
    return packed(document, writing.title, writing.day)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.54)
    normal = _styled(document, "Normal", 12)
    form = normal.paragraph_format
    form.line_spacing_rule, form.space_after = WD_LINE_SPACING.DOUBLE, Pt(0)
    form.first_line_indent, form.alignment = Cm(1.25), WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, size in (("Title", 16), ("Heading 1", 14), ("Caption", 10)):
        style = _styled(document, name, size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold = name != "Caption"
        style.font.italic = name == "Caption"
        form = style.paragraph_format
        form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Cm(0)
        form.line_spacing_rule, form.space_before, form.space_after = WD_LINE_SPACING.SINGLE, Pt(0), Pt(12)
    title = document.styles["Title"].element
    for border in title.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def _styled(document: Document, name: str, size: int) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    # The theme's fonts would win over the name.
    for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[attribute]
    return style


def _title(document: Document, writing: Writing) -> None:
    styles = {"title": "Title", "heading": "Heading 1", "tebal": "Normal"}
    paragraph = document.add_paragraph(style=styles[writing.title_style])
    run = paragraph.add_run(writing.title)
    if writing.title_style == "tebal":
        single(paragraph).alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(14)
        run.bold, run.font.size = True, Pt(14)


def _photos(document: Document, writing: Writing, numbers: list[int], drawn: Draw) -> None:
    if len(numbers) == 1:
        for paragraph, fill in _with_caption(writing, numbers[0]):
            fill(_centred(document.add_paragraph(style=paragraph)), drawn)
        return
    table = document.add_table(rows=1, cols=len(numbers))
    for cell, number in zip(table.rows[0].cells, numbers, strict=True):
        first = True
        for style, fill in _with_caption(writing, number):
            paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
            paragraph.style, first = document.styles[style], False
            fill(_centred(paragraph), drawn)


Fill = Callable[[Paragraph, Draw], None]


def _with_caption(writing: Writing, number: int) -> Iterator[tuple[str, Fill]]:
    """The style and content of the photo's paragraph and of its caption, in the order of this writing."""
    picture = writing.pictures[number]

    def place(paragraph: Paragraph, drawn: Draw) -> None:
        inline = paragraph.add_run().add_picture(BytesIO(drawn(writing, number)), width=Cm(picture.width_cm))
        inline._inline.docPr.set("name", f"Gambar {number + 1}")
        paragraph.paragraph_format.keep_with_next = bool(picture.caption) and writing.captions != "atas"

    def describe(paragraph: Paragraph, _: Draw) -> None:
        run = paragraph.add_run(_caption(writing.captions, picture, number))
        if writing.captions == "miring":
            run.italic, run.font.size = True, Pt(11)
        paragraph.paragraph_format.keep_with_next = writing.captions == "atas"

    style = "Normal" if writing.captions in ("miring", "gambar") else "Caption"
    parts = [("Normal", place), (style, describe)] if picture.caption else [("Normal", place)]
    yield from reversed(parts) if writing.captions == "atas" else parts


def _caption(way: str, picture: Picture, number: int) -> str:
    if way == "miring":
        return picture.caption
    return (
        f"Gambar {number + 1}: {picture.caption}"
        if way == "gambar"
        else f"Foto {number + 1}. {picture.caption}"
    )


def _centred(paragraph: Paragraph) -> Paragraph:
    single(paragraph).alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(8)
    return paragraph
