"""A photo is named so that somebody finds it in Word, in every kind of document alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from make.oldformats import doc, doc_picture, odt, odt_picture, pdf, pdf_image, pdf_text
from make.pictures import grainy, picture
from make.rulefacts import writing
from make.wordfiles import docx, drawing, p, table

from bpkit.model.facts import Photo, Submission
from bpkit.model.place import PhotoName, PhotoPlace, Place
from bpkit.model.problems import Finding, Kind, Problem
from bpkit.model.settings import Settings
from bpkit.model.units import Severity
from bpkit.originality import matches
from bpkit.reading.documents.writing import read_writing
from bpkit.reports.json_output import photo_json
from bpkit.reports.outline import in_words
from bpkit.rules.catalogue import photo_in_words, render
from bpkit.rules.originality import repeated_photo
from bpkit.rules.photos import damaged_photo, photo_without_caption, small_photo
from bpkit.rules.registry import Context
from bpkit.wording import speaking

TITLE = "Dari Sampah Menjadi Berkah"
SENTENCE = "Setiap sore ibu-ibu RW 3 memilah sampah dapur bersama di balai warga."
BEGINNING = "Setiap sore ibu-ibu RW 3 memilah sampah …"
CONTEXT = Context(Settings())
MEDIA = {"image7.jpeg": grainy(320, 240), "image8.jpeg": grainy(800, 600)}


def names(data: bytes, ending: str = "docx") -> list[str]:
    with speaking("id"):
        return [
            photo_in_words(photo.called) for photo in read_writing(Path(f"{TITLE}.{ending}"), data).photos
        ]


def test_a_photo_is_named_by_its_number_and_the_words_above_it() -> None:
    body = p(SENTENCE) + p(inner=drawing()) + p("Foto 1. Warga menimbang") + p(inner=drawing("rIdP2"))
    assert names(docx(body, MEDIA)) == [
        f"foto ke-1 (“Foto 1. Warga menimbang”), di bawah kalimat “{BEGINNING}”",
        "foto ke-2, di bawah kalimat “Foto 1. Warga menimbang”",
    ]


def test_the_first_photo_of_all_is_named_by_the_words_below_it() -> None:
    assert names(docx(p(inner=drawing()) + p(SENTENCE), MEDIA)) == [
        f"foto ke-1, di atas kalimat “{BEGINNING}”"
    ]


def test_a_photo_among_words_is_named_by_them() -> None:
    assert names(docx(p(SENTENCE, inner=drawing()), MEDIA)) == [f"foto ke-1, di paragraf “{BEGINNING}”"]


def test_a_photo_in_a_table_says_so() -> None:
    body = p(SENTENCE) + table((p(inner=drawing()), p(inner=drawing("rIdP2"))))
    assert names(docx(body, MEDIA)) == [
        f"foto ke-{number}, di dalam tabel, di dekat kalimat “{BEGINNING}”" for number in (1, 2)
    ]


def test_a_photo_in_a_text_box_says_so() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(inner=drawing())}</w:txbxContent></v:textbox>"
    body = p(SENTENCE) + p(inner=f"{box}</v:shape></w:pict></w:r>")
    assert names(docx(body, MEDIA)) == [f"foto ke-1, di dalam kotak teks, di dekat kalimat “{BEGINNING}”"]


@pytest.mark.parametrize("ending", ["doc", "odt", "rtf"])
def test_every_kind_of_document_names_its_photos_alike(ending: str) -> None:
    jpeg = picture(800, 600)
    letters = f"{SENTENCE}\r\x01\r"
    at = len(SENTENCE) + 1
    data = {
        "doc": doc(
            letters, looks=[(at, at + 1, b"\x55\x08\x01\x03\x6a" + bytes(4))], pictures=doc_picture(jpeg)
        ),
        "odt": odt(
            f"<text:p>{SENTENCE}</text:p><text:p>{odt_picture('Pictures/a.jpg')}</text:p>",
            files={"Pictures/a.jpg": jpeg},
        ),
        "rtf": rf"{{\rtf1\ansi {SENTENCE}\par {{\pict\jpegblip {jpeg.hex()}}}\par}}".encode(),
    }
    assert names(data[ending], ending) == [f"foto ke-1, di bawah kalimat “{BEGINNING}”"]


def test_in_a_pdf_the_page_says_it() -> None:
    pages = [pdf_text(72, 700, SENTENCE), pdf_text(72, 700, SENTENCE) + pdf_image("I0", 72, 300, 300, 225)]
    assert names(pdf(pages, [picture(800, 600)]), "pdf") == ["foto ke-1, di halaman 2"]


# In findings ------------------------------------------------------------------------------------------

PLACED = Photo("image7.jpeg", 320, 240, place=PhotoPlace(2, "below", "Warga memilah …"))
LOOSE = Photo("rapat.jpg", 320, 240, file=Path("rapat.jpg"))


def said(code: str, found: Sequence[object], language: str = "id") -> list[tuple[str, str | None]]:
    with speaking(language):
        findings = [Finding(code, Severity.ERROR, problem) for problem in found]  # type: ignore[arg-type]
        return [(render(finding).message, in_words(finding.problem.place)) for finding in findings]


def test_a_small_photo_is_named_by_its_place_and_a_loose_one_by_its_file() -> None:
    place = "foto ke-2, di bawah kalimat “Warga memilah …”"
    assert said("BP303", [*small_photo(writing(photos=(PLACED, LOOSE)), CONTEXT)]) == [
        (f"F{place[1:]}, berukuran 320×240 piksel, seharusnya paling sedikit 480×640.", place),
        ("Foto “rapat.jpg” berukuran 320×240 piksel, seharusnya paling sedikit 480×640.", "foto “rapat.jpg”"),
    ]


def test_so_it_is_where_the_caption_is_missing() -> None:
    ((message, _), _) = said(
        "BP304", [*photo_without_caption(writing(photos=(PLACED, LOOSE)), CONTEXT)], "en"
    )
    assert message == "Photo 2, below the sentence “Warga memilah …”, has no caption."


def test_a_damaged_photo_and_a_linked_one_are_told_apart() -> None:
    path = writing().path
    broken = Photo("image7.jpeg", None, None, damage=Problem(path, kind=Kind.PHOTO), place=PLACED.place)
    linked = Problem(path, found="Rapat.jpg", variant="linked", kind=Kind.PHOTO)
    gone = Photo("", None, None, damage=linked, place=PhotoPlace(3, page=4))
    found = said("BP305", [*damaged_photo(writing(photos=(broken, gone)), CONTEXT)])
    assert [message for message, _ in found] == [
        "Foto ke-2, di bawah kalimat “Warga memilah …”, rusak dan tidak dapat ditampilkan.",
        "Foto ke-3, di halaman 4, tidak tersimpan di dalam dokumen; yang ada hanya tautan ke “Rapat.jpg”.",
    ]


def test_two_damaged_photos_of_one_name_are_two_findings() -> None:
    damage = Problem(writing().path, kind=Kind.PHOTO)
    photos = tuple(Photo("", None, None, damage=damage, place=PhotoPlace(number)) for number in (1, 2))
    assert len([*damaged_photo(writing(photos=photos), CONTEXT)]) == 2


def test_the_same_photo_twice_names_both_places() -> None:
    photos = tuple(
        Photo("image7.jpeg", 800, 600, digest="x", place=PhotoPlace(n, "below", "a b")) for n in (1, 2)
    )
    one: Submission = writing(photos=photos)
    place = "di bawah kalimat “a b”"
    found = [*repeated_photo(one, Context(Settings(), matches=matches([one])))]
    assert [message for message, _ in said("BP306", found)] == [
        f"Foto ke-2, {place}, sama dengan foto ke-1, {place}, dalam tulisan ini juga."
    ]


def test_a_long_caption_is_shortened() -> None:
    words = photo_in_words(PhotoName("image7.jpeg", PhotoPlace(1), "Warga menimbang sampah " * 20))
    assert len(words) < 100 and "…" in words


def test_the_json_keeps_the_name_and_says_where() -> None:
    with speaking("en"):
        assert photo_json(PLACED) == {
            "name": "image7.jpeg",
            "width": 320,
            "height": 240,
            "caption": None,
            "where": "photo 2, below the sentence “Warga memilah …”",
        }


def test_a_name_is_a_text_like_any_other() -> None:
    assert Place(part=PLACED.called) == Place(part="image7.jpeg")
