"""BP201 to BP204 and BP301 to BP305: the writing and its photos."""

from pathlib import Path

import pytest
from make.rulefacts import changed, fact, photo, problems, writing
from msgspec.structs import replace

from bpkit.model.facts import Photo
from bpkit.model.place import Place
from bpkit.model.problems import Kind, Problem

UNREAD = (Kind.BROKEN, Kind.PROTECTED, Kind.MISLABELLED, Kind.NO_PERMISSION)
MISSING = ("BP201", "BP204", "BP301", "BP304", "BP401", "BP402", "BP403", "BP404", "BP405", "BP407")


@pytest.mark.parametrize(
    ("pages", "codes"),
    [
        (1.0, ["BP201"]),
        (1.94, ["BP201"]),
        (1.96, []),
        (2.0, []),
        (5.0, []),
        (5.04, []),
        (5.06, ["BP202"]),
        (9.0, ["BP202"]),
    ],
)
def test_pages_are_compared_as_they_are_shown(pages: float, codes: list[str]) -> None:
    assert [code for code in ("BP201", "BP202") if problems(code, writing(pages=pages))] == codes


def test_a_short_writing_says_how_long_it_is() -> None:
    (problem,) = problems("BP201", writing(pages=1.25))
    assert (problem.found, problem.expected) == ("1.2", "2–5")


def test_a_document_without_text_is_told_once() -> None:
    scan = writing(pages=0.9, photos=(), heading=None, damages=(Problem(writing().path, kind=Kind.NO_TEXT),))
    (problem,) = problems("BP203", scan)
    assert problem.path == scan.path
    assert not [code for code in MISSING if problems(code, scan)]


def test_a_document_with_text_has_text() -> None:
    assert not problems("BP203", writing())


@pytest.mark.parametrize("kind", UNREAD)
def test_nothing_is_missed_in_a_document_that_nobody_could_read(kind: Kind) -> None:
    empty = changed(writing(), pages=None, heading=None, photos=(), identity=type(writing().identity)())
    unread = replace(empty, damages=(Problem(empty.path, kind=kind),))
    assert not [code for code in MISSING if problems(code, unread)]
    assert [code for code in MISSING if problems(code, empty)] == [
        c for c in MISSING if c not in ("BP201", "BP304")
    ]


def test_a_damaged_yaml_beside_a_document_excuses_nothing() -> None:
    spoilt = writing(pages=1.0, damages=(Problem(writing().path.with_suffix(".yaml"), kind=Kind.BROKEN),))
    assert problems("BP201", spoilt)


def test_a_document_that_was_read_in_spite_of_its_damage_is_checked() -> None:
    locked = writing(pages=1.0, damages=(Problem(writing().path, kind=Kind.IN_USE),))
    assert problems("BP201", locked)


@pytest.mark.parametrize("heading", [None, fact("  ")])
def test_a_document_without_a_title_is_told(heading: object) -> None:
    (problem,) = problems("BP204", writing(heading=heading))
    assert problem.expected == "Dari Sampah Menjadi Berkah"


def test_a_document_with_a_title_is_right() -> None:
    assert not problems("BP204", writing())


@pytest.mark.parametrize(
    ("count", "codes"),
    [(0, ["BP301"]), (1, ["BP301"]), (2, []), (5, []), (6, ["BP302"])],
)
def test_two_to_five_photos_are_right(count: int, codes: list[str]) -> None:
    photos = tuple(photo(f"foto{number}.jpg") for number in range(count))
    assert [code for code in ("BP301", "BP302") if problems(code, writing(photos=photos))] == codes


@pytest.mark.parametrize(
    ("width", "height", "small"),
    [
        (480, 640, False),
        (640, 480, False),
        (479, 640, True),
        (480, 639, True),
        (639, 480, True),
        (500, 500, True),
        (3000, 400, True),
        (1200, 1600, False),
    ],
)
def test_a_photo_needs_480_by_640_pixels_whichever_way_it_is_held(
    width: int, height: int, small: bool
) -> None:
    found = problems("BP303", writing(photos=(photo(), photo("kecil.jpg", width, height))))
    assert [problem.values["photo"] for problem in found] == (["kecil.jpg"] if small else [])


def test_a_small_photo_says_its_size_and_stands_at_its_writing() -> None:
    spoilt = writing(photos=(photo("kecil.jpg", 320, 240),))
    (problem,) = problems("BP303", spoilt)
    assert (problem.path, problem.found, problem.place) == (spoilt.path, "320×240", Place(part="kecil.jpg"))


def test_a_photo_of_unknown_size_is_not_called_small() -> None:
    assert not problems("BP303", writing(photos=(Photo("foto.jpg", None, None),)))


def test_every_photo_without_a_caption_is_told_by_its_name() -> None:
    photos = (photo("a.jpg", caption=""), photo("b.jpg"), replace(photo("c.jpg"), caption=fact(" ")))
    assert [problem.values["photo"] for problem in problems("BP304", writing(photos=photos))] == [
        "a.jpg",
        "c.jpg",
    ]


def test_a_damaged_photo_is_told_and_counts_as_a_photo() -> None:
    damage = Problem(Path("x.docx"), found="rusak.jpg", place=Place(part="rusak.jpg"), kind=Kind.PHOTO)
    spoilt = writing(photos=(photo(), Photo("rusak.jpg", None, None, fact("Warga"), damage=damage)))
    (problem,) = problems("BP305", spoilt)
    assert problem.place == Place(part="rusak.jpg")
    assert not problems("BP301", spoilt)


def test_a_damage_that_stands_twice_in_the_facts_is_told_once() -> None:
    damage = Problem(Path("x.docx"), place=Place(part="rusak.jpg"), kind=Kind.PHOTO)
    spoilt = writing(photos=(Photo("rusak.jpg", None, None, damage=damage),), damages=(damage,))
    assert len(problems("BP305", spoilt)) == 1


def test_sound_photos_raise_nothing() -> None:
    assert not [code for code in ("BP303", "BP304", "BP305") if problems(code, writing())]
