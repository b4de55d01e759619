"""Folder names of a programme's levels: read generously, written in one way."""

import pytest

from bpkit.model.folder_pattern import FolderPattern
from bpkit.model.programs import Cycle, Level
from bpkit.model.rounds import Span
from bpkit.model.spans import SaidSpan

UNIT = FolderPattern(Level("unit", "Unit kerja", "unit ({unit})_({periode})"), Cycle.YEAR)
MEETING = FolderPattern(Level("pertemuan", "Pertemuan", "{periode} ({unit})"), Cycle.MEETING)
MONTH = FolderPattern(Level("bulan", "Bulan", "{periode}"), Cycle.MONTH_OF_PROGRAM)
QUARTER = FolderPattern(Level("unit", "Sekolah", "sekolah ({unit})_({periode})"), Cycle.QUARTER)


@pytest.mark.parametrize(
    "name",
    [
        "unit (Dinas Pendidikan)_(2013)",
        "unit_(Dinas Pendidikan)_(2013)",
        "unit Dinas Pendidikan_2013",
        "unit_Dinas Pendidikan_2013",
    ],
)
def test_brackets_may_be_left_out_and_an_underscore_may_follow_the_level(name: str) -> None:
    read = UNIT.parse(name)
    assert read and (read.unit, read.said, read.exact) == ("Dinas Pendidikan", SaidSpan(2013, 1), True)


@pytest.mark.parametrize(
    ("pattern", "name", "unit", "wanted"),
    [
        (UNIT, "Unit-(Dinas 2) (tahun 2013)", "Dinas 2", "unit_(Dinas 2)_(2013)"),
        (UNIT, "unitt (Dinas)_(2013)", "Dinas", "unit (Dinas)_(2013)"),
        (UNIT, "unit Dinas (Pusat) 2013", "Dinas (Pusat)", "unit (Dinas (Pusat))_(2013)"),
        (MEETING, "Pertemuan ke-2 Gorontalo", "Gorontalo", "pertemuan-2 Gorontalo"),
        (MONTH, "Bulan ke-3", "", "bulan-03"),
        (QUARTER, "sekolah SDN III TW II 2012", "SDN III", "sekolah SDN III_Triwulan II 2012"),
    ],
)
def test_a_name_in_no_valid_form_is_read_and_its_valid_form_suggested(
    pattern: FolderPattern, name: str, unit: str, wanted: str
) -> None:
    read = pattern.parse(name)
    assert read and not read.exact and not read.wrong
    assert (read.unit, pattern.suggestion(name)) == (unit, wanted)


@pytest.mark.parametrize(
    ("pattern", "name", "wrong", "wanted"),
    [
        (UNIT, "unit (Dinas)", "period", "unit (Dinas)_(2013)"),
        (UNIT, "unit_(2013)", "unit", "unit (X)_(2013)"),
        (QUARTER, "sekolah (SDN)_(Triwuln II 2012)", "period", "sekolah (SDN)_(Triwulan II 2012)"),
        (MEETING, "pertemuaan 2 (Gorontalo)", "period", "pertemuan-2 (Gorontalo)"),
        (MEETING, "pertemuan-2", "unit", "pertemuan-2 (X)"),
    ],
)
def test_what_can_not_be_read_is_named_and_the_nearest_valid_name_with_it(
    pattern: FolderPattern, name: str, wrong: str, wanted: str
) -> None:
    read = pattern.parse(name)
    assert read and read.wrong == wrong
    span = Span(2013, 1, Cycle.YEAR) if pattern is UNIT else None
    assert pattern.suggestion(name, "X", span) == wanted


@pytest.mark.parametrize(
    ("pattern", "name"),
    [(UNIT, "unity"), (UNIT, "bukti"), (MEETING, "Rapat"), (MONTH, "bukti"), (UNIT, "2013")],
)
def test_a_folder_that_was_never_meant_is_none(pattern: FolderPattern, name: str) -> None:
    assert pattern.parse(name) is None


def test_what_is_written_is_valid() -> None:
    span = Span(2013, 1, Cycle.YEAR)
    for unit in ("Dinas (Pusat)", "SMP Negeri 2", "A_B"):
        read = UNIT.parse(UNIT.format(unit, span))
        assert read and read.exact and read.unit == unit
