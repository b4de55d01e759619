"""A writing as it is told for readers: what stands where, whatever kind of document it is."""

import io
import struct
from pathlib import Path

import pytest
from make.oldformats import doc, doc_picture, odt, odt_picture, pdf, pdf_text
from make.pictures import photo_of, picture
from make.wordfiles import docx, drawing, p, table
from PIL import Image

from bpkit.model.story import Part, Piece, Story
from bpkit.reading.documents.story import StoryTask, story_of
from bpkit.reading.images.web import WebPhoto, for_web

JPEG = photo_of("satu", (640, 480))
NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def told(path: Path, data: bytes, **more: object) -> tuple[Story, list[WebPhoto]]:
    path.write_bytes(data)
    shots: list[WebPhoto] = []
    return story_of(StoryTask(path, path.stem, **more), shots.append), shots  # type: ignore[arg-type]


def kinds(story: Story) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in story.pieces]


def item(text: str, depth: int = 0) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>'
    return f"<w:p><w:pPr>{numbering}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_headings_photos_and_captions_stand_where_they_stood(tmp_path: Path) -> None:
    body = (
        p("Jalan Baru", "Title") + p("Latar", "Heading1") + p("Warga rapat.") + p(inner=drawing())
        + p("Foto 1. Rapat warga", "Caption") + p("Sesudah itu jalan dibangun.")
    )  # fmt: skip
    story, shots = told(tmp_path / "Jalan Baru.docx", docx(body, {"word/media/a.jpg": JPEG}))
    assert kinds(story) == [
        ("heading", "Latar"),
        ("paragraph", "Warga rapat."),
        ("figure", ""),
        ("paragraph", "Sesudah itu jalan dibangun."),
    ]
    (photo,) = story.pieces[2].photos
    assert (photo.caption, photo.width, photo.small) == ("Foto 1. Rapat warga", 640, True)
    assert [shot.name for shot in shots] == [photo.name]


def test_lists_of_word_are_numbered_where_word_numbers_them(tmp_path: Path) -> None:
    body = item("satu") + item("di dalam", 1) + item("dua")
    story, _ = told(tmp_path / "a.docx", docx(body, parts={"word/numbering.xml": NUMBERING}))
    assert [(piece.kind, piece.level) for piece in story.pieces] == [
        (Part.NUMBER, 0),
        (Part.BULLET, 1),
        (Part.NUMBER, 0),
    ]


@pytest.mark.parametrize("signs", [("- ", "- "), ("• ", "• "), ("1. ", "2. "), ("a) ", "b) ")])
def test_lists_that_somebody_typed_are_lists(tmp_path: Path, signs: tuple[str, str]) -> None:
    body = p("Caranya") + "".join(p(f"{sign}langkah") for sign in signs) + p("- sendiri saja")
    story, _ = told(tmp_path / "a.docx", docx(body))
    assert [piece.kind for piece in story.pieces][:3] == [Part.PARAGRAPH, Part.BULLET, Part.BULLET]
    one, _ = told(tmp_path / "b.docx", docx(p("- sendiri saja") + p("lalu")))
    assert [piece.kind for piece in one.pieces] == [Part.PARAGRAPH, Part.PARAGRAPH]


def test_a_short_bold_line_is_a_heading_where_the_text_is_not_all_bold(tmp_path: Path) -> None:
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Membangun bersama</w:t></w:r></w:p>"
    story, _ = told(tmp_path / "a.docx", docx(p("Panjang sekali ceritanya " * 5) + bold))
    assert story.pieces[1] == Piece(Part.HEADING, "Membangun bersama", 2)
    story, _ = told(tmp_path / "b.docx", docx(bold * 3))
    assert {piece.kind for piece in story.pieces} == {Part.PARAGRAPH}


def test_headings_go_down_step_by_step(tmp_path: Path) -> None:
    body = p("Satu", "Heading2") + p("isi") + p("Dua", "Heading3") + p("isi") + p("Tiga", "Heading2")
    story, _ = told(tmp_path / "a.docx", docx(body))
    assert [piece.level for piece in story.pieces if piece.kind is Part.HEADING] == [2, 3, 2]


