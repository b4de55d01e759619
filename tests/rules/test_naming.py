"""BP101 to BP109: names of folders and files."""

from pathlib import Path

import pytest
from make.levels import NATION_LEVEL
from make.rulefacts import (
    KMW_NAME,
    KORKOT_NAME,
    NO_ROSTER,
    OCTOBER,
    ROOT,
    ROSTER,
    SEPTEMBER,
    fact,
    kmw,
    korkot,
    problems,
    writing,
)
from msgspec.structs import replace

from bpkit.model.facts import Folder
from bpkit.model.levels import SHARE
from bpkit.model.problems import Kind, Problem
from bpkit.model.settings import Province, Settings
from bpkit.rules.registry import Context


@pytest.mark.parametrize(
    ("name", "segment", "nearest"),
    [
        ("Kiriman Semarang", "prefix", "best practice_korkot Semarang_Oktober"),
        ("best practice_(Semarang)_(Oktober)", "level", "best practice_korkot_(Semarang)_(Oktober)"),
        ("best practice_korkot ()_(Oktober)", "unit", KORKOT_NAME),
        ("best practice_korkot (Semarang)_(Foo)", "month", KORKOT_NAME),
        ("best practice_korkot (Semarang)_(Oktober) - Copy", "ending", KORKOT_NAME),
    ],
)
def test_an_unreadable_folder_name_gives_its_segment_and_the_nearest_name(
    name: str, segment: str, nearest: str
) -> None:
    (problem,) = problems("BP101", korkot(name))
    assert (problem.variant, problem.expected) == (segment, nearest)


def test_a_readable_name_is_no_unreadable_one() -> None:
    assert not problems("BP101", korkot("Best practice-korkot(Semarang)-Okt"))


def test_national_folders_and_shares_may_have_any_name() -> None:
    assert not problems("BP101", Folder(ROOT / "2010-10", NATION_LEVEL))
    assert not problems("BP101", Folder(ROOT, SHARE))


@pytest.mark.parametrize(
    "name",
    [
        "best practice_korkot (Semarang)_(Oktober)",
        "best practice_korkot_(Semarang)_(Oktober)",
        "best practice_korkot Semarang_Oktober",
        "best practice_korkot_Semarang_Oktober",
        "best practice_korkot (Semarang)_(Oktober 2010)",
        "best practice_korkot (Kota Semarang)_(Oktober)",
    ],
)
def test_valid_names_raise_nothing(name: str) -> None:
    assert not [code for code in ("BP101", "BP102", "BP103", "BP104") if problems(code, korkot(name))]


def test_an_inexact_name_gives_the_exact_one_in_its_own_bracket_style() -> None:
    (problem,) = problems("BP102", korkot("Best Practice_korkot_Semarang_Okt"))
    assert problem.expected == "best practice_korkot_Semarang_Oktober"


def test_a_city_spelt_unlike_the_roster_but_for_case_and_blanks_is_inexact() -> None:
    (problem,) = problems("BP102", korkot("best practice_korkot (semarang)_(Oktober)"))
    assert problem.expected == KORKOT_NAME


def test_without_a_roster_a_city_may_be_spelt_in_any_case() -> None:
    assert not problems("BP102", korkot("best practice_korkot (semarang)_(Oktober)"), NO_ROSTER)


def test_an_unknown_city_is_named_with_the_nearest() -> None:
    (problem,) = problems("BP103", korkot("best practice_korkot (Semarng)_(Oktober)"))
    assert (problem.variant, problem.found, problem.expected) == ("city", "Semarng", "Semarang")


def test_an_unknown_city_near_to_none_lists_those_of_the_province() -> None:
    (problem,) = problems("BP103", korkot("best practice_korkot (Xyzzy)_(Oktober)"))
    assert (problem.variant, problem.expected) == ("city_far", "Semarang, Surakarta")


def test_a_city_of_another_province_says_which() -> None:
    (problem,) = problems("BP103", korkot("best practice_korkot (Denpasar)_(Oktober)"))
    assert (problem.variant, problem.expected) == ("elsewhere", "Bali")


def test_a_korkot_folder_checked_alone_still_knows_its_province_by_the_folder_above() -> None:
    alone = korkot("best practice_korkot (Denpasar)_(Oktober)", above=None)
    (problem,) = problems("BP103", alone)
    assert problem.variant == "elsewhere"


