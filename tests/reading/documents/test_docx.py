"""Word documents: what is text, what is a picture, and what is neither."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make.contents import kinds, texts
from make.pictures import grainy
from make.wordfiles import NAMESPACES, docx, drawing, p, relation, table

from bpkit.model.facts import Document
from bpkit.model.problems import Kind
from bpkit.reading.documents.content import DocumentContent, DocumentPart, DocumentTable, Paragraph
from bpkit.reading.documents.docx import read_docx
from bpkit.reading.documents.writing import read_writing

FILE = Path("Dari Sampah Menjadi Berkah.docx")
RUN = "<w:r><w:t>kata</w:t></w:r>"
BODY = "Warga memilah sampah setiap pagi."


def read(body: str, **more: object) -> DocumentContent:
    return read_docx(FILE, docx(body, **more))  # type: ignore[arg-type]


def writing(data: bytes, name: str = FILE.name) -> Document:
    return read_writing(Path(name), data)


def damages(data: bytes, name: str = FILE.name) -> list[Kind | None]:
    return kinds(writing(data, name))


def test_text_of_paragraphs_and_tables_comes_in_reading_order() -> None:
    document = writing(docx(p("Satu") + table((p("dua"), p("tiga"))) + p("empat")))
    assert document.text == "Satu\ndua\ntiga\nempat"
    assert document.words == 4


def test_breaks_and_tabs_keep_words_apart() -> None:
    words = "<w:t>satu</w:t><w:br/><w:t>dua</w:t><w:tab/><w:t>tiga</w:t><w:noBreakHyphen/><w:t>an</w:t>"
    inner = f"<w:r>{words}</w:r>"
    assert texts(read(p(inner=inner))) == ["satu\ndua\ttiga-an"]


def test_tab_stops_are_no_tabs() -> None:
    stops = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    )
    assert texts(read(stops)) == ["x"]


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:hyperlink r:id="x"><w:r><w:t>kata</w:t></w:r></w:hyperlink>',
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>kata</w:t></w:r></w:sdtContent></w:sdt>",
        '<w:fldSimple w:instr="TITLE"><w:r><w:t>kata</w:t></w:r></w:fldSimple>',
        '<w:ins w:id="1"><w:r><w:t>kata</w:t></w:r></w:ins>',
        '<w:moveTo w:id="1"><w:r><w:t>kata</w:t></w:r></w:moveTo>',
        "<w:smartTag><w:r><w:t>kata</w:t></w:r></w:smartTag>",
        "<w:r><w:fldChar/><w:instrText>DATE</w:instrText></w:r><w:r><w:t>kata</w:t></w:r>",
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>kata</w:t></w:r>',
    ],
)
def test_text_inside_links_controls_fields_and_insertions_counts(wrapped: str) -> None:
    assert texts(read(p(inner=wrapped))) == ["kata"]


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:del w:id="1"><w:r><w:delText>kata</w:delText></w:r></w:del>',
        '<w:moveFrom w:id="1"><w:r><w:t>kata</w:t></w:r></w:moveFrom>',
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>kata</w:t></w:r>",
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{RUN}</w:sdtContent></w:sdt>",
    ],
)
def test_deleted_hidden_and_placeholder_text_does_not_count(wrapped: str) -> None:
    assert texts(read(p("ada", inner=wrapped))) == ["ada"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    first = '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>Warga </w:t></w:r></w:p>'
    assert texts(read(first + p("memilah", style="Caption"))) == ["Warga memilah"]


def test_a_deleted_row_is_out() -> None:
    rows = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"
    kept = "<w:tr><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p></w:tc></w:tr>"
    (block,) = read(f"<w:tbl>{rows}{kept}</w:tbl>").blocks
    assert isinstance(block, DocumentTable) and [row[0][0].text for row in block.rows] == ["y"]


def box(inner: str) -> str:
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp>"
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_counts_once_and_says_that_it_is_one() -> None:
    content = read(p("luar", inner=box(p("dalam"))))
    assert [(b.part, b.text) for b in content.blocks if isinstance(b, Paragraph)] == [
        (DocumentPart.BODY, "luar"),
        (DocumentPart.TEXT_BOX, "dalam"),
    ]


def test_a_text_box_inside_a_text_box_counts_once() -> None:
    content = read(p("a", inner=box(p("b", inner=box(p("c"))))))
    assert (texts(content), texts(content, DocumentPart.TEXT_BOX)) == (["a"], ["b", "c"])


def test_a_table_inside_a_cell_follows_its_table() -> None:
    first, second = read(table((p("luar") + table((p("dalam"),)) + p("lagi"),))).blocks
    assert isinstance(first, DocumentTable) and [q.text for q in first.rows[0][0]] == ["luar", "lagi"]
    assert isinstance(second, DocumentTable) and second.rows[0][0][0].text == "dalam"


def test_headers_footers_and_notes_are_read_with_their_part() -> None:
    parts = {
        f"word/{kind}1.xml": f"<w:{tag} {NAMESPACES}>{inner}</w:{tag}>"
        for kind, tag, inner in (
            ("header", "hdr", p("kepala")),
            ("footer", "ftr", p("kaki")),
            ("footnotes", "footnotes", f"<w:footnote>{p('catatan')}</w:footnote>"),
        )
    }
    relations = "".join(
        relation(f"rId9{kind}", kind, f"{kind}1.xml") for kind in ("header", "footer", "footnotes")
    )
    data = docx(p("isi"), parts=parts, relations=relations)
    blocks = read_docx(FILE, data).blocks
    assert {(b.part, b.text) for b in blocks if isinstance(b, Paragraph)} == {
        (DocumentPart.BODY, "isi"),
        (DocumentPart.HEADER, "kepala"),
        (DocumentPart.FOOTER, "kaki"),
        (DocumentPart.NOTE, "catatan"),
    }
    assert writing(data).text == "isi\ncatatan"


def test_a_damaged_header_does_not_hide_the_text() -> None:
    data = docx(
        p(BODY), parts={"word/header1.xml": "<w:hdr"}, relations=relation("rId9", "header", "header1.xml")
    )
    assert writing(data).text == BODY
    assert damages(data) == [Kind.BROKEN]


def test_strict_documents_read_like_the_others() -> None:
    data = docx(p("Warga", style="Title"))
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    transitional = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    members["word/document.xml"] = members["word/document.xml"].replace(transitional, strict)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, member in members.items():
            package.writestr(name, member)
    (block,) = read_docx(FILE, stream.getvalue()).blocks
    assert isinstance(block, Paragraph) and (block.text, block.style) == ("Warga", "title")


def test_the_main_part_may_have_another_name() -> None:
    assert texts(read(p(BODY), main="word/document2.xml")) == [BODY]


def test_styles_go_by_their_built_in_names_whatever_the_language() -> None:
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:styleId="Judul"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="JudulKami"><w:name w:val="Judul Kami"/><w:basedOn w:val="Judul"/></w:style>'
        '<w:style w:styleId="Kutipan"><w:name w:val="Quote"/></w:style></w:styles>'
    )
    content = read(
        p("a", "Judul") + p("b", "JudulKami") + p("c", "Kutipan"), parts={"word/styles.xml": styles}
    )
    assert [b.style for b in content.blocks if isinstance(b, Paragraph)] == ["title", "title", "quote"]


def test_a_picture_is_measured_and_placed() -> None:
    content = read(p(inner=drawing(alt="Warga menimbang")), media={"image1.jpeg": grainy(orientation=6)})
    (block,) = content.blocks
    assert isinstance(block, Paragraph)
    (shown,) = block.pictures
    assert (shown.name, shown.kind, shown.width, shown.height) == ("image1.jpeg", "jpeg", 600, 800)
    assert (shown.placed_cm, shown.alt_text, shown.damage) == ((10.0, 7.5), "Warga menimbang", None)


def test_a_vml_picture_counts_too() -> None:
    old = (
        '<w:r><w:pict><v:shape style="width:283.5pt;height:212.6pt"><v:imagedata r:id="rIdP1"/></v:shape>'
        "</w:pict></w:r>"
    )
    (block,) = read(p(inner=old), media={"image1.jpeg": grainy()}).blocks
    assert isinstance(block, Paragraph) and block.pictures[0].placed_cm == (10.0, 7.5)


@pytest.mark.parametrize("how", ["missing", "linked"])
def test_a_picture_that_is_not_there_is_a_damaged_photo(how: str) -> None:
    target = (
        'Target="file:///C:/foto.jpg" TargetMode="External"' if how == "linked" else 'Target="media/x.jpeg"'
    )
    relations = f'<Relationship Id="rIdP1" Type="image" {target}/>'
    (photo,) = writing(docx(p(BODY, inner=drawing()), relations=relations)).photos
    assert photo.damage and photo.damage.kind is Kind.PHOTO


def test_a_document_of_python_docx_reads_as_it_was_written(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.add_heading("Dari Sampah Menjadi Berkah", 0)
    document.add_paragraph(BODY)
    document.add_picture(io.BytesIO(grainy()))
    document.add_paragraph("Foto 1. Warga menimbang sampah", style="Caption")
    document.save(str(tmp_path / FILE))
    found = writing((tmp_path / FILE).read_bytes())
    assert found.heading and found.heading.text == "Dari Sampah Menjadi Berkah"
    assert [(photo.width, photo.caption and photo.caption.text) for photo in found.photos] == [
        (800, "Foto 1. Warga menimbang sampah")
    ]
    assert found.damages == ()


# Problem ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Kind.BROKEN),
        (b"\0" * 500, Kind.BROKEN),
        (docx(p(BODY))[:300], Kind.BROKEN),
        (docx(p(BODY) + "<w:p>"), Kind.BROKEN),
        (docx(""), Kind.NO_TEXT),
        (docx(p(inner=drawing()), media={"image1.jpeg": grainy()}), Kind.NO_TEXT),
        (b"%PDF-1.4 " + b"x" * 100, Kind.MISLABELLED),
        (grainy(), Kind.MISLABELLED),
        (b"Warga memilah sampah.", Kind.MISLABELLED),
        (b"<html><body>Warga</body></html>", Kind.MISLABELLED),
        (docx(p(BODY), parts={"word/vbaProject.bin": "x"}), Kind.MACROS),
        (docx(p(BODY), parts={"../../evil.txt": "x"}), Kind.UNSAFE),
        (docx(p(BODY), parts={"/etc/passwd": "x"}), Kind.UNSAFE),
        (docx(p(BODY), relations=relation("rId7", "image", "../../../etc/passwd")), Kind.UNSAFE),
    ],
)
def test_damage_is_named_for_what_it_is(data: bytes, kind: Kind) -> None:
    assert damages(data)[0] is kind


def test_a_document_without_its_main_part_is_broken() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/styles.xml", "<w:styles/>")
    assert damages(stream.getvalue()) == [Kind.BROKEN]


def test_a_mislabelled_document_is_still_read() -> None:
    found = writing(docx(p(BODY)), "Dari Sampah.doc")
    assert found.text == BODY
    assert [(d.kind, d.found, d.expected) for d in found.damages] == [(Kind.MISLABELLED, "DOCX", "DOC")]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_entities_are_unsafe_and_never_followed(declared: str) -> None:
    body = p("&a;" if "ENTITY" in declared else "x")
    main = f"{declared}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    found = writing(docx("", parts={"word/document.xml": main}))
    assert kinds(found) == [Kind.UNSAFE]
    assert found.text == ""


def bomb(name: str) -> bytes:
    stream = io.BytesIO(docx(p(BODY)))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package, package.open(name, "w") as part:
        for _ in range(40):
            part.write(b" " * 1024 * 1024)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["word/media/image1.png", "customXml/item1.xml"])
def test_a_decompression_bomb_is_unsafe_wherever_it_hides(name: str) -> None:
    assert damages(bomb(name)) == [Kind.UNSAFE]


def test_elements_without_end_are_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpkit.reading.documents.archive.MOST_TAGS", 1000)
    assert kinds(read_docx(FILE, docx("<w:p/>" * 900))) == []
    assert kinds(read_docx(FILE, docx("<w:p/>" * 1001))) == [Kind.UNSAFE]


def test_a_part_that_is_longer_than_it_says_is_never_inflated_whole() -> None:
    data = bytearray(docx(p(BODY * 2000)))
    at = data.index(b"PK\x01\x02", data.index(b"word/document.xml"))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")  # the inflated size in the directory
    assert damages(bytes(data)) == [Kind.UNSAFE]


def test_a_package_under_a_password_is_protected() -> None:
    ole = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1528)
    ole[30:32], ole[48:52] = (9).to_bytes(2, "little"), (0).to_bytes(4, "little")
    name = "EncryptedPackage".encode("utf-16-le")
    ole[512 : 512 + len(name)] = name
    ole[576:578] = (len(name) + 2).to_bytes(2, "little")
    assert damages(bytes(ole)) == [Kind.PROTECTED]


def test_an_encrypted_zip_is_protected() -> None:
    data = bytearray(docx(p(BODY)))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert damages(bytes(data)) == [Kind.PROTECTED]


@settings(max_examples=100, deadline=None)
@given(st.text("<>/&;:wptrc=\"' \n", max_size=200))
def test_no_xml_ever_raises(inner: str) -> None:
    writing(docx(inner))


def test_a_sign_alone_on_its_line_is_nobody_s_name() -> None:
    assert writing(docx(p(BODY) + p("&amp;") + p("Fasilitator Sosial TF-03"))).damages == ()


def test_a_document_of_many_styles_is_read_at_once() -> None:
    """To look for each of them in the whole part took a minute and a half."""
    count = 8_000
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{n}"/></w:pPr><w:r><w:t>a{n}</w:t></w:r></w:p>' for n in range(count)
    )
    style = '<w:style w:type="paragraph" w:styleId="s{0}"><w:name w:val="Gaya {0}"/><w:basedOn w:val="s{1}"/>'
    styles = "".join(f"{style.format(n, n + 1)}<!--{'x' * 200}--></w:style>" for n in range(count))
    begun = time.perf_counter()
    content = read_docx(FILE, docx(body, parts={"word/styles.xml": styles}))
    assert time.perf_counter() - begun < 10
    assert [getattr(block, "style", "") for block in content.blocks[:2]] == ["gaya 0", "gaya 1"]