def test_a_table_keeps_its_rows_and_a_frame_around_text_is_none(tmp_path: Path) -> None:
    body = table((p("Nama"), p("Siti")), (p("Kota"), p("Semarang"))) + table((p("Di dalam bingkai"),))
    story, _ = told(tmp_path / "a.docx", docx(body))
    assert [[cell[0].text for cell in row] for row in story.pieces[0].rows] == [
        ["Nama", "Siti"],
        ["Kota", "Semarang"],
    ]
    assert kinds(story)[1] == ("paragraph", "Di dalam bingkai")


def test_an_odt_tells_its_lists_and_photos(tmp_path: Path) -> None:
    style = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        "</text:list-style>"
    )
    items = "".join(f"<text:list-item><text:p>{word}</text:p></text:list-item>" for word in ("satu", "dua"))
    body = (
        f'<text:list text:style-name="L1">{items}</text:list><text:p>{odt_picture("Pictures/a.jpg")}</text:p>'
    )
    story, shots = told(tmp_path / "a.odt", odt(body, automatic=style, files={"Pictures/a.jpg": JPEG}))
    assert [piece.kind for piece in story.pieces] == [Part.NUMBER, Part.NUMBER, Part.FIGURE]
    assert len(shots) == 1


def test_photos_of_rtf_and_old_word_documents_are_shown(tmp_path: Path) -> None:
    rtf = (
        rb"{\rtf1 Awal\par{\pict\jpegblip\bin" + str(len(JPEG)).encode() + b" " + JPEG + rb"}\par Akhir\par}"
    )
    story, shots = told(tmp_path / "a.rtf", rtf)
    assert [piece.kind for piece in story.pieces] == [Part.PARAGRAPH, Part.FIGURE, Part.PARAGRAPH]
    old = doc(
        "Awal\r\x01\rAkhir\r", looks=[(5, 6, b"\x03\x6a\0\0\0\0\x55\x08\x01")], pictures=doc_picture(JPEG)
    )
    second, more = told(tmp_path / "a.doc", old)
    assert [piece.kind for piece in second.pieces] == [Part.PARAGRAPH, Part.FIGURE, Part.PARAGRAPH]
    assert len(shots) == len(more) == 1


def test_what_is_no_document_or_damaged_is_told_as_nothing(tmp_path: Path) -> None:
    assert told(tmp_path / "a.docx", b"PK\x03\x04rusak")[0] == Story()
    assert told(tmp_path / "b.docx", b"")[0] == Story()


def test_a_pdf_is_shown_as_its_pages_with_its_text(tmp_path: Path) -> None:
    data = pdf([pdf_text(72, 700, "Warga membangun jalan"), pdf_text(72, 700, "Halaman dua")])
    story, shots = told(tmp_path / "a.pdf", data)
    assert [piece.kind for piece in story.pieces[:2]] == [Part.PAGE, Part.PAGE]
    assert [piece.text for piece in story.pieces[2:]] == ["Warga membangun jalan", "Halaman dua"]
    assert [bool(shot.small) for shot in shots] == [True, False]
    assert "jalan" in story.words.split()


def test_a_contact_on_a_page_of_a_pdf_is_painted_over(tmp_path: Path) -> None:
    data = pdf([pdf_text(72, 700, "Hubungi 0812-3456-7890", 20)])
    _, covered = told(tmp_path / "a.pdf", data)
    _, shown = told(tmp_path / "b.pdf", data, contacts=frozenset(["6281234567890"]))

    def dark(photo: WebPhoto) -> int:
        image = Image.open(io.BytesIO(photo.large)).convert("L")
        return sum(image.histogram()[:100])

    assert 0 < dark(covered[0]) < 0.6 * dark(shown[0])


def test_a_scan_is_shown_only_where_authors_contacts_may_show(tmp_path: Path) -> None:
    data = pdf(["q 500 0 0 600 50 100 cm /I0 Do Q"], [picture(640, 480)])
    story, shots = told(tmp_path / "a.pdf", data)
    assert (story.withheld, shots) == (True, [])
    assert len(told(tmp_path / "b.pdf", data, scans=True)[1]) == 1


