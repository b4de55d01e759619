"""Old and unusual documents: what can be read is read by its content, what can't is named for what it is."""

import base64
from pathlib import Path

import pytest
from make.levels import CITY_LEVEL
from make.oldformats import doc, odt, odt_content, ole, pdf, pdf_text
from make.pictures import photo_of
from make.rulefacts import korkot, problems, writing
from make.wordfiles import NAMESPACES, docx, p, relation
from msgspec.structs import replace

from bpkit.model.facts import Document, Folder
from bpkit.model.problems import Kind
from bpkit.model.settings import Settings
from bpkit.reading.documents.flat import _first_parts
from bpkit.reading.documents.writing import read_writing
from bpkit.reading.folders import read_folder
from bpkit.reading.tree.stems import group
from bpkit.reading.tree.walker import Layout
from bpkit.rules.naming import stray
from bpkit.rules.registry import Context

JPEG = photo_of("warga")
SHOWN = f'<img src="data:image/jpeg;base64,{base64.b64encode(JPEG).decode()}" width="378" height="283">'
HTML = (
    "<html><head><title>x</title><style>p {color: red}</style></head><body><h1>Dari Sampah</h1>"
    "<p>Warga memilah&nbsp;sampah<br>setiap hari.</p><p style='display:none'>tersembunyi</p>"
    f"<p>{SHOWN}</p><p class=MsoCaption>Foto 1. Warga</p>"
    "<table><tr><td>Nama Penulis</td><td>Siti Rahma</td></tr>"
    "<tr><td>Jabatan</td><td>Faskel TF-03</td></tr></table>"
    "</body></html>"
)
MHTML = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(HTML.replace(SHOWN, '<img src="foto/1.jpg">').encode()).decode()
    + "\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Location: foto/1.jpg\r\n"
    + "Content-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(JPEG).decode()
    + "\r\n--b--\r\n"
)
RTF = b"{\\rtf1 Dari Sampah\\par Nama Penulis : Siti Rahma\\par Jabatan : Faskel TF-03}"
WORD_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">'
    '<w:styles><w:style w:type="paragraph" w:styleId="Judul"><w:name w:val="Title"/></w:style></w:styles>'
    "<w:body><wx:sect>"
    '<w:p><w:pPr><w:pStyle w:val="Judul"/></w:pPr><w:r><w:t>Dari Sampah</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>Nama Penulis : Siti Rahma</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>Jabatan : Faskel TF-03</w:t></w:r></w:p>"
    f'<w:p><w:r><w:pict><w:binData w:name="wordml://1.jpg">{base64.b64encode(JPEG).decode()}</w:binData>'
    '<v:shape style="width:283.5pt;height:212.6pt"><v:imagedata src="wordml://1.jpg"/></v:shape></w:pict></w:r></w:p>'
    "</wx:sect></w:body></w:wordDocument>"
)


def body() -> str:
    return p("Dari Sampah", "Title") + p("Nama Penulis : Siti Rahma") + p("Jabatan : Faskel TF-03")


def flat_package() -> str:
    package = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    document = f"<w:document {NAMESPACES}><w:body>{body()}</w:body></w:document>"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package {package}>'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{document}</pkg:xmlData></pkg:part>'
        "</pkg:package>"
    )


def flat_odt() -> str:
    lines = ("Dari Sampah", "Nama Penulis : Siti Rahma", "Jabatan : Faskel TF-03")
    text = odt_content("".join(f"<text:p>{line}</text:p>" for line in lines))
    kind = 'office:mimetype="application/vnd.oasis.opendocument.text" '
    text = text.replace("office:document-content ", f"office:document {kind}", 1)
    return '<?xml version="1.0"?>' + text.replace("</office:document-content>", "</office:document>")


def read(name: str, data: bytes) -> Document:
    return read_writing(Path(name), data)


def kinds(document: Document) -> list[tuple[Kind | None, str]]:
    return [(damage.kind, damage.found) for damage in document.damages]


def author(document: Document) -> list[str]:
    person = document.identity.author
    return [fact.text for fact in (person.name, person.position) if fact]


