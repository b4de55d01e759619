"""What a file is by its content."""

import io
import re
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import soundfiles
from make.oldbooks import package
from make.oldformats import doc, odt, ole, pdf, pdf_text
from make.pictures import picture
from make.realfiles import office

from bpkit.model import extensions
from bpkit.model.extensions import (
    ARCHIVES,
    AUDIO,
    DOCUMENTS,
    FOREIGN_DOCUMENTS,
    FOREIGN_WORKBOOKS,
    IMAGES,
    KINDS,
    SHORTCUTS,
    VIDEO,
    WORKBOOKS,
    YAML,
    is_known,
    is_mislabelled,
)
from bpkit.reading.file_kinds import HEAD, kind_of

BMP = b"BM" + bytes(12) + (40).to_bytes(4, "little") + bytes(30)
CONTENTS = {
    "docx": package(dict.fromkeys(("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "isi")),
    "xlsx": package(dict.fromkeys(("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "isi")),
    "pptx": package(dict.fromkeys(("[Content_Types].xml", "ppt/presentation.xml"), "isi")),
    "odt": odt("<text:p>Isi</text:p>"),
    "zip": package(dict.fromkeys(("foto1.txt", "foto2.txt"), "isi")),
    "doc": office("latin.doc"),
    "xls": office("sel.xls"),
    "ppt": ole({"PowerPoint Document": b"x"}),
    "ole": ole({"Sesuatu": b"x"}),
    "encrypted": office("terkunci.docx"),
    "rtf": b"{\\rtf1 Isi}",
    "pdf": pdf([pdf_text(72, 700, "Isi")]),
    "jpeg": picture(4, 4),
    "png": picture(4, 4, "PNG"),
    "gif": picture(4, 4, "GIF"),
    "bmp": picture(4, 4, "BMP"),
    "tiff": picture(4, 4, "TIFF"),
    "webp": picture(4, 4, "WEBP"),
    "heic": b"\0\0\0\x18ftypheic" + bytes(12),
    "tar": tarfile.TarInfo("Air.docx").tobuf() + bytes(1024),
    "emf": b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(60),
    "wmf": b"\xd7\xcd\xc6\x9a" + bytes(40),
    "amr": soundfiles.amr(1),
    "qcp": soundfiles.qcp(1),
    "dictation": soundfiles.dss(1),
    "mp3": soundfiles.made("a.mp3"),
    "m4a": soundfiles.made("a.m4a"),
    "wav": soundfiles.made("a.wav"),
    "w64": soundfiles.made("a.w64"),
    "ogg": soundfiles.made("a.opus"),
    "wma": soundfiles.made("a.wma"),
    "wmv": soundfiles.made("a.wmv"),
    "aac": soundfiles.made("a.aac"),
    "ac3": soundfiles.made("a.ac3"),
    "aiff": soundfiles.made("a.aiff"),
    "au": soundfiles.made("a.au"),
    "caf": soundfiles.made("a.caf"),
    "flac": soundfiles.made("a.flac"),
    "gsm": soundfiles.made("a.gsm"),
    "tta": soundfiles.made("a.tta"),
    "voc": soundfiles.made("a.voc"),
    "wavpack": soundfiles.made("a.wv"),
    "mp4": soundfiles.made("a.mp4"),
    "3gp": soundfiles.made("a.3gp"),
    "mov": soundfiles.made("a.mov"),
    "avi": soundfiles.made("a.avi"),
    "mpg": soundfiles.made("a.mpg"),
    "ts": soundfiles.made("a.ts"),
    "mkv": soundfiles.made("a.mkv"),
    "flv": soundfiles.made("a.flv"),
    "real": soundfiles.made("a.rm"),
    "html": b"\xef\xbb\xbf  <!DOCTYPE html><html><p>Maaf</p></html>",
    "xml": b"<?xml version='1.0'?><isi/>",
    "text": "Judul\r\nIsi tulisan – naïf\n".encode(),
    "rar": b"Rar!\x1a\x07\0" + bytes(20),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(20),
    "exe": b"MZ" + bytes(60),
    "gzip": b"\x1f\x8b\x08" + bytes(20),
    "empty": b"",
    "unknown": bytes(100),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_content_tells_the_kind_whatever_the_name(kind: str) -> None:
    assert kind_of(CONTENTS[kind], "tulisan.bin") == kind


@pytest.mark.parametrize("kind", sorted(set(CONTENTS) - {"doc", "xls", "ppt", "ole", "encrypted"}))
def test_the_first_bytes_are_enough(kind: str) -> None:
    assert kind_of(CONTENTS[kind][:HEAD], "tulisan.bin") == kind


def test_the_name_decides_where_a_directory_is_out_of_sight() -> None:
    far = doc("Isi\r", pictures=bytes(20_000))[:HEAD]
    assert [kind_of(far, name) for name in ("a.doc", "a.xls", "a.bin")] == ["doc", "xls", "ole"]


def test_a_document_whose_first_part_is_a_large_photo_goes_by_its_name() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "x" * HEAD)
        archive.writestr("word/document.xml", "x")
    data = file.getvalue()
    assert kind_of(data[:HEAD], "a.docx") == "docx"
    assert kind_of(data, "a.bin") == "docx"


def test_a_document_that_breaks_off_keeps_its_kind() -> None:
    assert kind_of(CONTENTS["docx"][:120], "a.docx") == "docx"


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xef\xbb\xbf"])
def test_text_of_notepad_is_text_and_no_sound(mark: bytes) -> None:
    code = "utf-16-le" if mark == b"\xff\xfe" else "utf-8"
    assert kind_of(mark + "Judul tulisan".encode(code), "a.mp3") == "text"


def test_a_small_bitmap_is_told_from_text_that_starts_alike() -> None:
    assert kind_of(BMP, "a") == "bmp"
    assert kind_of(b"BMKM Sejahtera di Tandang bercerita", "a") == "text"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("pdf", "a.docx"),
        ("rtf", "a.doc"),
        ("encrypted", "a.pdf"),
        ("html", "a.mp3"),
        ("png", "a.JPG"),
        ("zip", "a.docx"),
    ],
)
def test_another_content_than_the_ending_says_is_mislabelled(kind: str, name: str) -> None:
    assert is_mislabelled(kind, name)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("docx", "a.DOCX"),
        ("mp4", "a.m4a"),
        ("3gp", "a.mp4"),
        ("wma", "a.wmv"),
        ("jpeg", "a.jpe"),
        ("encrypted", "a.docx"),
        ("unknown", "a.docx"),
        ("empty", "a.mp3"),
        ("text", "catatan"),
    ],
)
def test_what_fits_or_says_nothing_is_not_mislabelled(kind: str, name: str) -> None:
    assert not is_mislabelled(kind, name)


def test_every_ending_that_is_taken_in_belongs_to_a_kind() -> None:
    assert all(map(is_known, (*DOCUMENTS, *IMAGES, *AUDIO, *VIDEO, *WORKBOOKS, *YAML, *ARCHIVES)))


def test_every_picture_and_old_document_is_told_as_what_it_is() -> None:
    assert {".avif", ".dib", ".emf", ".wmf"} <= set(IMAGES)
    foreign = ("old", "html", "mhtml", "pptx", "ppt", "odp")
    assert {one for kind in foreign for one in KINDS[kind].extensions} <= FOREIGN_DOCUMENTS.keys()


# What bpkit writes or keeps for itself, and what ends no name.
OWN = set(
    ".py .js .css .j2 .rels .json .log .lock .cmd .command .bin .ics".split()
    + ".bpkit .part .partial .filepart .download".split()
)
OTHER_TEXT = set(".text .bak .old .orig .tmp .backup .asc .eml".split())  # put behind a name of YAML


def test_every_ending_that_any_room_names_is_in_the_one_table() -> None:
    tables = {*FOREIGN_DOCUMENTS, *FOREIGN_WORKBOOKS, *SHORTCUTS}
    source = Path(extensions.__file__).parents[1]
    unknown = set()
    for file in source.rglob("*.py"):
        named = re.findall(r'"(\.[a-z][a-z0-9]{1,4})"', file.read_text(encoding="utf-8"))
        unknown |= {(file.name, one) for one in named if not is_known(one) and one not in tables}
    assert {one for one in unknown if one[1] not in OWN | OTHER_TEXT} == set()


@given(st.binary(max_size=300), st.sampled_from(["a.docx", "a.doc", "a", "a.mp3"]))
def test_any_bytes_have_a_kind(data: bytes, name: str) -> None:
    assert kind_of(data, name) in KINDS


@given(st.sampled_from(sorted(CONTENTS)), st.integers(0, 4000))
def test_any_beginning_of_a_file_has_a_kind(kind: str, length: int) -> None:
    assert kind_of(CONTENTS[kind][:length], "a.doc") in KINDS