# Photos for the web -------------------------------------------------------------------------------------


def with_exif(size: tuple[int, int], turn: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010E] = "keterangan rahasia"
    exif.get_ifd(0x8825)[2] = (7.0, 0.0, 0.0)  # where it was taken
    stream = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(stream, "JPEG", exif=exif, quality=60, comment="rahasia")
    return stream.getvalue()


@pytest.mark.parametrize("size", [(640, 480), (2400, 1800)])
def test_a_photo_for_the_web_tells_nothing_of_where_it_was_taken(size: tuple[int, int]) -> None:
    data = with_exif(size)
    assert b"rahasia" in data
    made = for_web(data, small=True)
    assert made is not None
    for photo in (made.large, made.small):
        opened = Image.open(io.BytesIO(photo))
        assert dict(opened.getexif()) == {}
        assert b"rahasia" not in photo
        assert b"Exif" not in photo


def test_a_photo_for_the_web_is_small_and_upright() -> None:
    made = for_web(with_exif((2400, 1800), turn=6), small=True)
    assert made is not None
    assert (made.width, made.height) == (768, 1024)
    assert Image.open(io.BytesIO(made.large)).size == (768, 1024)
    assert max(Image.open(io.BytesIO(made.small)).size) == 400


def test_a_small_photo_keeps_its_pixels() -> None:
    data = with_exif((640, 480))
    made = for_web(data)
    assert made is not None
    assert Image.open(io.BytesIO(made.large)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "CMYK", "L", "1"])
def test_photos_in_any_colours_are_shown(mode: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "red").convert(mode).save(stream, "TIFF" if mode == "CMYK" else "PNG")
    assert for_web(stream.getvalue()) is not None


def test_what_is_no_photo_or_breaks_off_makes_none() -> None:
    assert for_web(b"") is None
    assert for_web(b"bukan foto") is None
    assert for_web(JPEG[:200]) is None


def run_of(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def set_apart(piece: Piece) -> list[tuple[str, str]]:
    return [(piece.text[start:end], face) for start, end, face in piece.marks]


def test_bold_and_italics_of_word_stand_where_they_stood(tmp_path: Path) -> None:
    body = p(
        inner=run_of("Warga  ") + run_of("gotong ", "<w:b/>") + run_of(" royong", "<w:b/>")
        + run_of(" di ", '<w:b w:val="0"/>') + run_of("Kali Code", "<w:i/>") + run_of("!", "<w:b/><w:i/>")
    )  # fmt: skip
    story, _ = told(tmp_path / "a.docx", docx(body))
    assert story.pieces[0].text == "Warga gotong royong di Kali Code!"
    assert set_apart(story.pieces[0]) == [("gotong royong", "b"), ("Kali Code", "i"), ("!", "bi")]


def test_bold_and_italics_of_odt_rtf_and_html_stand_where_they_stood(tmp_path: Path) -> None:
    automatic = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {how}/></style:style>'
        for name, how in (("T1", 'fo:font-weight="bold"'), ("T2", 'fo:font-style="italic"'))
    )
    spans = " dan ".join(
        f'<text:span text:style-name="{name}">{word}</text:span>'
        for name, word in (("T1", "tebal"), ("T2", "miring"))
    )
    pages = {
        "a.odt": odt(f"<text:p>Kata {spans} saja</text:p>", automatic=automatic),
        "a.rtf": rb"{\rtf1 Kata {\b tebal} dan \i miring\i0  saja\par}",
        "a.doc": b"<html><body><p>Kata <b>tebal</b> dan <em>miring</em> saja</p></body></html>",
    }
    for name, data in pages.items():
        story, _ = told(tmp_path / name, data)
        assert story.pieces[0].text == "Kata tebal dan miring saja"
        assert set_apart(story.pieces[0]) == [("tebal", "b"), ("miring", "i")], name


