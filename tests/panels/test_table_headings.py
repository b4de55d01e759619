"""Which instruments the columns of a form mean that carries no list of them."""

from __future__ import annotations

from fractions import Fraction

from make.panel_table import POB

from bpkit.model.place import Place
from bpkit.model.scores import Score, SheetRow
from bpkit.panels.table import Headings

CELL, LINE = Place(sheet="Penilaian", cell="B11"), Place(line=6, column=3)


def codes(place: Place, *typed: str) -> list[str]:
    """What the headings come to mean on a row at this place."""
    row = SheetRow("A", {heading: Score("7", Fraction(7), place) for heading in typed}, place)
    return list(Headings(POB).by_code(row).scores)


def test_a_heading_in_excel_may_be_the_instrument_s_short_or_full_name() -> None:
    assert codes(CELL, "Kondisi Riil", "INOVASI", "Peluang Keberlanjutan") == [
        "kondisi_riil",
        "inovasi",
        "keberlanjutan",
    ]


def test_an_unknown_heading_stays_unknown() -> None:
    assert codes(CELL, "Kesan") == ["Kesan"]


def test_of_two_columns_for_one_instrument_the_second_stays_unknown() -> None:
    assert codes(CELL, "inovasi", "Inovasi") == ["inovasi", "Inovasi"]


def test_yaml_names_instruments_by_their_codes_alone() -> None:
    assert codes(LINE, "Inovasi") == ["Inovasi"]
