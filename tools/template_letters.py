"""The templates of the letters, in the form of Indonesian official letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FONT = "Times New Roman"
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY
DOTS = "." * 40


def decision_kmw() -> Any:
    """The KMW's letter that names the best of the province."""
    letter = _letter()
    _letterhead(letter, "KONSULTAN MANAJEMEN WILAYAH (KMW)", "PROPINSI {{ provinsi|upper }}")
    _head(
        letter, "1 (satu) berkas", "Penetapan Best Practice Terbaik Propinsi {{ provinsi }} Bulan {{ bulan }}"
    )
    _addressee(letter, "Koordinator Kota (Korkot) se-Propinsi {{ provinsi }}")
    _paragraph(
        letter,
        "Sesuai dengan Prosedur Operasi Baku (POB) Pengelolaan Best Practice {{ program }}, Tim Penilai KMW "
        "Propinsi {{ provinsi }} telah menilai {{ jumlah_dinilai }} tulisan best practice yang diusulkan "
        "Korkot untuk bulan {{ bulan }}. Berdasarkan hasil penilaian itu, dengan ini kami tetapkan "
        "{{ jumlah_terpilih }} tulisan berikut sebagai best practice KMW Propinsi {{ provinsi }}:",
    )
    _winners(letter, (("Korkot/Kota", "kota", 3.2),))
    _explanation(letter)
    _paragraph(
        letter,
        "Tulisan tersebut kami usulkan kepada KMP untuk mengikuti seleksi best practice tingkat nasional, "
        "dan kami kelola sebagai produk pengetahuan untuk bahan komunitas belajar dan media sosialisasi.",
    )
    _closing(letter, "Team Leader KMW Propinsi {{ provinsi }},")
    _copies(letter, ("KMP {{ program }} (Tim CB)", "Penulis yang bersangkutan", "Arsip"))
    return letter


def decision_kmp() -> Any:
    """The KMP's letter that names the best of the nation."""
    letter = _letter()
    _letterhead(letter, "KONSULTAN MANAJEMEN PUSAT (KMP)", "{{ program|upper }}", named=True)
    _head(letter, "1 (satu) berkas", "Penetapan Best Practice Terbaik Tingkat Nasional Bulan {{ bulan }}")
    _addressee(letter, "Team Leader KMW di seluruh propinsi")
    _paragraph(
        letter,
        "Sesuai dengan Prosedur Operasi Baku (POB) Pengelolaan Best Practice {{ program }}, Tim Penilai KMP "
        "telah menilai {{ jumlah_dinilai }} tulisan best practice yang ditetapkan dan diusulkan KMW untuk "
        "bulan {{ bulan }}. Berdasarkan hasil penilaian itu, dengan ini kami tetapkan {{ jumlah_terpilih }} "
        "tulisan berikut sebagai best practice tingkat nasional:",
    )
    _winners(letter, (("Korkot/Kota", "kota", 2.4), ("Propinsi", "provinsi", 2.4)))
    _explanation(letter)
    _paragraph(
        letter,
        "Kepada para penulisnya kami sampaikan penghargaan. Tulisan tersebut dipublikasikan melalui media "
        "e-learning dan media pembelajaran lainnya.",
    )
    _closing(letter, "Team Leader KMP,")
    _copies(letter, ("Penulis yang bersangkutan, melalui KMW", "Pengelola media e-learning", "Arsip"))
    return letter