def test_an_unknown_province_is_named_with_the_nearest() -> None:
    (problem,) = problems("BP103", kmw("best practice_KMW (Jawa Tenggah)_(Oktober)", unit="Jawa Tenggah"))
    assert (problem.variant, problem.expected) == ("province", "Jawa Tengah")


def test_a_province_near_to_none_lists_them_all() -> None:
    (problem,) = problems("BP103", kmw("best practice_KMW (Xyzzy)_(Oktober)"))
    assert (problem.variant, problem.expected) == ("province_far", "Jawa Tengah, Bali")


def test_a_regency_is_not_the_city_of_its_name() -> None:
    (problem,) = problems("BP103", korkot("best practice_korkot (Kab. Semarang)_(Oktober)"))
    assert problem.found == "Kab. Semarang"


def test_a_city_of_any_province_is_known_where_the_province_is_not() -> None:
    alone = replace(korkot(), path=Path("/d/best practice_korkot (Denpasar)_(Oktober)"), above=None)
    assert not problems("BP103", alone)
    (problem,) = problems("BP103", replace(alone, path=Path("/d/best practice_korkot (Denpasr)_(Oktober)")))
    assert problem.expected == "Denpasar"


def test_a_province_whose_cities_are_not_listed_takes_any_city() -> None:
    settings = Settings(provinces=(Province("Jawa Tengah"),))
    assert not problems("BP103", korkot("best practice_korkot (Tegal)_(Oktober)"), settings)


def test_a_month_unlike_the_period_gives_the_name_it_should_have() -> None:
    name = "best practice_korkot_Semarang_September"
    (problem,) = problems("BP104", korkot(name, named=SEPTEMBER))
    assert (problem.found, problem.expected) == ("September 2010", "Oktober 2010")
    assert problem.values["new_name"] == "best practice_korkot_Semarang_Oktober"


def test_a_year_unlike_the_period_keeps_its_year_in_the_new_name() -> None:
    name = "best practice_korkot (Semarang)_(Oktober 2009)"
    (problem,) = problems("BP104", korkot(name, named=replace(OCTOBER, year=2009)))
    assert problem.values["new_name"] == "best practice_korkot (Semarang)_(Oktober 2010)"


@pytest.mark.parametrize(
    ("path", "variant"),
    [
        ("IMG_0012.jpg", "picture"),
        ("catatan.xlsx", ""),
        ("foto", "no_ending"),
        ("penilaian/rapat.pdf", "panel"),
    ],
)
def test_what_belongs_nowhere_is_named(path: str, variant: str) -> None:
    folder = korkot()
    (problem,) = problems("BP105", replace(folder, strays=(folder.path / path,)))
    assert (problem.path, problem.variant) == (folder.path / path, variant)


def test_a_folder_where_all_belongs_has_no_strays() -> None:
    assert not problems("BP105", korkot(KORKOT_NAME, writing()))


def test_two_folders_for_one_city_and_month_are_each_told() -> None:
    children = (
        korkot(),
        korkot("best practice_korkot_Semarang_Oktober", unit="Kota Semarang"),
        korkot("best practice_korkot_Semarang_September", named=SEPTEMBER),
    )
    found = problems("BP106", kmw(children=children))
    assert {problem.path for problem in found} == {child.path for child in children[:2]}
    assert found[0].found == children[1].path.name


@pytest.mark.parametrize("other", ["bank sampah", "Bank  Sampah", "BANK SAMPAH"])
def test_stems_that_differ_only_by_case_or_blanks_are_each_told(other: str) -> None:
    found = problems("BP106", korkot(KORKOT_NAME, writing("Bank Sampah"), writing(other), writing()))
    assert {problem.found for problem in found} == {"Bank Sampah.docx", f"{other}.docx"}


def test_files_that_differ_only_by_unicode_form_are_each_told() -> None:
    composed, decomposed = (ROOT / f"Cerita Caf{letter}.docx" for letter in ("\u00e9", "e\u0301"))
    found = problems("BP106", korkot(KORKOT_NAME, writing("Cerita Café", files=(composed, decomposed))))
    assert {problem.path for problem in found} == {composed, decomposed}


def test_a_document_and_its_copy_as_pdf_are_one_writing() -> None:
    files = (ROOT / "Bank Sampah.docx", ROOT / "Bank Sampah.pdf")
    assert not problems("BP106", korkot(KORKOT_NAME, writing("Bank Sampah", files=files)))


