"""BP601 to BP603, BP609 and BP611: what is late, and from when on anybody may say so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from make.levels import CITY_LEVEL, NATION_LEVEL, PROVINCE_LEVEL
from make.rulefacts import KMW_NAME, KORKOT_NAME, OCTOBER, ROOT, ROSTER, fact, kmw, korkot, writing
from msgspec.structs import replace

from bpkit.model.agenda import AgendaBook, Event, Gone, Line, RegisteredFile
from bpkit.model.facts import Folder, Identity, Person
from bpkit.model.levels import SHARE, Level
from bpkit.model.problems import Finding, Kind, Problem
from bpkit.model.scores import Decision, Seal, SealEvent
from bpkit.model.settings import Province, Settings
from bpkit.model.units import Period, Severity
from bpkit.model.zones import WIB, WIT, WITA
from bpkit.months.deadlines import deadline, due_days, zone_of
from bpkit.rules.catalogue import entry, render
from bpkit.rules.registry import Context, Subject, rules_on
from bpkit.wording import LANGUAGES, speaking

LATER = datetime(2010, 12, 1, tzinfo=WIB)
PAPUA = Settings(provinces=(Province("Papua"),), root=ROOT)


def late(code: str, subject: Any, folder: Folder | None = None, **context: Any) -> list[Problem]:
    """What a rule finds, on the first of December unless told otherwise."""
    settings = context.pop("settings", ROSTER)
    more = {"now": LATER, "root": ROOT, **context}
    known = Context(settings, folder=folder or korkot(), **more)
    kind = Subject.SUBMISSION if code == "BP601" else Subject.FOLDER
    (found,) = (one for one in rules_on(kind) if one.code == code)
    return list(found.check(subject, known))


def on(day: str) -> Any:
    """A writing of that date."""
    return writing(submitted=date.fromisoformat(day))


def test_a_knowledge_product_is_not_due_with_the_month() -> None:
    assert not late("BP601", replace(on("2010-10-20"), product="produk pengetahuan"))


# From which day on ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "found"), [("2010-10-15", 0), ("2010-10-16", 1), ("2010-11-02", 1), ("2011-01-01", 1)]
)
def test_a_writing_dated_after_the_fifteenth_is_late(day: str, found: int) -> None:
    assert len(late("BP601", on(day))) == found


def test_a_writing_without_a_date_is_not_called_late() -> None:
    assert not late("BP601", writing())


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(2010, 10, 15, 23, 59, tzinfo=WIB), 0),
        (datetime(2010, 10, 16, 0, 0, tzinfo=WIB), 1),
        (None, 0),
    ],
)
def test_nothing_is_late_before_its_day_is_over(now: datetime | None, found: int) -> None:
    assert len(late("BP601", on("2010-10-20"), now=now)) == found


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 17), ("WITA", 16), ("WIT", 15), ("Asia/Jayapura", 15)])
def test_the_day_ends_when_it_ends_in_the_province(zone: str, hour: int) -> None:
    provinces = (Province("Jawa Tengah", zone=zone),)
    settings = Settings(provinces=provinces, root=ROOT)
    midnight = datetime(2010, 10, 15, hour, tzinfo=UTC)
    assert not late("BP601", on("2010-10-20"), settings=settings, now=midnight - timedelta(seconds=1))
    assert late("BP601", on("2010-10-20"), settings=settings, now=midnight)


@pytest.mark.parametrize(
    ("province", "zone"),
    [
        ("Jawa Tengah", WIB),
        ("Kalimantan Barat", WIB),
        ("Kalimantan Selatan", WITA),
        ("Propinsi Bali", WITA),
        ("Sulawesi Selatan", WITA),
        ("NTT", WITA),
        ("Maluku Utara", WIT),
        ("Papua Barat", WIT),
        ("", WIB),
    ],
)
def test_a_province_without_a_zone_has_that_of_its_islands(province: str, zone: timezone) -> None:
    assert zone_of(Settings(), province) is zone


def test_a_sunday_stays_the_last_day() -> None:
    assert date(2010, 8, 15).isoweekday() == 7 and deadline(ROSTER, CITY_LEVEL, Period(2010, 8)) == date(
        2010, 8, 15
    )
    assert late(
        "BP601",
        on("2010-08-16"),
        korkot(period=Period(2010, 8)),
    )
    assert not late("BP601", on("2010-08-15"), korkot(period=Period(2010, 8)))


def test_a_province_may_have_days_of_its_own() -> None:
    provinces = (Province("Jawa Tengah", deadlines={"korkot": 18}), Province("Bali"))
    settings = Settings(provinces=provinces, root=ROOT)
    assert not late("BP601", on("2010-10-18"), settings=settings)
    assert late("BP601", on("2010-10-19"), settings=settings)
    assert deadline(settings, CITY_LEVEL, OCTOBER, "Bali") == date(2010, 10, 15)
    assert deadline(settings, PROVINCE_LEVEL, OCTOBER, "Jawa Tengah") == date(2010, 10, 20)


@pytest.mark.parametrize(
    ("period", "days", "level", "expected"),
    [
        (Period(2011, 2), {"korkot": 31, "kmw": 31, "kmp": 31}, CITY_LEVEL, date(2011, 2, 28)),
        (Period(2012, 2), {"korkot": 30, "kmw": 30, "kmp": 31}, PROVINCE_LEVEL, date(2012, 2, 29)),
        (Period(2010, 12), {"korkot": 15, "kmw": 20, "kmp": 25}, NATION_LEVEL, date(2010, 12, 25)),
        (Period(2010, 12), {"korkot": 25, "kmw": 30, "kmp": 5}, NATION_LEVEL, date(2011, 1, 5)),
        (Period(2010, 12), {"korkot": 25, "kmw": 5, "kmp": 10}, NATION_LEVEL, date(2011, 1, 10)),
        (Period(2010, 12), {"korkot": 25, "kmw": 10, "kmp": 5}, NATION_LEVEL, date(2011, 2, 5)),
        (Period(2010, 12), {"korkot": 25, "kmw": 30, "kmp": 5}, PROVINCE_LEVEL, date(2010, 12, 30)),
    ],
)
def test_the_last_day_is_one_that_the_month_has(
    period: Period, days: dict[str, int], level: Level, expected: date
) -> None:
    assert deadline(Settings(deadlines=days), level, period) == expected


def test_december_ends_with_the_year() -> None:
    december = korkot(period=Period(2010, 12))
    assert late("BP601", on("2011-01-03"), december, now=datetime(2011, 1, 4, tzinfo=WIB))
    assert not late("BP601", on("2010-12-15"), december, now=datetime(2011, 1, 4, tzinfo=WIB))


def test_every_month_has_a_day_for_every_province_and_the_nation() -> None:
    assert [(due.level.code, due.province, due.day.day) for due in due_days(ROSTER, OCTOBER)] == [
        ("korkot", "Jawa Tengah", 15),
        ("korkot", "Bali", 15),
        ("kmw", "Jawa Tengah", 20),
        ("kmw", "Bali", 20),
        ("kmp", "", 25),
    ]


# The register as a witness -------------------------------------------------------------------------

PATH = f"{KMW_NAME}/{KORKOT_NAME}/Dari Sampah Menjadi Berkah.docx"


def book(*looks: int, came: int, hour: int = 12) -> AgendaBook:
    """A register: looks on these days of October, and the day on which the writing came."""
    lines = [Line(datetime(2010, 10, day, hour, tzinfo=WIB), Event.LOOKED, ".") for day in looks]
    came_at = datetime(2010, 10, came, hour, 1, tzinfo=WIB)
    lines.append(Line(came_at, Event.CAME, PATH, sha256="a" * 64))
    return AgendaBook(sorted(lines, key=lambda line: line.when))


def test_what_was_not_there_after_the_last_day_is_late_without_a_date() -> None:
    (problem,) = late("BP601", writing(), book=book(14, 16, came=17))
    assert (problem.variant, problem.found, problem.values["looked"]) == (
        "undated",
        "17 Oktober 2010",
        "16 Oktober 2010",
    )


@pytest.mark.parametrize("looks", [(), (14,), (14, 15), (18,)])
def test_a_register_that_nobody_kept_in_between_proves_nothing(looks: tuple[int, ...]) -> None:
    assert not late("BP601", writing(), book=book(*looks, came=17))


def test_the_writing_s_own_date_decides_and_the_register_only_doubts_it() -> None:
    (problem,) = late("BP601", on("2010-10-14"), book=book(16, came=17))
    assert (problem.variant, problem.severity) == ("in_doubt", Severity.INFO)


def test_a_late_date_is_told_with_the_day_it_was_first_seen() -> None:
    (problem,) = late("BP601", on("2010-10-18"), book=book(16, came=19))
    assert (problem.variant, problem.found, problem.values["seen"]) == (
        "seen",
        "18 Oktober 2010",
        "19 Oktober 2010",
    )


def test_the_register_s_days_are_counted_in_the_province_too() -> None:
    above = Folder(ROOT / KMW_NAME, PROVINCE_LEVEL, "Papua", OCTOBER, OCTOBER)
    evening = book(15, came=17, hour=23)  # in Papua the sixteenth has begun
    assert late("BP601", writing(), korkot(above=above), settings=PAPUA, book=evening)
    assert not late("BP601", writing(), book=evening)


# Provinces and the nation --------------------------------------------------------------------------


def decided(level: Level, day: str | None, **more: Any) -> Folder:
    """A KMW or national folder whose panel decided that day."""
    unit = "Jawa Tengah" if level == PROVINCE_LEVEL else None
    path = ROOT / KMW_NAME if unit else ROOT / "2010-10"
    decision = Decision(path / "penilaian" / "keputusan.yaml", date=date.fromisoformat(day)) if day else None
    return Folder(path, level, unit, OCTOBER, OCTOBER, decision=decision, **more)


@pytest.mark.parametrize(
    ("code", "level", "last"),
    [("BP602", PROVINCE_LEVEL, "2010-10-20"), ("BP603", NATION_LEVEL, "2010-10-25")],
)
def test_a_decision_after_its_day_is_late(code: str, level: Level, last: str) -> None:
    after = str(date.fromisoformat(last) + timedelta(days=1))
    assert not late(code, decided(level, last))
    (problem,) = late(code, decided(level, after))
    assert problem.path.name == "keputusan.yaml"
    assert not late(code, decided(level, after), now=datetime.fromisoformat(f"{last}T22:00:00+07:00"))


def test_a_decision_without_a_date_was_made_when_it_was_sealed() -> None:
    events = (SealEvent("sealed", "2010-10-21T00:30:00+08:00"), SealEvent("unsealed", "2010-10-29", "salah"))
    seal = Seal("", {}, {}, {}, {}, (), events)
    assert not late("BP602", decided(PROVINCE_LEVEL, None, seal=seal))  # it was the twentieth in Semarang
    assert late("BP603", decided(NATION_LEVEL, "2010-10-26", seal=seal))
    later = replace(seal, history=(SealEvent("sealed", "2010-10-21T09:00:00+07:00"),))
    assert late("BP602", decided(PROVINCE_LEVEL, None, seal=later))


@pytest.mark.parametrize("when", ["", "kemarin", "2010-10-21"])
def test_a_seal_that_somebody_edited_ends_no_run(when: str) -> None:
    seal = Seal("", {}, {}, {}, {}, (), (SealEvent("sealed", when),))
    late("BP602", decided(PROVINCE_LEVEL, None, seal=seal))


# A year --------------------------------------------------------------------------------------------

EXPERTS = Settings(root=ROOT, experts={"Jawa Tengah": ("Siti Rahma", "Budi Santoso, S.Sos")})


def year(*authors: str, months: int = 2, **more: Any) -> Folder:
    """A share of some months, with the knowledge products of these authors in its first."""
    kmws = []
    for month in range(1, months + 1):
        path = ROOT / f"2010-{month:02}" / KMW_NAME
        products = tuple(product(path / f"Produk {n}.docx", name) for n, name in enumerate(authors))
        period = Period(2010, month)
        kmw = Folder(path, PROVINCE_LEVEL, "Jawa Tengah", period, products=products if month == 1 else ())
        kmws.append(Folder(path.parent, NATION_LEVEL, period=period, children=(kmw,)))
    return Folder(ROOT, SHARE, children=tuple(kmws), **more)


def product(path: Path, author: str) -> Any:
    return replace(writing(path.stem, path.parent), identity=Identity(author=Person(fact(author))))


NEW_YEAR = datetime(2011, 1, 1, tzinfo=WIB)


def test_every_expert_owes_a_knowledge_product_a_year() -> None:
    (problem,) = late("BP609", year(), settings=EXPERTS, now=NEW_YEAR)
    assert problem.found == "Siti Rahma\nBudi Santoso, S.Sos"
    assert problem.path == ROOT / "2010-02" / KMW_NAME
    (problem,) = late("BP609", year("Budi Santoso"), settings=EXPERTS, now=NEW_YEAR)
    assert problem.found == "Siti Rahma"


def test_a_product_of_two_counts_for_both() -> None:
    assert not late("BP609", year("Siti Rahma dan Budi Santoso"), settings=EXPERTS, now=NEW_YEAR)


def test_a_year_that_is_not_over_owes_nothing_yet() -> None:
    assert not late("BP609", year(), settings=EXPERTS, now=NEW_YEAR - timedelta(seconds=1))


def test_one_month_does_not_show_the_year() -> None:
    assert not late("BP609", year().children[0], settings=EXPERTS, now=NEW_YEAR)


def test_what_cannot_be_seen_may_hold_the_product() -> None:
    hidden = Problem(ROOT / "2010-03", kind=Kind.UNREACHABLE)
    assert not late("BP609", year(unsafe=(hidden,)), settings=EXPERTS, now=NEW_YEAR)


# Wording -------------------------------------------------------------------------------------------


def together() -> list[Problem]:
    """What BP611 says where the whole folder has another name."""
    entry = RegisteredFile(PATH, "Sampah", "Semarang", "2010-10", "a" * 64, LATER, LATER, LATER)
    now = (PATH.replace("Semarang", "Solo"),)
    return late("BP611", kmw(), gone={kmw().path: (Gone(entry, LATER, now),)})


def went(*now_at: str) -> list[Problem]:
    """What BP611 says of a file that lies there now."""
    entry = RegisteredFile(PATH, "Sampah", "Semarang", "2010-10", "a" * 64, LATER, LATER, LATER)
    return late("BP611", korkot(), gone={korkot().path: (Gone(entry, LATER, now_at),)})


def rewritten() -> list[Problem]:
    """What BP611 says where another file has the title."""
    entry = RegisteredFile(PATH, "Sampah", "Semarang", "2010-10", "a" * 64, LATER, LATER, LATER)
    there = (PATH.replace(".docx", ".odt"),)
    return late("BP611", korkot(), gone={korkot().path: (Gone(entry, LATER, titled=there),)})


SAID = {
    "BP601": [
        *late("BP601", on("2010-10-20")),
        *late("BP601", on("2010-10-18"), book=book(16, came=19)),
        *late("BP601", on("2010-10-14"), book=book(16, came=17)),
        *late("BP601", writing(), book=book(16, came=17)),
    ],
    "BP602": late("BP602", decided(PROVINCE_LEVEL, "2010-10-23")),
    "BP603": late("BP603", decided(NATION_LEVEL, "2010-10-28")),
    "BP611": [
        *went(),
        *together(),
        *went("2010-10/lain/Sampah.docx"),
        *went(PATH.replace("Dari ", "")),
        *rewritten(),
    ],
}


@pytest.mark.parametrize("code", SAID)
def test_every_wording_is_heard_and_filled(code: str) -> None:
    assert {problem.variant for problem in SAID[code]} - {""} == set(entry(code).get("variants", {}))
    for language in LANGUAGES:
        with speaking(language):
            for problem in SAID[code]:
                words = render(Finding(code, Severity.WARNING, problem))
                for text in (words.message, words.remedy):
                    assert text and not re.search(r"“”|\(\)|  |\{|\}|^\s|\s$", text), text
