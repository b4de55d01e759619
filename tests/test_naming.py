"""The folder names of POB slide 28, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make.levels import CITY_LEVEL, LEVELS, NATION_LEVEL, PROVINCE_LEVEL

from bpkit.model.dates import MONTHS
from bpkit.model.levels import Level
from bpkit.model.units import Period, same_unit
from bpkit.naming import (
    FolderName,
    Style,
    UnreadableName,
    form_name,
    parse,
    period_of_folder,
    safe,
    sheet_name,
)

VALID = [
    "best practice_korkot (Semarang)_(Oktober)",
    "best practice_korkot_(Semarang)_(Oktober)",
    "best practice_korkot Semarang_Oktober",
    "best practice_korkot_Semarang_Oktober",
    "best practice_korkot (Semarang)_(Oktober 2010)",
    "best practice_korkot_Semarang_Oktober 2010",
    "best practice_korkot (Pangkal-Pinang)_(Mei)",
    "best practice_korkot_St. Paul 2_Mei",
    "best practice_KMW (Jawa Tengah)_(Oktober)",
    "best practice_KMW_Jawa Tengah_Oktober",
]


def read(name: str) -> FolderName:
    found = parse(name, LEVELS)
    assert isinstance(found, FolderName), found
    return found


@pytest.mark.parametrize("name", VALID)
def test_every_form_of_the_field_is_valid_as_it_stands(name: str) -> None:
    assert read(name).exact
    assert read(name).format() == name


BRACKETED = "best practice_korkot (Semarang)_(Oktober)"
BARE = "best practice_korkot_Semarang_Oktober"


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("Best Practice_Korkot (Semarang)_(Oktober)", BRACKETED),
        ("best practice_korkot(Semarang)_(Oktober)", BRACKETED),
        ("best  practice_korkot (Semarang)_(Oktober)", BRACKETED),
        ("bestpractice_korkot (Semarang)_(Oktober)", BRACKETED),
        ("best practice_korkot (Semarang )_( Oktober)", BRACKETED),
        ("best practice_korkot (Semarang)-(Oktober)", BRACKETED),
        ("best practice_korkot (Semarang)_Oktober", BRACKETED),
        ("best practice_korkot (Semarang)(Oktober)", BRACKETED),
        ("best practice_korkot (Semarang)_(Okt)", BRACKETED),
        ("best practice_korkot (Semarang)_(October)", BRACKETED),
        ("best practice_korkot (Semarang)_(Okotber)", BRACKETED),
        ("best practice_korkot (Semarang)_(10)", BRACKETED),
        ("Best Practise_korkott (Semarang)_(Oktober)", BRACKETED),
        ("best practice-korkot-Semarang-Oktober", BARE),
        ("best practice–korkot–Semarang–Oktober", BARE),
        ("best practice korkot Semarang Oktober", "best practice_korkot Semarang_Oktober"),
        ("best practice_korkot (Semarang)_(2010-10)", "best practice_korkot (Semarang)_(Oktober 2010)"),
        ("best practice_korkot (Semarang)_(Oktober)_2010", "best practice_korkot (Semarang)_(Oktober 2010)"),
        ("best practice_kmw (Jawa Tengah)_(Nopember)", "best practice_KMW (Jawa Tengah)_(November)"),
    ],
)
def test_a_readable_name_gives_the_valid_one_in_its_own_bracket_style(name: str, valid: str) -> None:
    assert not read(name).exact
    assert read(name).format() == valid


@pytest.mark.parametrize(
    ("name", "segment", "suggestion"),
    [
        ("best practice_korkot (Semarang)", "month", "best practice_korkot (Semarang)_(Oktober)"),
        ("best practice_korkot (Semarang)_(Foo)", "month", "best practice_korkot (Semarang)_(Oktober)"),
        ("best practice_korkot ()_(Oktober)", "unit", "best practice_korkot (nama kota)_(Oktober)"),
        ("best practice_(Semarang)_(Oktober)", "level", "best practice_korkot_(Semarang)_(Oktober)"),
        ("tulisan_korkot (Semarang)_(Oktober)", "prefix", "best practice_korkot (Semarang)_(Oktober)"),
        (
            "best practice_korkot (Semarang)_(Oktober) - Copy",
            "ending",
            "best practice_korkot (Semarang)_(Oktober)",
        ),
        (
            "best practice_korkot (Semarang)_(Oktober) (2)",
            "ending",
            "best practice_korkot (Semarang)_(Oktober)",
        ),
        ("Foto kegiatan", "prefix", "best practice_korkot nama kota_Oktober"),
    ],
)
def test_an_unreadable_name_says_which_segment_is_wrong_and_the_nearest_name(
    name: str, segment: str, suggestion: str
) -> None:
    unread = parse(name, LEVELS)
    assert isinstance(unread, UnreadableName)
    assert unread.segment == segment
    assert unread.suggestion(CITY_LEVEL, period=Period(2010, 10)) == suggestion


@given(
    level=st.sampled_from([CITY_LEVEL, PROVINCE_LEVEL]),
    unit=st.from_regex(r"[A-Z][a-z]{2,8}([ -][A-Z][a-z]{2,8}| [1-9])?", fullmatch=True),
    month=st.integers(1, 12),
    year=st.none() | st.integers(2007, 2030),
    style=st.builds(Style, st.booleans(), st.sampled_from([" ", "_"])),
)
def test_what_is_written_is_read_back(
    level: Level, unit: str, month: int, year: int | None, style: Style
) -> None:
    name = FolderName(level, unit, month, year, style)
    assert parse(name.format(), LEVELS) == name


@given(st.text(max_size=80))
def test_no_name_makes_the_reader_stumble(name: str) -> None:
    parse(name, LEVELS)
    period_of_folder(name)


def test_a_name_in_decomposed_unicode_is_as_valid_as_one_in_composed() -> None:
    assert read("best practice_korkot (Seme\u0301)_(Mei)").exact


def test_a_city_and_its_regency_are_different_units() -> None:
    assert same_unit("Kota Semarang", "semarang")
    assert same_unit("Kab. Semarang", "Kabupaten  Semarang")
    assert not same_unit("Kab. Semarang", "Semarang")


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("2010-10", (2010, 10)),
        ("2010", (2010, None)),
        ("Oktober", (None, 10)),
        ("10-Oktober", (None, 10)),
        ("Oktober 2010", (2010, 10)),
        ("referensi", None),
    ],
)
def test_a_period_folder_says_its_year_and_month(
    name: str, period: tuple[int | None, int | None] | None
) -> None:
    assert period_of_folder(name) == period


def test_forms_are_named_after_level_unit_and_month() -> None:
    october = Period(2010, 10)
    assert form_name("Lampiran 3", CITY_LEVEL, "Semarang", october, ".xlsx") == (
        "Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx"
    )
    assert form_name("Lampiran 2", NATION_LEVEL, "", october, ".xlsx") == "Lampiran 2_KMP_(Oktober 2010).xlsx"
    assert sheet_name("Siti/Rahma", october, ".xlsx") == "Lembar Penilaian_Siti-Rahma_(Oktober 2010).xlsx"


def test_a_name_never_holds_what_windows_forbids() -> None:
    assert safe('a<b>:"c" ') == "a-b---c-"


def test_the_months_are_those_of_the_calendar() -> None:
    assert [read(f"best practice_korkot (A B)_({month})").month for month in MONTHS] == list(range(1, 13))


HONEST = "best practice_korkot (Semarang)_(Oktober)"
MONTHLESS = "best practice_korkot (Semarang)_(bulan)"


@pytest.mark.parametrize(
    ("name", "segment", "nearest"),
    [
        *(
            (f"best practice_korkot (Semarang)_({months})", "several", MONTHLESS)
            for months in (
                "Okt-Nov 2010",
                "Oktober, November 2010",
                "Oktober s.d. Desember 2010",
                "Okt dan Nov",
                "Okt2010-Nov2010",
                "Des 2010 - Jan 2011",
                "10-11 2010",
                "15 Okt 2010",
            )
        ),
        (
            "best practice_korkot Semarang_Oktober-November",
            "several",
            "best practice_korkot Semarang_bulan",
        ),
        ("best practice_korkot (Semarang) Okt Nov", "several", MONTHLESS),
        ("best%20practice_korkot%20(Semarang)_(Oktober)", "escaped", HONEST),
        ("best practice_korkot%20%28Semarang%29_(Oktober)", "escaped", HONEST),
        ("best practice_korkot \uff08Semarang\uff09_\uff08Oktober\uff09", "wide", HONEST),
        ("best practice_korkot\u3000\u3010Semarang\u3011_(Oktober)", "wide", HONEST),
        ("best practice_korkot+(Semarang)_(Oktober)", "signs", HONEST),
    ],
)
def test_what_could_mean_several_things_is_no_readable_name(name: str, segment: str, nearest: str) -> None:
    found = parse(name, LEVELS)
    assert isinstance(found, UnreadableName), found
    assert (found.segment, found.unit) == (segment, "Semarang")
    assert found.suggestion(CITY_LEVEL) == nearest


@pytest.mark.parametrize("months", ["Okt-Nov 2010", "Okt 2010 - Nov 2010", "Okt s.d. Nov", "Okt & Nov"])
def test_months_without_a_city_are_not_a_city_of_that_name(months: str) -> None:
    found = parse(f"best practice_korkot_{months}", LEVELS)
    assert isinstance(found, UnreadableName)
    assert (found.segment, found.unit, found.month) == ("unit", "", None)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("best practice_korkot (Kota Mei)_(Oktober)", "Kota Mei"),
        ("best practice_korkot_Kota Mei_Oktober", "Kota Mei"),
        ("best practice_korkot_Mei_Oktober", "Mei"),
        ("best practice_korkot (Mei)_(Oktober)", "Mei"),
        ("best practice_korkot (Mei Raya)_(Oktober 2010)", "Mei Raya"),
        ("best practice_korkot Semarang 2_Oktober", "Semarang 2"),
        ("best practice_korkot (100% Semarang)_(Oktober)", "100% Semarang"),
    ],
)
def test_a_place_that_sounds_like_a_month_or_ends_with_a_number_is_read(name: str, unit: str) -> None:
    assert (read(name).unit, read(name).exact) == (unit, True)
