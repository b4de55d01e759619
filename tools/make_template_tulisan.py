"""Makes `templates/tulisan.docx`, the page on which a writing is typed; on any day the same bytes.

    python tools/make_template_tulisan.py

Quarto paper, 12 points, double spaced (POB slide 8). What guides the writer stands in content controls: a
click marks it whole, typing replaces it, and what was left unfilled is no fact to anybody.
"""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src")]

from bpkit.office.package import pinned  # noqa: E402

TARGET = HERE.parent / "templates" / "tulisan.docx"
FONT = "Times New Roman"
GREY = RGBColor(0x80, 0x80, 0x80)
SHADE = "EDEDED"

OPENING = """
Pembuka. Mulailah dengan satu peristiwa, tokoh, atau angka yang membuat orang ingin membaca terus: apa yang \
terjadi, siapa pelakunya, di mana, dan kapan.
Keadaan semula dan masalahnya. Tulis kondisi riil di lapangan dengan jujur, lengkap dengan data.
Yang dilakukan. Ceritakan gagasan baru, cara warga dan fasilitator bekerja, hambatan, dan jalan keluarnya.
"""
CLOSING = """
Perubahan. Apa yang berubah pada warga, lembaga, dan lingkungan? Siapa yang merasakan manfaatnya?
Penutup. Bagaimana kegiatan ini berlanjut, dan apa yang bisa dipelajari orang lain darinya?
"""
FACTS = (
    ("Penulis", ""),
    ("Nama", "nama lengkap"),
    ("Jabatan (apa, di mana)", "misalnya: Fasilitator Sosial TF-03, Korkot Semarang"),
    ("Nomor kontak", "telepon atau HP yang aktif"),
    ("Lembaga atau pelaku", ""),
    ("Nama", "misalnya: BKM Sejahtera, atau nama pelaku"),
    ("Alamat", "jalan, kelurahan, kecamatan, kota"),
    ("Nomor kontak", "telepon atau HP lembaga atau pelaku"),
    ("Tulisan", ""),
    ("Sumber", "misalnya: TF-03, korkot, atau TA KMW"),
    ("Jenis tulisan", "artikel, narasi, feature, atau lainnya"),
    ("Tanggal", "tanggal diserahkan, misalnya: 14 Oktober 2010"),
)


def make() -> Any:
    """The document."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    fill_in(document.add_paragraph(style="Title"), "Ketik judul di sini; beri berkas nama yang sama")
    for text in OPENING.strip().splitlines():
        fill_in(document.add_paragraph(), text)
    photo_place(document, 1)
    for text in CLOSING.strip().splitlines():
        fill_in(document.add_paragraph(), text)
    photo_place(document, 2)
    facts_table(document)
    return document


def set_page(document: Any) -> None:
    """Quarto with margins of an inch, and the page's number below."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.5), Cm(27.5)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.54)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = element("w:fldSimple", {"w:instr": "PAGE"})
    field.append(run("1"))
    footer._p.append(field)


def set_styles(document: Any) -> None:
    """Text, title, caption, and the grey of what is still to be filled in."""
    styles = document.styles
    body = font(styles["Normal"], 12)
    body.paragraph_format.line_spacing = 2.0
    body.paragraph_format.space_after = Pt(0)
    title = font(styles["Title"], 14, bold=True)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(12)
    title.paragraph_format.line_spacing = 1.15
    borders = title.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        title.element.pPr.remove(borders)
    caption = font(styles["Caption"], 11, italic=True)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.line_spacing = 1.0
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(4), Pt(14)
    guide = styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    guide.font.color.rgb, guide.font.italic, guide.font.bold = GREY, True, False


def font(style: Any, size: int, *, bold: bool = False, italic: bool = False) -> Any:
    """The style in black Times of that size."""
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic, style.font.color.rgb = bold, italic, RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    return style


def fill_in(paragraph: Any, text: str) -> Any:
    """A place to fill in: a content control that shows its guidance until something is typed."""
    control = element("w:sdt")
    properties = element("w:sdtPr")
    properties.append(element("w:temporary"))
    properties.append(element("w:showingPlcHdr"))
    control.append(properties)
    content = element("w:sdtContent")
    content.append(run(f"[{text}]", style="PlaceholderText"))
    control.append(content)
    paragraph._p.append(control)
    return paragraph


def photo_place(document: Any, number: int) -> None:
    """A frame for a photo, and its caption below."""
    frame = document.add_table(1, 1)
    frame.style, frame.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    frame.autofit = False
    frame.columns[0].width = Cm(10)
    row = frame.rows[0]
    row.height, row.height_rule = Cm(3.2), WD_ROW_HEIGHT_RULE.AT_LEAST
    row.cells[0].width = Cm(10)
    row.cells[0].vertical_alignment = 1
    colour_borders(frame, "BFBFBF")
    inside = compact(row.cells[0].paragraphs[0])
    inside.alignment = WD_ALIGN_PARAGRAPH.CENTER
    inside.paragraph_format.keep_with_next = True
    fill_in(inside, f"Sisipkan foto {number} di sini (Insert > Pictures), sekurangnya 480 × 640 piksel")
    caption = document.add_paragraph(f"Foto {number}. ", style="Caption")
    fill_in(caption, "siapa sedang apa, di mana, kapan")


def facts_table(document: Any) -> None:
    """Author, institution and the writing's own facts, one below the other."""
    table = document.add_table(0, 2)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Cm(5), Cm(11.4)
    colour_borders(table, "A6A6A6")
    for label, guide in FACTS:
        cells = table.add_row().cells
        prevent_split(table.rows[-1])
        if not guide:
            section = cells[0].merge(cells[1])
            compact(section.paragraphs[0], keep=True).add_run(label).bold = True
            shading = element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": SHADE})
            section._tc.get_or_add_tcPr().append(shading)
            continue
        cells[0].width, cells[1].width = Cm(5), Cm(11.4)
        compact(cells[0].paragraphs[0], keep=label != "Tanggal").add_run(label)
        fill_in(compact(cells[1].paragraphs[0]), guide)


def compact(paragraph: Any, *, keep: bool = False) -> Any:
    """Single spaced, as a form is."""
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.keep_with_next = keep
    return paragraph


def colour_borders(table: Any, colour: str) -> None:
    """Thin lines of one colour around every cell."""
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", {"w:val": "single", "w:sz": "4", "w:color": colour}))
    table._tbl.tblPr.append(borders)


def prevent_split(row: Any) -> None:
    """A row that never breaks over two pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def run(text: str, *, style: str = "") -> Any:
    """A run of text."""
    made = element("w:r")
    if style:
        properties = element("w:rPr")
        properties.append(element("w:rStyle", {"w:val": style}))
        made.append(properties)
    words = element("w:t")
    words.text = text
    made.append(words)
    return made


def element(name: str, attributes: dict[str, str] | None = None) -> Any:
    """An element of WordprocessingML."""
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), value)
    return made


def main() -> None:
    """Write the template."""
    document = make()
    about = document.core_properties
    about.author, about.title, about.comments = "", "Tulisan best practice", ""
    about.language = "id-ID"
    about.created = about.modified = datetime(2010, 1, 1)
    stream = io.BytesIO()
    document.save(stream)
    TARGET.write_bytes(pinned(stream.getvalue()))
    print(TARGET)


if __name__ == "__main__":
    main()
