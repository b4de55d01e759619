"""The pictures that an old Word document shows: inline, afloat, in groups, as fillings, as objects."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from make.effort import grows_in_proportion
from make.oldformats import doc, doc_picture
from make.pictures import emf, picture
from make.realfiles import office

from bpkit.model.facts import Photo
from bpkit.reading.documents.content import Paragraph
from bpkit.reading.documents.doc import read_doc
from bpkit.reading.documents.writing import read_writing

FILE = Path("Dari Sampah Menjadi Berkah.doc")
SENTENCE = "Ibu-ibu RW 3 memilah sampah dapur.\r"
TWIPS = 1440 / 2.54  # a centimetre
SPECIAL = b"\x55\x08\x01"  # property codes of a letter that stands for something
PLACED = SPECIAL + b"\x03\x6a" + bytes(4)

PICTURE, NAME, FLAGS, FILL_KIND, FILL, WORDS, SHOWN, ROTATION = (
    0x104,
    0x105,
    0x106,
    0x180,
    0x186,
    0x381,
    0x3BF,
    4,
)


def record(kind: int, data: bytes, instance: int = 0, container: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (15 if container else 2), kind, len(data)) + data


def options(said: dict[int, int | str]) -> bytes:
    fixed, more = b"", b""
    for code, value in said.items():
        text = f"{value}\0".encode("utf-16-le") if isinstance(value, str) else b""
        fixed += struct.pack("<HI", code | (0x8000 if text else 0), len(text) if text else int(value))
        more += text
    return record(0xF00B, fixed + more, len(said))


def shape(
    number: int,
    said: dict[int, int | str],
    anchor: Sequence[int] = (),
    units: Sequence[int] = (),
    flags: int = 0xA00,
) -> bytes:
    """A shape: its place in the group around it, and the units of the group that it begins."""
    inner = record(0xF009, struct.pack("<4i", *units)) if units else b""
    inner += record(0xF00A, struct.pack("<iI", number, flags)) + options(said)
    inner += record(0xF00F, struct.pack("<4i", *anchor)) if anchor else b""
    return record(0xF004, inner, container=True)


def group(*shapes: bytes) -> bytes:
    return record(0xF003, b"".join(shapes), container=True)


def packed(metafile: bytes) -> bytes:
    return record(0xF01A, bytes(16) + bytes(34) + zlib.compress(metafile), 0x3D4)


def layer(pictures: Sequence[bytes], *shapes: bytes) -> bytes:
    """The drawing layer of a document: the store of its pictures, and what is drawn."""
    entries = b""
    for data in pictures:
        is_photo = data.startswith(b"\xff\xd8")
        blip = record(0xF01D, bytes(17) + data, 0x46A) if is_photo else packed(data)
        entries += record(0xF007, bytes(20) + struct.pack("<III", len(blip), 1, 0) + bytes(4) + blip, 5)
    common = record(0xF000, record(0xF001, entries, len(pictures), container=True), container=True)
    drawn = group(shape(1024, {}, units=(0, 0, 0, 0)), *shapes)
    return common + b"\0" + record(0xF002, record(0xF008, bytes(8)) + drawn, container=True)


def anchors(*placed: tuple[int, float, float]) -> bytes:
    """The shapes on the last letter but one, by number, each so large in centimetres."""
    at = len(SENTENCE)
    letters = struct.pack(f"<{len(placed) + 1}I", *[at] * len(placed), at + 2)
    return letters + b"".join(
        struct.pack("<5iHi", number, 0, 0, round(width * TWIPS), round(height * TWIPS), 0, 0)
        for number, width, height in placed
    )


def afloat(
    pictures: Sequence[bytes], shapes: Sequence[bytes], *placed: tuple[int, float, float]
) -> tuple[Photo, ...]:
    text = f"{SENTENCE}\x08\r"
    looks = [(len(SENTENCE), len(SENTENCE) + 1, SPECIAL)]
    more = {40: anchors(*placed), 50: layer(pictures, *shapes)}
    return read_writing(FILE, doc(text, looks=looks, more=more)).photos


def sizes(photos: Sequence[Photo]) -> list[tuple[int | None, tuple[float, float] | None]]:
    return [(photo.width, photo.placed_cm) for photo in photos]


ONE = picture(800, 600)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param(1, [(800, (8.0, 5.98))], id="afloat"),
        pytest.param(2, [(810, (8.0, 6.0)), (640, (8.0, 6.0))], id="two in a group"),
        pytest.param(3, [(820, (4.0, 6.0))], id="in a group in a group"),
        pytest.param(4, [(830, (8.0, 6.0))], id="the filling of a shape"),
        pytest.param(5, [], id="the tiles of a shape are a texture"),
    ],
)
def test_a_photo_has_the_size_at_which_its_shape_shows_it(number: int, expected: list[object]) -> None:
    content = read_doc(FILE, office("gambar.doc"))  # a paragraph for each: tools/fixtures/gambar.fodt
    paragraph = content.blocks[number]
    assert isinstance(paragraph, Paragraph)
    assert [(photo.width, photo.placed_cm) for photo in paragraph.pictures] == expected


def test_a_linked_picture_is_called_linked() -> None:
    *_, photo = read_writing(FILE, office("gambar.doc")).photos
    assert photo.damage and (photo.damage.variant, photo.damage.found) == ("linked", "Rapat.jpg")


def test_what_describes_a_floating_photo_is_its_caption() -> None:
    (photo,) = afloat([ONE], [shape(1, {PICTURE: 1, WORDS: "Warga memilah sampah"})], (1, 8, 6))
    assert photo.caption and photo.caption.text == "Warga memilah sampah"


def test_letters_filled_with_a_picture_are_no_photo() -> None:
    assert afloat([ONE], [shape(1, {0xC0: "BANK SAMPAH", FILL_KIND: 3, FILL: 1})], (1, 8, 6)) == ()


@pytest.mark.parametrize("degrees", [90, -60 % 65536])
def test_a_quarter_turn_exchanges_the_sides(degrees: int) -> None:
    found = afloat([ONE], [shape(1, {PICTURE: 1, ROTATION: degrees * 65536})], (1, 8, 6))
    assert sizes(found) == [(800, (6.0, 8.0))]


@pytest.mark.parametrize(
    "hidden", [shape(1, {PICTURE: 1, SHOWN: 0x00020002}), shape(1, {PICTURE: 1}, flags=0xA08)]
)
def test_what_is_hidden_or_deleted_is_no_photo(hidden: bytes) -> None:
    assert afloat([ONE], [hidden], (1, 8, 6)) == ()


def test_a_picture_that_is_linked_and_embedded_is_whole() -> None:
    (photo,) = afloat([ONE], [shape(1, {PICTURE: 1, NAME: "C:\\Foto\\Rapat.jpg", FLAGS: 8})], (1, 8, 6))
    assert (photo.damage, photo.width) == (None, 800)


# Inline and objects -----------------------------------------------------------------------------------


def inline(data: bytes, code: str = "") -> tuple[Photo, ...]:
    before = f"{SENTENCE}\x13{code}\x14" if code else SENTENCE
    after = "\x15\r" if code else "\r"
    text = f"{before}\x01{after}"
    return read_writing(FILE, doc(text, looks=[(len(before), len(before) + 1, PLACED)], pictures=data)).photos


def metafile(data: bytes) -> bytes:
    """A picture in the stream of pictures that is a metafile, as Word keeps it: packed."""
    body = shape(1, {PICTURE: 1}) + record(0xF007, bytes(36) + packed(data), 2)
    head = struct.pack("<IHH", 68 + len(body), 68, 0x64) + bytes(20)
    return (head + struct.pack("<4H", 4536, 3402, 1000, 1000)).ljust(68, b"\0") + body


@pytest.mark.parametrize(
    "code", [" EMBED PBrush ", " EMBED StaticDib \\s", ' LINK Paint.Picture "C:\\a.bmp" ']
)
def test_what_was_pasted_from_paint_is_a_photo(code: str) -> None:
    assert [photo.width for photo in inline(doc_picture(ONE), code)] == [800]
    assert [photo.width for photo in inline(metafile(emf(1024, 768)), code)] == [1024]


@pytest.mark.parametrize("code", [" EMBED Excel.Sheet.8 ", " EMBED Equation.3 "])
def test_the_preview_of_a_workbook_or_a_formula_is_no_photo(code: str) -> None:
    assert inline(doc_picture(ONE), code) == ()
    assert inline(metafile(emf(1024, 768)), code) == ()


def test_text_may_flow_around_what_was_pasted_from_paint() -> None:
    drawn = emf(1024, 768)
    assert sizes(afloat([drawn], [shape(1, {PICTURE: 1}, flags=0xA10)], (1, 8, 6))) == [(1024, (8.0, 6.0))]
    assert afloat([drawn], [shape(1, {PICTURE: 1})], (1, 8, 6)) == ()


def test_a_metafile_that_is_no_object_stays_a_drawing() -> None:
    assert inline(metafile(emf(1024, 768))) == ()


def test_an_inline_picture_that_is_only_linked_is_called_linked() -> None:
    body = shape(1, {NAME: "D:\\Rapat.jpg", FLAGS: 8})
    head = struct.pack("<IHH", 68 + len(body), 68, 0x64) + bytes(20)
    data = (head + struct.pack("<4H", 4536, 3402, 1000, 1000)).ljust(68, b"\0") + body
    (photo,) = inline(data)
    assert photo.damage and (photo.damage.variant, photo.placed_cm) == ("linked", (8.0, 6.0))


# Without end ------------------------------------------------------------------------------------------


def test_groups_in_groups_without_end_are_left_at_some_depth() -> None:
    whole = shape(3001, {PICTURE: 1}, (0, 0, 1, 1))
    for number in range(3000, 0, -1):
        whole = group(shape(number, {}, (0, 0, 1, 1), (0, 0, 1, 1)), whole)
    assert afloat([ONE], [whole], (1, 8, 6)) == ()


def test_many_shapes_that_show_one_picture_are_work_in_proportion() -> None:
    def work(count: int) -> object:
        shapes = [shape(number, {PICTURE: 1}) for number in range(1, count + 1)]
        return afloat([ONE], shapes, *((number, 8, 6) for number in range(1, count + 1)))

    assert grows_in_proportion(work)


def test_one_shape_on_many_letters_is_shown_once_and_looked_through_once() -> None:
    def work(count: int) -> int:
        members = [shape(number, {}, (0, 0, 1, 1)) for number in range(2, count)]
        whole = group(shape(1, {}, units=(0, 0, 1, 1)), *members, shape(count, {PICTURE: 1}, (0, 0, 1, 1)))
        return len(afloat([ONE], [whole], *[(1, 8.0, 6.0)] * count))

    assert work(3000) == 1
    assert grows_in_proportion(work)