UNDER_DOC = {
    "HTML": HTML.encode(),
    "MHTML": MHTML.encode(),
    "RTF": RTF,
    "Word 2003 XML": WORD_2003.encode(),
    "Word XML": flat_package().encode(),
    "OpenDocument XML": flat_odt().encode(),
    "DOCX": docx(body()),
    "ODT": odt("<text:p>Dari Sampah</text:p><text:p>Nama Penulis : Siti Rahma, Faskel TF-03</text:p>"),
    "PDF": pdf(
        [pdf_text(72, 700, "Dari Sampah") + pdf_text(72, 600, "Nama Penulis : Siti Rahma, Faskel TF-03")]
    ),
    "TEXT": b"Dari Sampah\r\nNama Penulis : Siti Rahma\r\nJabatan : Faskel TF-03\r\n",
}


@pytest.mark.parametrize("kind", UNDER_DOC)
def test_what_is_called_doc_and_is_none_is_read_by_its_content(kind: str) -> None:
    document = read("Dari Sampah.doc", UNDER_DOC[kind])
    assert kinds(document) == [(Kind.MISLABELLED, kind)]
    assert document.heading and document.heading.text == "Dari Sampah"
    assert author(document)[0] == "Siti Rahma"


def test_a_web_page_has_its_title_table_and_photo_and_no_hidden_text() -> None:
    document = read("a.doc", HTML.encode())
    assert "tersembunyi" not in document.text and "color" not in document.text
    assert "Warga memilah" in document.text
    (shown,) = document.photos
    assert (shown.width, shown.height, shown.caption and shown.caption.text) == (640, 480, "Foto 1. Warga")
    assert shown.placed_cm == (10.0, 7.49)
    assert author(document) == ["Siti Rahma", "Faskel TF-03"]


@pytest.mark.parametrize("data", [MHTML, WORD_2003], ids=["a web archive", "Word 2003"])
def test_pictures_beside_the_text_are_photos(data: str) -> None:
    (shown,) = read("a.doc", data.encode()).photos
    assert (shown.width, shown.height, shown.damage) == (640, 480, None)


@pytest.mark.parametrize(
    "page",
    [
        "<html><p>caf\u00e9".encode(),
        b"<html><meta charset=windows-1252><p>caf\xe9",
        "\ufeff<html><p>caf\u00e9".encode("utf-16-le"),
        b"<html><p>caf\xe9",
    ],
)
def test_a_page_is_read_in_its_own_letters(page: bytes) -> None:
    assert read("a.doc", page).text == "caf\u00e9"


@pytest.mark.parametrize("depth", [10, 5000])
def test_a_page_nested_without_end_ends(depth: int) -> None:
    assert read("a.doc", b"<html>" + b"<div>" * depth + b"x").damages


CHUNKS = {
    "html": HTML.encode(),
    "mht": MHTML.encode(),
    "rtf": RTF,
    "docx": docx(body()),
    "txt": UNDER_DOC["TEXT"],
}


def chunked(name: str, data: bytes) -> bytes:
    text = p("Sebelum.") + '<w:altChunk r:id="rIdC"/>' + p("Sesudah.")
    part = {f"word/bagian.{name}": data}
    return docx(text, parts=part, relations=relation("rIdC", "aFChunk", f"bagian.{name}"))


@pytest.mark.parametrize("name", CHUNKS)
def test_a_document_that_stands_whole_in_a_docx_is_read_in_its_place(name: str) -> None:
    document = read("a.docx", chunked(name, CHUNKS[name]))
    assert document.damages == ()
    assert document.text.startswith("Sebelum.") and document.text.endswith("Sesudah.")
    assert author(document) == ["Siti Rahma", "Faskel TF-03"]


def test_documents_in_documents_end_somewhere() -> None:
    data = docx(p("Inti."))
    for _ in range(6):
        data = chunked("docx", data)
    document = read("a.docx", data)
    assert "Inti." not in document.text
    assert [kind for kind, _ in kinds(document)] == [Kind.BROKEN]


def test_a_part_that_is_asked_for_without_end_is_read_some_times() -> None:
    part = {"word/bagian.txt": b"Isi."}
    data = docx(
        '<w:altChunk r:id="rIdC"/>' * 400, parts=part, relations=relation("rIdC", "aFChunk", "bagian.txt")
    )
    document = read("a.docx", data)
    assert 1 < document.text.count("Isi.") < 100
    assert (Kind.BROKEN, "") in kinds(document)