def test_what_is_bold_throughout_is_set_apart_by_nothing(tmp_path: Path) -> None:
    body = p(
        inner=run_of("Semua tebal dari awal sampai akhir.", "<w:b/>") + run_of(" miring", "<w:b/><w:i/>")
    )
    story, _ = told(tmp_path / "a.docx", docx(body))
    assert set_apart(story.pieces[0]) == [("miring", "i")]


def test_a_numbered_list_goes_on_behind_a_photo(tmp_path: Path) -> None:
    body = item("satu") + p(inner=drawing()) + item("dua") + item("dalam", 1) + p("Lalu") + item("tiga")
    data = docx(body, {"word/media/a.jpg": JPEG}, parts={"word/numbering.xml": NUMBERING})
    story, _ = told(tmp_path / "a.docx", data)
    numbers = [(piece.text, piece.number) for piece in story.pieces if piece.kind is Part.NUMBER]
    assert numbers == [("satu", 1), ("dua", 2), ("tiga", 3)]


NUMBERED = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" text:start-value="2"/>'
    "</text:list-style>"
)


def odt_list(*items: str, more: str = "") -> str:
    inside = "".join(f"<text:list-item>{one}</text:list-item>" for one in items)
    return f'<text:list text:style-name="L1"{more}>{inside}</text:list>'


def numbers_in(story: Story) -> list[str]:
    return [f"{piece.number}{piece.sign} {piece.text}" for piece in story.pieces]


def test_two_lists_of_one_style_in_an_odt_begin_anew(tmp_path: Path) -> None:
    one = odt_list("<text:p>butir</text:p>")
    for between in ("<text:p>Lalu</text:p>", ""):
        story, _ = told(tmp_path / "a.odt", odt(one + between + one, automatic=NUMBERED))
        assert [piece.number for piece in story.pieces if piece.kind is Part.NUMBER] == [1, 1]


@pytest.mark.parametrize("how", ['text:continue-numbering="true"', 'text:continue-list="satu"'])
def test_a_list_of_an_odt_goes_on_where_it_says_so(tmp_path: Path, how: str) -> None:
    first = odt_list("<text:p>satu</text:p>", "<text:p>dua</text:p>", more=' xml:id="satu"')
    body = f"{first}<text:p>Lalu</text:p>{odt_list('<text:p>tiga</text:p>', more=f' {how}')}"
    story, _ = told(tmp_path / "a.odt", odt(body, automatic=NUMBERED))
    assert numbers_in(story) == ["1 satu", "2 dua", "0 Lalu", "3 tiga"]


def test_an_item_of_an_odt_has_one_number_and_may_begin_where_it_likes(tmp_path: Path) -> None:
    inside = odt_list("<text:p>dalam</text:p>")
    started = '<text:list text:style-name="L1"><text:list-item text:start-value="7"><text:p>tujuh</text:p>'
    body = odt_list("<text:p>satu</text:p><text:p>masih satu</text:p>", f"<text:p>dua</text:p>{inside}")
    body += f"<text:p>Lalu</text:p>{started}</text:list-item></text:list>"
    story, _ = told(tmp_path / "a.odt", odt(body, automatic=NUMBERED))
    assert numbers_in(story) == ["1 satu", "0 masih satu", "2 dua", "2a dalam", "0 Lalu", "7 tujuh"]


def test_lists_of_word_begin_and_go_on_as_word_says(tmp_path: Path) -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/></w:lvl>'
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>'
        + "".join(
            f'<w:num w:numId="{name}"><w:abstractNumId w:val="7"/>{more}</w:num>'
            for name, more in ((1, ""), (2, ""), (3, again))
        )
        + "</w:numbering>"
    )
    body = "".join(
        item(str(name)).replace('w:numId w:val="3"', f'w:numId w:val="{name}"') for name in (1, 1, 2, 3, 3)
    )
    story, _ = told(tmp_path / "a.docx", docx(body, parts={"word/numbering.xml": numbering}))
    assert numbers_in(story) == ["3i 1", "4i 1", "5i 2", "1i 3", "2i 3"]


