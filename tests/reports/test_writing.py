"""A report in the format of its file's extension, and the photos on its pages."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from make import report_samples as sample
from make.formbooks import opened
from make.levels import CITY_LEVEL
from msgspec.structs import replace
from PIL import Image

from bpkit.errors import UserError
from bpkit.model.facts import Folder, Medium, Photo, Submission
from bpkit.model.outcomes import Checked
from bpkit.model.place import PhotoName, PhotoPlace, Place
from bpkit.model.problems import Finding, Problem
from bpkit.model.units import Severity
from bpkit.reading.documents.content import digest
from bpkit.reading.images.opening import thumbnails
from bpkit.reports.json_output import scoring, validation
from bpkit.reports.overview import scoring_contents, validation_contents
from bpkit.reports.writing import EXTENSIONS, extension_of, json_text, report_bytes


def validation_report(file: Path, found: list[tuple[Path, Checked]]) -> bytes:
    objects = [validation(checked, path) for path, checked in found]
    value = objects if len(objects) > 1 else objects[0]
    contents = validation_contents([checked for _, checked in found], lambda: value)
    return report_bytes(file, contents)


BEGINNINGS = {".html": b"<!DOCTYPE html>", ".xlsx": b"PK", ".md": b"# Hasil", ".json": b"{"}


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_ending_chooses_the_format(extension: str) -> None:
    file = sample.KMW / f"Laporan{extension.upper()}"
    assert validation_report(file, [(Path("x"), sample.city())]).startswith(BEGINNINGS[extension])
    contents = scoring_contents(sample.judged(), lambda: scoring(sample.judged(), Path("x")))
    assert report_bytes(file, contents).startswith(BEGINNINGS[extension])


def lone(title: str) -> Checked:
    """A writing that its author checks, in a folder that is nothing itself."""
    home = Path("/rumah")
    made = sample.writing(title, folder=home)
    found = sample.finding("BP303", sample.W, made.path, place=Place(part="image1.jpeg"))
    return Checked(Folder(home, CITY_LEVEL, None, None, submissions=(made,)), (found,))


@pytest.mark.parametrize("titles", [("Berkah",), ("Berkah", "Gang Hijau")])
@pytest.mark.parametrize("extension", [".html", ".md", ".xlsx"])
def test_a_writing_alone_is_called_by_its_file_and_not_by_a_level(
    extension: str, titles: tuple[str, ...]
) -> None:
    contents = validation_contents([lone(title) for title in titles], dict)
    data = report_bytes(Path("/rumah/laporan").with_suffix(extension), contents)
    text = words_of(data) if extension == ".xlsx" else data.decode()
    assert "Korkot" not in text
    assert all(f"{title}.docx" in text for title in titles)


def test_a_writing_alone_is_the_folder_of_its_findings_in_a_workbook() -> None:
    book = opened(report_bytes(Path("/rumah/laporan.xlsx"), validation_contents([lone("Berkah")], dict)))
    assert book["Temuan"]["C2"].value == book["Kiriman"]["A2"].value == "Berkah.docx"
    folder = book["Folder"]["A2"]
    assert (folder.value, folder.hyperlink.target) == ("Berkah.docx", "Berkah.docx")


def words_of(book: bytes) -> str:
    return "\n".join(str(value) for sheet in opened(book) for row in sheet.values for value in row)


def test_an_unknown_extension_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(UserError) as caught:
        extension_of(Path("laporan.pdf"))
    assert "laporan.pdf" in caught.value.problem
    assert all(extension in caught.value.remedy for extension in EXTENSIONS)


def test_what_shows_text_json_and_workbooks_waits_for_neither_templates_nor_schemas() -> None:
    asked = "import sys; from bpkit.reports import json_output, screen, writing, xlsx"
    seen = f"{asked}; print({{'jinja2', 'pydantic', 'bpkit.schemas'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_several_paths_come_into_one_report() -> None:
    found = [(Path("a"), sample.city()), (Path("b"), sample.sound_city())]
    assert [one["path"] for one in json.loads(validation_report(Path("x.json"), found))] == ["a", "b"]
    page = validation_report(sample.KMW / "x.html", found).decode()
    assert "Korkot Semarang" in page
    assert "Korkot Surakarta" in page


def test_links_count_from_the_folder_of_the_report() -> None:
    page = validation_report(sample.SHARE / "x.html", [(Path("a"), sample.city())]).decode()
    assert 'href="2010-10/best%20practice_KMW%20(Jawa%20Tengah)_(Oktober)/' in page


def jpeg(size: tuple[int, int] = (320, 240), *, noise: bool = False, **more: Any) -> bytes:
    image = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size, "navy")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95, **more)
    return buffer.getvalue()


def seen(link: str) -> Image.Image:
    head, _, data = link.partition(",")
    assert head == "data:image/jpeg;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def with_finding(path: Path, photo: Photo | None, *files: Path) -> Checked:
    place = Place(part=photo.name) if photo else None
    submissions: tuple[Submission, ...] = ()
    if photo:
        submissions = (Submission(path.stem, path, (path, *files), Medium.WRITING, photos=(photo,)),)
    folder = Folder(path.parent, CITY_LEVEL, submissions=submissions)
    return Checked(folder, (Finding("BP303", Severity.ERROR, Problem(path, place=place)),))


def document(path: Path, picture: bytes) -> Checked:
    made = Document()
    made.add_picture(io.BytesIO(picture))
    made.save(str(path))
    return with_finding(path, Photo("image1.jpg", 320, 240, digest=digest(picture)))


def test_a_photo_out_of_a_document_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    found = thumbnails(document(path, jpeg()))
    assert seen(found[path, "image1.jpg"]).size == (320, 240)


def test_a_loose_photo_is_shown(tmp_path: Path) -> None:
    path, loose = tmp_path / "a.docx", tmp_path / "a 1.jpg"
    loose.write_bytes(jpeg())
    found = thumbnails(with_finding(path, Photo(loose.name, 320, 240, file=loose), loose))
    assert seen(found[path, loose.name]).size == (320, 240)


def test_a_picture_that_belongs_nowhere_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "IMG_0012.jpg"
    path.write_bytes(jpeg())
    assert seen(thumbnails(with_finding(path, None))[path, ""]).size == (320, 240)


def test_of_a_large_photo_the_cameras_own_thumbnail_is_shown_the_right_way_up(tmp_path: Path) -> None:
    small = jpeg((160, 120))
    # A directory with the orientation, then one that points to the thumbnail.
    ifd0 = b"\x00\x01" + b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00" + b"\x00\x00\x00\x1a"
    entries = ((0x0201, 0x1A + 2 + 24 + 4), (0x0202, len(small)))
    ifd1 = b"\x00\x02" + b"".join(
        tag.to_bytes(2, "big") + b"\x00\x04\x00\x00\x00\x01" + value.to_bytes(4, "big")
        for tag, value in entries
    )
    exif = b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08" + ifd0 + ifd1 + b"\x00\x00\x00\x00" + small
    path = tmp_path / "a.docx"
    large = jpeg((1600, 1200), noise=True, exif=exif)
    assert len(large) > 300_000
    shown = seen(thumbnails(document(path, large))[path, "image1.jpg"])
    assert shown.size == (160, 120)
    assert shown.getexif()[0x0112] == 6


def test_a_large_photo_without_a_thumbnail_is_left_out(tmp_path: Path) -> None:
    assert thumbnails(document(tmp_path / "a.docx", jpeg((1600, 1200), noise=True))) == {}


def test_a_page_gets_no_heavier_than_it_may(tmp_path: Path) -> None:
    assert thumbnails(document(tmp_path / "a.docx", jpeg()), heaviest=100) == {}


def test_a_photo_that_is_gone_or_damaged_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    checked = document(path, jpeg())
    path.write_bytes(b"PK rusak")
    assert thumbnails(checked) == {}
    path.unlink()
    assert thumbnails(checked) == {}


def test_a_finding_about_something_else_brings_no_photo(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    checked = document(path, jpeg())
    other = replace(checked.findings[0].problem, place=None)
    assert thumbnails(replace(checked, findings=(Finding("BP201", Severity.ERROR, other),))) == {}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 10**9).map(lambda hundredths: hundredths / 100)
    | st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from('\\"/\b\f\n\r\t\0\x1f')),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc é", max_size=3), inner, max_size=4)
    ),
)


@given(VALUES)
@settings(max_examples=200)
def test_json_is_laid_out_as_pythons_own_writer_does_it(value: Any) -> None:
    printable = json.dumps(value, ensure_ascii=False, indent=2)
    unseen = {ord(sign): f"\\u{ord(sign):04x}" for sign in set(printable) if not sign.isprintable()}
    unseen.pop(ord("\n"), None)
    assert json_text(value) == printable.translate(unseen) + "\n"


def test_json_takes_texts_of_our_own_and_names_that_are_no_unicode() -> None:
    assert json_text([PhotoName("image1.jpeg", PhotoPlace(1))]) == '[\n  "image1.jpeg"\n]\n'
    assert (
        json_text({"a": "foto\udcff.jpg", "b": "\x9b"})
        == '{\n  "a": "foto\\udcff.jpg",\n  "b": "\\u009b"\n}\n'
    )


def test_json_has_no_place_for_what_it_does_not_know() -> None:
    with pytest.raises(TypeError, match=type(Path()).__name__):
        json_text({"path": Path("Berbagi")})
