"""The ways in which authors say who they are: a table, lines, a box, one line, the page's header."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from .sources import Writing

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)

_BOX = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
     xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
     xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
     xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
     xmlns:v="urn:schemas-microsoft-com:vml">
  <mc:AlternateContent>
    <mc:Choice Requires="wps">
      <w:drawing>
        <wp:inline distT="0" distB="0" distL="0" distR="0">
          <wp:extent cx="5760000" cy="{height}"/>
          <wp:docPr id="90" name="Kotak Teks 1"/>
          <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
            <wps:wsp>
              <wps:cNvSpPr txBox="1"/>
              <wps:spPr>
                <a:xfrm><a:off x="0" y="0"/><a:ext cx="5760000" cy="{height}"/></a:xfrm>
                <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
                <a:solidFill><a:srgbClr val="F2F2F2"/></a:solidFill>
                <a:ln w="9525"><a:solidFill><a:srgbClr val="404040"/></a:solidFill></a:ln>
              </wps:spPr>
              <wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx>
              <wps:bodyPr lIns="91440" tIns="72000" rIns="91440" bIns="72000"/>
            </wps:wsp>
          </a:graphicData></a:graphic>
        </wp:inline>
      </w:drawing>
    </mc:Choice>
    <mc:Fallback>
      <w:pict>
        <v:rect style="width:453.5pt;height:{points}pt" fillcolor="#f2f2f2">
          <v:textbox><w:txbxContent>{paragraphs}</w:txbxContent></v:textbox>
        </v:rect>
      </w:pict>
    </mc:Fallback>
  </mc:AlternateContent>
</w:r>"""

_BOX_LINE = (
    '<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/><w:jc w:val="left"/>'
    "</w:pPr>"
    '<w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
)


def indonesian(writing: Writing) -> str:
    """The day it was handed in, as people write it."""
    return f"{writing.day.day} {MONTHS[writing.day.month - 1]} {writing.day.year}"


def single(paragraph: Paragraph) -> Paragraph:
    """A paragraph outside the running text: single spaced, to the left, not indented."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.first_line_indent, form.alignment = WD_LINE_SPACING.SINGLE, Cm(0), 0
    return paragraph


def add_ending(document: Document, writing: Writing) -> None:
    """Say who wrote and about whom, in the way of this writing; nothing where a YAML beside it does."""
    ways: dict[str, Callable[[Document, Writing], None]] = {
        "tabel": _table,
        "baris": _lines,
        "kotak": _box,
        "satu baris": _one_line,
        "kepala": _header,
    }
    if writing.ending in ways:
        ways[writing.ending](document, writing)


def _table(document: Document, w: Writing) -> None:
    rows = [
        ("Penulis", ""),
        ("Nama", w.author["nama"]),
        ("Jabatan", w.author["jabatan"]),
        ("Nomor kontak", w.author["kontak"]),
        ("Sumber", w.source),
        ("Tanggal masuk", indonesian(w)),
        ("Lembaga/pelaku", ""),
        ("Nama lembaga", w.institution["nama"]),
        ("Alamat", w.institution["alamat"]),
        ("Nomor kontak", w.institution["kontak"]),
    ]
    single(document.add_paragraph())
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    widths = (Cm(4.5), Cm(11.5))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for label, value in rows:
        cells = table.add_row().cells
        if not value and label in ("Penulis", "Lembaga/pelaku"):
            single(cells[0].merge(cells[1]).paragraphs[0]).add_run(label).bold = True
            continue
        for cell, text, width in zip(cells, (label, value), widths, strict=True):
            cell.width = width
            single(cell.paragraphs[0]).add_run(text)


def _lines(document: Document, w: Writing) -> None:
    single(document.add_paragraph())
    for label, value in (
        ("Penulis", w.author["nama"]),
        ("Jabatan", w.author["jabatan"]),
        ("No. HP", w.author["kontak"]),
        ("Sumber", w.source),
        ("Tanggal", indonesian(w)),
        ("Lembaga", w.institution["nama"]),
        ("Alamat", w.institution["alamat"]),
        ("Telp.", w.institution["kontak"]),
    ):
        line = single(document.add_paragraph(f"{label}\t: {value}"))
        line.paragraph_format.tab_stops.add_tab_stop(Cm(3))
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(3.3), Cm(-3.3)


def _box(document: Document, w: Writing) -> None:
    lines = (
        f"Nama Penulis : {w.author['nama']}",
        f"Posisi : {w.author['jabatan']}",
        f"HP : {w.author['kontak']}",
        f"Sumber : {w.source}",
        f"Tanggal : {indonesian(w)}",
        f"Nama Lembaga : {w.institution['nama']}",
        f"Alamat Sekretariat : {w.institution['alamat']}",
        f"Kontak Lembaga : {w.institution['kontak']}",
    )
    paragraphs = "".join(_BOX_LINE.format(escape(line)) for line in lines)
    height = 10 * 180000
    box = parse_xml(_BOX.format(height=height, points=height // 12700, paragraphs=paragraphs))
    single(document.add_paragraph())
    single(document.add_paragraph())._p.append(box)


def _one_line(document: Document, w: Writing) -> None:
    form = single(document.add_paragraph()).paragraph_format
    form.space_after = Pt(6)
    author, body = w.author, w.institution
    single(document.add_paragraph(f"Penulis: {author['nama']}, {author['jabatan']}, HP {author['kontak']}"))
    single(document.add_paragraph(f"Lembaga: {body['nama']}, {body['alamat']}, telp. {body['kontak']}"))
    single(document.add_paragraph(f"Sumber: {w.source}. Tanggal masuk: {indonesian(w)}"))


def _header(document: Document, w: Writing) -> None:
    header = document.sections[0].header
    author = w.author
    lines = (
        f"Penulis: {author['nama']}",
        f"Jabatan: {author['jabatan']}",
        f"No. HP: {author['kontak']}",
        f"Sumber: {w.source}",
    )
    for place, text in enumerate(lines):
        paragraph = header.paragraphs[0] if place == 0 else header.add_paragraph()
        single(paragraph).add_run(text).font.size = Pt(9)
    single(document.add_paragraph())
    for label, value in (
        ("Nama lembaga", w.institution["nama"]),
        ("Alamat lembaga", w.institution["alamat"]),
        ("Kontak lembaga", w.institution["kontak"]),
        ("Tanggal masuk", indonesian(w)),
    ):
        single(document.add_paragraph(f"{label}: {value}"))