def notice() -> Any:
    """The notice to a korkot of what to mend."""
    letter = _letter()
    _letterhead(letter, "KONSULTAN MANAJEMEN WILAYAH (KMW)", "PROPINSI {{ provinsi|upper }}")
    _head(letter, "–", "Perbaikan Tulisan Best Practice Bulan {{ bulan }}")
    _addressee(letter, "Koordinator Kota (Korkot) {{ kota }}")
    _paragraph(
        letter,
        "Terima kasih atas kiriman best practice {{ program }} bulan {{ bulan }}. Setelah diperiksa, ada "
        "{{ jumlah_tulisan }} tulisan yang syaratnya perlu diperbaiki. Mohon hal berikut disampaikan kepada "
        "penulisnya masing-masing dan diperbaiki {{ batas_waktu }}:",
    )
    table = _table(letter, ("No", "Penulis", "Judul Tulisan", "Yang perlu diperbaiki"), (0.9, 3.2, 4.0, 8.4))
    _repeat(
        table,
        "perbaikan",
        ("{{ baris.nomor_urut }}", "{{ baris.penulis }}", "{{ baris.judul }}"),
        centred=(0,),
    )
    cell = table.rows[2].cells[3]
    cell.paragraphs[0].text = "{%p for butir in baris.butir %}"
    point = cell.add_paragraph("{{ butir }}", style="List Bullet")
    point.paragraph_format.left_indent, point.paragraph_format.first_line_indent = Cm(0.4), Cm(-0.4)
    cell.add_paragraph("{%p endfor %}")
    for paragraph in cell.paragraphs:
        _small(paragraph)
    _after_table(letter)
    _paragraph(
        letter,
        "Butir bertanda “(disarankan)” tidak membuat tulisan dinyatakan tidak lengkap, tetapi sebaiknya "
        "diperbaiki juga. Kirimkan tulisan yang sudah diperbaiki dengan nama berkas yang sama ke folder "
        "bulan {{ bulan }}.",
    )
    _closing(letter, "Tenaga Ahli Sosialisasi KMW Propinsi {{ provinsi }},")
    _copies(letter, ("Team Leader KMW Propinsi {{ provinsi }}", "Penulis yang bersangkutan", "Arsip"))
    return letter


def _letter() -> Any:
    letter = Document()
    section = letter.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name in ("Normal", "List Bullet"):
        style = letter.styles[name]
        style.font.name, style.font.size = FONT, Pt(11.5)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        style.paragraph_format.space_after = Pt(0)
    letter.core_properties.author = "bpkit"
    return letter


def _letterhead(letter: Any, *lines: str, named: bool = False) -> None:
    """The kop: who writes, where, and a double line below it."""
    head = [*lines] if named else [*lines, "{{ program|upper }}"]
    for number, line in enumerate(head):
        run = letter.add_paragraph().add_run(line)
        run.bold, run.font.size = True, Pt(14 if number == 0 else 12.5)
        letter.paragraphs[-1].alignment = CENTRE
    address = letter.add_paragraph()
    run = address.add_run("Alamat: " + "." * 50 + " Telp. " + "." * 20 + " E-mail: " + "." * 24)
    run.font.size = Pt(9)
    address.alignment = CENTRE
    address.paragraph_format.space_after = Pt(10)
    _line_below(address)


def _line_below(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "thickThinSmallGap"), ("sz", "18"), ("space", "4"), ("color", "000000")):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    properties.append(borders)


def _head(letter: Any, enclosures: str, subject: str) -> None:
    """Nomor, lampiran and perihal on the left, place and date on the right."""
    table = letter.add_table(rows=3, cols=4)
    table.autofit = False
    _set_widths(table, (2.0, 0.4, 7.6, 6.5))
    rows = (("Nomor", "{{ nomor }}"), ("Lampiran", enclosures), ("Perihal", subject))
    for row, (label, value) in zip(table.rows, rows, strict=True):
        row.cells[0].text, row.cells[1].text = label, ":"
        row.cells[2].paragraphs[0].add_run(value).bold = label == "Perihal"
    date = table.rows[0].cells[3].paragraphs[0]
    date.text, date.alignment = "{{ tempat_tanggal }}", RIGHT


def _addressee(letter: Any, whom: str) -> None:
    letter.add_paragraph().paragraph_format.space_after = Pt(2)
    for line in ("Kepada Yth.", whom, "di Tempat"):
        run = letter.add_paragraph().add_run(line)
        run.bold = line == whom
    greeting = letter.add_paragraph("Dengan hormat,")
    greeting.paragraph_format.space_before = Pt(12)
    greeting.paragraph_format.space_after = Pt(6)


