"""Dates as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpkit.model.dates import MONTHS, parse_date


@pytest.mark.parametrize(
    "text",
    ["2010-10-14", "2010/10/14", "14 Oktober 2010", "14 oktober 2010", "14 Okt 2010", "14 Okt. 2010",
     "14-Okt-2010", "14/10/2010", "14-10-2010", "14.10.2010", "14/10/10", " 14  Oktober  2010. ",
     "Kamis, 14 Oktober 2010",
     "2010-10-14 09:30", "14 October 2010"],
)  # fmt: skip
def test_a_day_is_understood(text: str) -> None:
    assert parse_date(text) == date(2010, 10, 14)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Oktober 2010",
        "2010",
        "31-02-2010",
        "10/14/2010",
        "besok",
        "14 Oktobar 2010",
        "١٤-10-2010",
        "0-0-0000",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_old_spellings_of_november_are_known() -> None:
    assert parse_date("1 Nopember 2010") == date(2010, 11, 1)


@given(st.dates(date(1000, 1, 1)))
def test_every_day_written_out_is_understood(day: date) -> None:
    assert parse_date(f"{day.day} {MONTHS[day.month - 1]} {day.year}") == day
    assert parse_date(day.isoformat()) == day


@given(st.text())
def test_no_text_ever_raises(text: str) -> None:
    parse_date(text)
