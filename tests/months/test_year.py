"""A year's selections and wins, writing by writing, against a reckoning of its own over a plain list."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from make import report_samples as sample
from make.levels import CITY_LEVEL, NATION_LEVEL, PROVINCE_LEVEL
from make.rulefacts import fact
from msgspec import Struct
from msgspec.structs import replace

from bpkit.model.facts import Folder
from bpkit.model.levels import SHARE
from bpkit.model.outcomes import Checked, Judged
from bpkit.model.settings import City, Province, Settings
from bpkit.model.units import Period, Severity
from bpkit.model.zones import WIB
from bpkit.months.year import Tally, year_of

ROOT = Path("/bersama")
CITIES = (City("Biak", 2, ("TF-01", "TF-02")), City("Jayapura", 3))
ROSTER = Settings(root=ROOT, provinces=(Province("Papua", CITIES),))
# What a TF is called: as in the roster, else as typed.
TEAMS = {"Biak": {"TF-01": "TF-01", "TF 2": "TF-02"}, "Jayapura": {"TF-01": "TF-01", "TF 2": "TF 2"}}
PEOPLE = ("Siti Rahma, S.Sos", "Budi Santoso", "Drs. Yohanes Tandi", "Siti Rahma, S.Sos dan Budi Santoso")


class Row(Struct, frozen=True):
    """One writing as somebody would note it on paper."""

    month: int
    city: str
    source: str
    authors: str
    number: int
    complete: bool
    selected: bool
    won: bool

    @property
    def path(self) -> Path:
        return ROOT / f"2010-{self.month:02}" / "KMW" / self.city / f"Tulisan {self.number}.docx"

    @property
    def names(self) -> list[str]:
        return [name.strip() for name in self.authors.split(" dan ")]


def paper(random: Random) -> list[Row]:
    rows = []
    for number in range(60):
        selected = random.random() < 0.4
        rows.append(
            Row(
                random.randrange(1, 5),
                random.choice(("Biak", "Jayapura")),
                random.choice(("TF-01", "TF 2", "Korkot", "BKM Sejahtera")),
                random.choice(PEOPLE),
                number,
                random.random() < 0.7,
                selected,
                selected and random.random() < 0.5,
            )
        )
    return rows


def city(rows: list[Row], name: str, home: Folder, period: Period) -> tuple[Checked, Judged]:
    made, found = [], []
    for row in rows:
        one = sample.writing(row.path.stem, folder=row.path.parent, author=row.authors)
        made.append(replace(one, identity=replace(one.identity, source=fact(row.source))))
        if not row.complete:
            found.append(sample.finding("BP301", Severity.ERROR, row.path))
    path = home.path / name
    folder = Folder(path, CITY_LEVEL, name, period, period, home, submissions=tuple(made))
    return Checked(folder, tuple(found)), Judged(folder, None)


def panel(rows: list[Row], chosen: str) -> Any:
    results = []
    for row in rows:
        one = replace(sample.candidate(row.path.stem), path=row.path)
        results.append(sample.result(one, sample.totals(710, 720), 1, selected=getattr(row, chosen)))
    return sample.assessment(tuple(results))


def tree(rows: list[Row]) -> tuple[Checked, Judged]:
    months: list[tuple[Checked, Judged]] = []
    for month in sorted({row.month for row in rows}):
        period, own = Period(2010, month), [row for row in rows if row.month == month]
        home = Folder(ROOT / str(period) / "KMW", PROVINCE_LEVEL, "Papua", period, period)
        cities = [city([r for r in own if r.city == n], n, home, period) for n in ("Biak", "Jayapura")]
        province = (
            Checked(home, (), (), tuple(one for one, _ in cities)),
            Judged(home, panel(own, "selected"), (), tuple(other for _, other in cities)),
        )
        nation = Folder(ROOT / str(period), NATION_LEVEL, None, period, period)
        winners = panel([row for row in own if row.selected], "won")
        months.append((Checked(nation, (), (), province[:1]), Judged(nation, winners, (), province[1:])))
    share = Folder(ROOT, SHARE)
    return (
        Checked(share, (), (), tuple(one for one, _ in months)),
        Judged(share, None, (), tuple(other for _, other in months)),
    )


def counted(rows: list[Row]) -> tuple[int, int, int, int]:
    return (
        len(rows),
        sum(row.complete for row in rows),
        sum(row.selected for row in rows),
        sum(row.won for row in rows),
    )


def told(tally: Tally) -> tuple[int, int, int, int]:
    return (tally.writings, tally.complete, tally.selected, tally.won)


@pytest.mark.parametrize("seed", range(5))
def test_a_year_is_what_somebody_would_count_on_paper(seed: int) -> None:
    rows = paper(Random(seed))
    year = year_of(*tree(rows), ROSTER, 2010, datetime(2010, 5, 20, tzinfo=WIB))
    assert {one.city: told(one) for one in year.cities} == {
        name: counted([row for row in rows if row.city == name]) for name in ("Biak", "Jayapura")
    }
    for one in year.cities:
        own = [row for row in rows if row.city == one.city]
        assert one.months == Counter(row.month for row in own)
        assert Counter(one.complete_months) == Counter(row.month for row in own if row.complete)
        assert one.due == dict.fromkeys(range(1, 6), {"Biak": 3, "Jayapura": 4}[one.city])
    by_team: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if team := TEAMS[row.city].get(row.source):
            by_team.setdefault((row.city, team), []).append(row)
    assert {(one.city, one.name): told(one) for one in year.teams} == {
        key: counted(own) for key, own in by_team.items()
    }


@pytest.mark.parametrize("seed", range(5))
def test_candidates_are_whoever_was_selected_or_won_each_for_his_own_city(seed: int) -> None:
    rows = paper(Random(seed))
    year = year_of(*tree(rows), ROSTER, 2010, datetime(2010, 5, 20, tzinfo=WIB))
    by_author: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        for name in row.names:
            by_author.setdefault((row.city, name), []).append(row)
    assert {(one.city, one.name): told(one) for one in year.authors} == {
        key: counted(own) for key, own in by_author.items()
    }
    for found, chosen in ((year.rewards, "won"), (year.workshops, "selected")):
        assert {(one.city, one.name) for one in found} == {
            key for key, own in by_author.items() if any(getattr(row, chosen) for row in own)
        }