def test_lists_of_rtf_have_their_numbers_and_signs(tmp_path: Path) -> None:
    rtf = (
        rb"{\rtf1 Caranya\par{\listtext\pard\plain 1.\tab}\ls1\ilvl0 Pilah\par"
        rb"{\listtext 2.\tab}\ls1 Timbang\par\pard{\pntext\'B7\tab}Tabung\par\pard Selesai\par}"
    )
    story, _ = told(tmp_path / "a.rtf", rtf)
    assert [(piece.kind, piece.text, piece.number) for piece in story.pieces] == [
        (Part.PARAGRAPH, "Caranya", 0),
        (Part.NUMBER, "Pilah", 1),
        (Part.NUMBER, "Timbang", 2),
        (Part.BULLET, "Tabung", 0),
        (Part.PARAGRAPH, "Selesai", 0),
    ]


def test_lists_of_old_word_documents_have_their_numbers_and_signs(tmp_path: Path) -> None:
    def level(start: int, kind: int) -> bytes:
        return struct.pack("<iB23x", start, kind) + struct.pack("<H", 1) + "x".encode("utf-16-le")

    made_after = struct.pack("<H", 2) + b"".join(struct.pack("<I22xBx", name, 1) for name in (70, 80))
    made_after += level(2, 4) + level(1, 23)  # letters from b on; signs
    lists = struct.pack("<I", 3) + b"".join(
        struct.pack("<I8xB3x", *one) for one in ((70, 0), (80, 0), (70, 1))
    )
    lists += b"\xff" * 4 * 3 + struct.pack("<iI", 5, 0x10)  # the third begins anew, with e
    text = "satu\rdua\rLalu\rtiga\rtanda\rlima\r"
    places = {text.index(word): number for word, number in
              (("satu", 1), ("dua", 1), ("tiga", 1), ("tanda", 2), ("lima", 3))}  # fmt: skip
    shapes = {at: struct.pack("<HHHB", 0x460B, number, 0x260A, 0) for at, number in places.items()}
    story, _ = told(tmp_path / "a.doc", doc(text, shapes=shapes, more={73: made_after, 74: lists}))
    assert numbers_in(story) == ["2a satu", "3a dua", "0 Lalu", "4a tiga", "0 tanda", "5a lima"]
    assert story.pieces[4].kind is Part.BULLET
    cut, _ = told(tmp_path / "b.doc", doc(text, shapes=shapes, more={73: made_after[:60], 74: lists}))
    assert [piece.text for piece in cut.pieces] == text.split("\r")[:-1]


def test_labels_of_rtf_are_read_as_they_stand(tmp_path: Path) -> None:
    labels = ("3.", "(h)", "i)", "iv.", "1.2.", r"o", r"\'a7", "B.")
    # Word puts the label before the words that begin the paragraph's format anew.
    items = "".join(rf"{{\listtext\pard\plain {one}\tab}}\pard\plain\ls1\ilvl1 x\par" for one in labels)
    story, _ = told(tmp_path / "a.rtf", rf"{{\rtf1 {items}}}".encode())
    found = [f"{piece.number}{piece.sign}" for piece in story.pieces]
    assert found == ["3", "8a", "9a", "4i", "2", "0", "0", "2A"]
    assert {piece.level for piece in story.pieces} == {1}


def test_a_table_has_its_caption_and_its_head(tmp_path: Path) -> None:
    head = tuple(p(inner=run_of(word, "<w:b/>")) for word in ("Uraian", "Rupiah"))
    rows = (head, (p("Pasir"), p("200.000")))
    long = p("Ceritanya panjang sekali. " * 4)
    above = long + p("Tabel 1. Anggaran", "Caption") + table(*rows)
    story, _ = told(tmp_path / "a.docx", docx(above + long + table(*rows[1:], rows[1]) + p("Tabel II Upah")))
    tables = [(piece.text, piece.level) for piece in story.pieces if piece.kind is Part.TABLE]
    assert tables == [("Tabel 1. Anggaran", 1), ("Tabel II Upah", 0)]
    assert not any(piece.text.startswith("Tabel") for piece in story.pieces if piece.kind is not Part.TABLE)