@pytest.mark.parametrize(
    ("stem", "heading"),
    [
        ("Dari Sampah Menjadi Berkah", "DARI SAMPAH\nMENJADI BERKAH"),
        ("Siapa Bilang Miskin", "Siapa Bilang Miskin?"),
        ("Siapa Bilang Miskin", "“Siapa Bilang Miskin”"),
        ("Pupuk - Emas Hitam", "Pupuk: Emas Hitam"),
        ("Pupuk_ Emas Hitam", "Pupuk: Emas Hitam"),
        ("Pupuk Emas Hitam", "Pupuk: Emas Hitam"),
        ("Posyandu 247", "Posyandu 24/7"),
        ("Jum'at Bersih", "Jum’at Bersih"),
        ("Dari Sampah, Menjadi Berkah", "Dari Sampah , Menjadi Berkah."),
    ],
)
def test_a_file_named_after_its_title_as_far_as_it_can_be_is_right(stem: str, heading: str) -> None:
    assert not problems("BP107", writing(stem, heading=fact(heading)))


@pytest.mark.parametrize("stem", ["tulisan 3 revisi", "Dari Sampah", "Dari Sampah Menjadi Berkah 2"])
def test_a_file_not_named_after_its_title_is_told(stem: str) -> None:
    (problem,) = problems("BP107", writing(stem, heading=fact("Dari Sampah Menjadi Berkah")))
    assert (problem.found, problem.expected) == (stem, "Dari Sampah Menjadi Berkah")


def test_a_document_without_a_title_is_left_to_another_rule() -> None:
    assert not problems("BP107", writing(heading=None))


@pytest.mark.parametrize(
    ("folder", "variant"),
    [
        (korkot(), "lowest"),
        (kmw(), "fed"),
        (Folder(ROOT / "2010-10", NATION_LEVEL), "fed"),
        (Folder(ROOT, SHARE), "share"),
    ],
)
def test_an_empty_folder_is_told_at_every_level(folder: Folder, variant: str) -> None:
    (problem,) = problems("BP108", folder)
    assert problem.variant == variant


def test_a_folder_with_something_in_it_is_not_empty() -> None:
    assert not problems("BP108", korkot(KORKOT_NAME, writing()))
    assert not problems("BP108", kmw(children=(korkot(),)))


def test_a_folder_that_may_not_be_opened_is_not_called_empty() -> None:
    folder = korkot()
    closed = replace(folder, unsafe=(Problem(folder.path, kind=Kind.NO_PERMISSION),))
    assert not problems("BP108", closed)


def test_characters_that_nobody_can_see_are_told_by_their_number() -> None:
    (problem,) = problems("BP109", korkot(entries=("Air?\nBersih.docx",)))
    assert problem.found == "U+000A ?"


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("Siapa Bilang Miskin?.docx", "reserved"),
        ("a\tb.docx", "reserved"),
        ("CON.docx", "device"),
        ("lpt1", "device"),
        ("Bank Sampah.", "ending"),
        ("Bank Sampah ", "ending"),
        ("é" * 130, "long"),
    ],
)
def test_a_name_that_some_system_refuses_is_told(name: str, variant: str) -> None:
    (problem,) = problems("BP109", korkot(entries=(name,)))
    assert problem.variant == variant


@pytest.mark.parametrize(
    "name", ["Konsultan.docx", "Siapa Bilang Miskin (2).docx", "Jum'at Bersih.docx", "con1.txt"]
)
def test_a_name_that_every_system_takes_is_fine(name: str) -> None:
    assert not problems("BP109", korkot(entries=(name,)))


def test_a_path_over_260_characters_below_the_share_is_told() -> None:
    room = 260 - len(KMW_NAME) - len(KORKOT_NAME) - len("//.docx")
    assert not problems("BP109", korkot(entries=("x" * room + ".docx",)))
    (problem,) = problems("BP109", korkot(entries=("x" * room + "y.docx",)))
    assert (problem.variant, problem.found) == ("path", "261")


def test_without_a_share_paths_are_counted_from_the_given_folder() -> None:
    alone = replace(
        korkot(), path=Path("/") / ("d" * 200) / KORKOT_NAME, above=None, entries=("x" * 100 + ".docx",)
    )
    assert not problems("BP109", alone, Context(ROSTER))