def test_a_part_that_is_missing_is_said() -> None:
    data = docx('<w:altChunk r:id="rIdC"/>', relations=relation("rIdC", "aFChunk", "tidak ada.html"))
    assert [kind for kind, _ in kinds(read("a.docx", data))] == [Kind.BROKEN]


@pytest.mark.parametrize(
    ("name", "data", "program"),
    [
        ("a.doc", doc("x\r", signature=0xA5DC, version=104), "Word 6/95"),
        ("a.doc", b"\xdb\xa5\x2d\0" + bytes(400), "Word 2.0"),
        ("a.doc", b"\xffWPC" + bytes(400), "WordPerfect"),
        ("a.doc", b"1\xbe\0\0" + bytes(400), "Word for DOS/Windows Write"),
        ("a.doc", ole({"MatOST": b"x", "CONTENTS": b"x"}), "Microsoft Works"),
        ("a.doc", b"[ver]\r\n\t4\r\n", "AmiPro"),
    ],
)
def test_a_document_of_an_old_program_is_named_for_it(name: str, data: bytes, program: str) -> None:
    document = read(name, data)
    assert kinds(document) == [(Kind.MISLABELLED, program)]
    submission = replace(writing(), damages=document.damages)
    assert [problem.variant for problem in problems("BP903", submission)] == ["old"]


def test_a_document_of_zeros_was_not_copied_to_its_end() -> None:
    document = read("a.docx", bytes(5000))
    assert kinds(document) == [(Kind.BROKEN, "5000 B")]
    submission = replace(writing(), damages=document.damages)
    assert [problem.variant for problem in problems("BP901", submission)] == ["blank"]


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("Kisah.pages", "document"),
        ("Kisah.txt", "document"),
        ("Kisah.pptx", "document"),
        ("Kisah.wps", "document"),
        ("Kisah.gdoc", "shortcut"),
        ("Kisah.docx.lnk", "shortcut"),
        ("Kisah.zip", "archive"),
        ("Kisah.xlsx", ""),
    ],
)
def test_a_writing_of_a_kind_that_does_not_count_is_named_for_what_it_is(name: str, variant: str) -> None:
    folder = korkot()
    (problem,) = stray(replace(folder, strays=(folder.path / name,)), Context(Settings()))
    assert problem.variant == variant


def test_a_draft_beside_its_writing_is_an_ordinary_stray() -> None:
    own = writing()
    folder = replace(korkot(), submissions=(own,))
    (problem,) = stray(replace(folder, strays=(folder.path / f"{own.title}.txt",)), Context(Settings()))
    assert problem.variant == ""


@pytest.mark.parametrize("name", [".Dari Sampah.docx.icloud", "Dari Sampah.docx.cloudf"])
def test_a_file_that_is_only_in_the_cloud_can_not_be_read_at_the_moment(name: str) -> None:
    folder: Folder = read_folder(Layout(Path("k"), CITY_LEVEL, strays=(Path("k") / name,)))
    assert folder.strays == ()
    assert [(damage.kind, damage.variant) for damage in folder.unsafe] == [(Kind.UNREACHABLE, "cloud")]


@pytest.mark.parametrize(
    ("data", "counts"), [(WORD_2003.encode(), True), (flat_odt().encode(), True), (b"<?xml?><data/>", False)]
)
def test_xml_is_a_writing_where_it_is_a_document(tmp_path: Path, data: bytes, counts: bool) -> None:
    file = tmp_path / "Dari Sampah.xml"
    file.write_bytes(data)
    assert len(group([file], (), ()).stems) == int(counts)
    if counts:
        assert author(read_writing(file, data)) == ["Siti Rahma", "Faskel TF-03"]


def test_of_pictures_without_end_the_first_count() -> None:
    assert len(read("a.doc", b"<html>" + b"<img src='a.jpg'>" * 2500).photos) == 2000


def test_a_web_archive_is_taken_apart_no_further_than_it_is_read() -> None:
    further = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 1000
    data = MHTML.replace("--b--", further + "--b--").encode()
    assert len(_first_parts(data)) < len(data) - 400 * len(further) // 1000
    assert [photo.width for photo in read("a.doc", data).photos] == [640]