def _paragraph(letter: Any, text: str) -> None:
    paragraph = letter.add_paragraph(text)
    paragraph.alignment = JUSTIFIED
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.1


def _winners(letter: Any, places: Sequence[tuple[str, str, float]]) -> None:
    """The table of winners; its third row is repeated."""
    spare = 16.5 - 2.0 - 2.4 - sum(width for _, _, width in places)
    columns = (
        ("Peringkat", "peringkat", 2.0),
        ("Judul Tulisan", "judul", round(spare * 0.58, 1)),
        ("Penulis", "penulis", round(spare * 0.42, 1)),
        *places,
        ("Nilai Akhir (NA)", "nilai_akhir", 2.4),
    )
    table = _table(letter, [title for title, _, _ in columns], [width for _, _, width in columns])
    values = [f"{{{{ baris.{name} }}}}" for _, name, _ in columns]
    _repeat(table, "pemenang", values, centred=(0, len(columns) - 1))
    _after_table(letter)


def _table(letter: Any, titles: Sequence[str], widths: Sequence[float]) -> Any:
    table = letter.add_table(rows=4, cols=len(titles))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _set_widths(table, widths)
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
        cell.paragraphs[0].alignment = CENTRE
        _small(cell.paragraphs[0])
        _grey(cell)
    _keep(table.rows[0], "w:tblHeader")
    _keep(table.rows[2], "w:cantSplit")
    return table


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """In the cells for Word, in the columns for LibreOffice."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _repeat(table: Any, name: str, values: Sequence[str], centred: Sequence[int]) -> None:
    """A row for each of these: the rows with `for` and `endfor` vanish when the letter is made."""
    table.rows[1].cells[0].paragraphs[0].text = f"{{%tr for baris in {name} %}}"
    table.rows[3].cells[0].paragraphs[0].text = "{%tr endfor %}"
    for number, (cell, value) in enumerate(zip(table.rows[2].cells, values, strict=False)):
        cell.paragraphs[0].text = value
        if number in centred:
            cell.paragraphs[0].alignment = CENTRE
        _small(cell.paragraphs[0])


def _small(paragraph: Any) -> None:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    for run in paragraph.runs:
        run.font.size = Pt(10.5)


def _grey(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "D9D9D9")):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _keep(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _after_table(letter: Any) -> None:
    letter.add_paragraph().paragraph_format.space_after = Pt(0)


def _explanation(letter: Any) -> None:
    _paragraph(
        letter,
        "Nilai Akhir (NA) adalah jumlah nilai semua penilai dibagi jumlah penilai ({{ jumlah_penilai }} "
        "orang), dengan nilai lulus {{ nilai_lulus }}. Rekapitulasi penilaian selengkapnya ada pada "
        "Lampiran 2. {{ catatan }}",
    )


def _closing(letter: Any, signer: str) -> None:
    _paragraph(letter, "Demikian kami sampaikan. Atas perhatian dan kerja samanya kami ucapkan terima kasih.")
    for text, space in ((signer, 14), ("", 0), ("", 0), ("", 0), (f"({DOTS})", 0)):
        paragraph = letter.add_paragraph()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(12), WD_TAB_ALIGNMENT.CENTER)
        paragraph.paragraph_format.space_before = Pt(space)
        paragraph.paragraph_format.keep_with_next = not text.startswith("(")
        paragraph.add_run(f"\t{text}" if text else "")


def _copies(letter: Any, whom: Sequence[str]) -> None:
    """Tembusan."""
    head = letter.add_paragraph()
    head.add_run("Tembusan:").underline = True
    head.paragraph_format.space_before = Pt(14)
    head.paragraph_format.keep_with_next = True
    for number, name in enumerate(whom, start=1):
        line = letter.add_paragraph(f"{number}. {name}")
        line.paragraph_format.keep_with_next = number < len(whom)
    for paragraph in letter.paragraphs[-len(whom) - 1 :]:
        for run in paragraph.runs:
            run.font.size = Pt(10)
