"""What every programme asks of its units: each rule speaks where it should and nowhere else."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from make.unitfacts import AGENCY, answered, item, meetings, months, program, scheme, unit
from msgspec.structs import replace

from bpkit.model.place import Place
from bpkit.model.problems import Finding, Kind, Problem
from bpkit.model.programs import Column, ColumnKind, Cycle, Program, Table
from bpkit.model.rounds import (
    Answer,
    Judgement,
    Listing,
    Origin,
    Outcome,
    Round,
    Row,
    Span,
    Symbol,
    Unit,
    Value,
)
from bpkit.model.settings import RosterUnit, Settings, Waiver
from bpkit.model.units import Severity
from bpkit.rules.catalogue import entry, render
from bpkit.rules.checking import Selection, check_judgement, check_round, check_unit, is_in_force
from bpkit.rules.registry import Context, all_rules
from bpkit.wording import LANGUAGES, speaking

ROOT = Path("/r")
# Rules of writings that speak of units as well, each with the wording that is heard there alone.
SHARED = {"BP608": {"units"}}
OURS = [code for code, rule in all_rules().items() if rule.family == "rounds" or code in SHARED]
MEETING = Span(0, 2, Cycle.MEETING)
TWO = replace(unit(), sheets=(answered({"1": "50", "2": "50"}), answered({"1": "50", "2": "40"}, "Budi")))


def context(of: Program, *units: Unit, today: date | None = None, **settings: Any) -> Context:
    found = Round(of, ROOT, units)
    return Context(Settings(root=ROOT, **settings), root=ROOT, today=today, round=found)


def on_unit(one: Unit, of: Program | None = None, **more: Any) -> list[Finding]:
    return check_unit(one, context(of or program(), one, **more))


def on_round(*units: Unit, of: Program | None = None, **more: Any) -> list[Finding]:
    known = context(of or program(), *units, **more)
    assert known.round
    return check_round(known.round, known)


def on_judgement(*outcomes: Outcome, **more: Any) -> list[Finding]:
    judgement = Judgement(TWO, scheme(item("1"), **more), outcomes)
    return check_judgement(judgement, context(program(), TWO))


def named(folder: str, **more: Any) -> Unit:
    return replace(unit(**more), path=ROOT / folder)


def meeting(answers: dict[str, Answer] | None = None, **more: Any) -> Unit:
    of = meetings()
    sheet = answered({}, "Siti", answers={"": answers or {}})
    made = Unit(ROOT / "pertemuan-2 (Gorontalo)", of.levels[0], "Gorontalo", MEETING, sheets=(sheet,))
    opens = {"mulai": Origin(ROOT / "pertemuan.yaml", Place(1, 8), "2010-06-03")}
    return replace(made, **{"facts": opens, **more})


def yes(day: date | None, symbol: Symbol = Symbol.YES) -> Answer:
    return Answer("ya", Place(3, 1), symbol=symbol, day=day)


def month(number: int) -> Unit:
    name = f"bulan-{number:02}"
    return Unit(ROOT / name, months().levels[0], "", Span(0, number, Cycle.MONTH_OF_PROGRAM))


def with_fields(required: tuple[str, ...], **answer: Any) -> tuple[Unit, Program]:
    given = Answer("60", Place(4, 2), Fraction(60), **answer)
    sheets = tuple(answered({}, who, answers={"": {"1": given}}) for who in ("Siti", "Budi"))
    return unit(sheets=sheets[:1]), program(schemes=(scheme(item("1", required=required)),))


def reckoned(code: str, variant: str, values: dict[str, str]) -> list[Finding]:
    problem = Problem(ROOT / "s.yaml", "enam", place=Place(2, 3), variant=variant, values=values)
    judgement = Judgement(TWO, scheme(item("1")), (), ((code, problem),))
    return check_judgement(judgement, context(program(families=("BP1",)), TWO))


# What the evaluation says of whose answer it is; for the unit itself and its total it says nothing.
WHOSE = ({"item": "1.1", "name": "Visi", "judged": "Banjir"}, {"item": "", "judged": ""})
ROSTER = (RosterUnit("Dinas Pendidikan"), RosterUnit("Dinas Kesehatan"))
LATE = yes(date(2010, 6, 1))
EVIDENCE = with_fields((), evidence=("a.pdf",))
REQUIRED = with_fields(("bukti", "sintesis"), fields={"alasan": "x"})
FOUND: dict[str, list[list[Finding]]] = {
    "BP110": [on_unit(named("unit (Dinas)")), on_unit(named("unit_(2013)", name=""))],
    "BP111": [on_unit(named("Unit-Dinas Pendidikan th. 2013"))],
    "BP112": [
        on_unit(month(19), months()),
        on_unit(named("unit (Dinas Pendidikan)_(2012)")),
        on_unit(replace(named("apa saja"), span=None)),
    ],
    "BP113": [on_round(unit(), named("unit Dinas Pendidikan_2013"))],
    "BP114": [on_unit(named("unit (Dinas Air)_(2013)", name="Dinas Air"), units=ROSTER)],
    "BP115": [on_round(month(1), month(3), of=months())],
    "BP608": [on_round(unit(), units=ROSTER)],
    "BP610": [
        on_unit(meeting({"1": LATE}), meetings()),
        on_unit(meeting(), meetings(), today=date(2010, 5, 28)),
    ],
    "BP870": [
        on_judgement(Outcome("", Value("", None, provisional=True, missing=("survei: 1.1",)))),
        on_judgement(Outcome("", Value("", None, provisional=True))),
    ],
    "BP871": [on_unit(unit(sheets=TWO.sheets[:1]))],
    "BP872": [on_unit(*EVIDENCE)],
    "BP873": [on_unit(*REQUIRED)],
    **{
        code: [reckoned(code, variant, more) for variant in ("", *entry(code)["variants"]) for more in WHOSE]
        for code in ("BP824", "BP825", "BP826")
    },
    "BP875": [
        on_judgement(
            Outcome("A", Value("", Fraction(9)), rank=1, tied=True),
            Outcome("B", Value("", Fraction(9)), rank=1, tied=True),
            seats=1,
        )
    ],
}


def of_code(code: str) -> list[Finding]:
    return [one for findings in FOUND[code] for one in findings if one.code == code]


def codes(findings: list[Finding]) -> set[str]:
    return {one.code for one in findings}


def test_every_rule_has_a_case() -> None:
    assert set(FOUND) == set(OURS)


@pytest.mark.parametrize("code", OURS)
def test_every_wording_is_heard_and_filled(code: str) -> None:
    assert all(code in codes(findings) for findings in FOUND[code])
    wanted = SHARED.get(code, set(entry(code).get("variants", {})))
    assert {one.problem.variant for one in of_code(code)} - {""} == wanted
    for language in LANGUAGES:
        with speaking(language):
            for one in of_code(code):
                words = render(one)
                for text in (words.message, words.remedy):
                    assert not re.search(r"“”|\(\)|  |{|}|^\s|\s$", text), text


def test_a_sound_unit_is_not_spoken_of() -> None:
    assert on_unit(TWO, today=date(2014, 1, 1), units=ROSTER[:1]) == []
    assert on_round(TWO, units=ROSTER[:1]) == []
    assert on_judgement(Outcome("", Value("", Fraction(50)))) == []


def test_the_last_day_is_in_time_and_a_day_without_a_date_is_believed() -> None:
    assert "BP610" not in codes(on_unit(meeting({"1": yes(date(2010, 5, 27))}), meetings()))
    assert "BP610" not in codes(on_unit(meeting({"1": yes(None)}), meetings(), today=date(2011, 1, 1)))
    assert "BP610" not in codes(on_unit(meeting(), meetings(), today=date(2010, 5, 27)))


def test_what_does_not_apply_is_never_late() -> None:
    aside = {"1": yes(None, Symbol.NOT_APPLICABLE)}
    assert "BP610" not in codes(on_unit(meeting(aside), meetings(), today=date(2011, 1, 1)))


def test_days_late_are_counted_over_the_end_of_a_month() -> None:
    (found,) = [one for one in on_unit(meeting({"1": LATE}), meetings()) if one.code == "BP610"]
    assert (found.problem.expected, found.problem.values["days"]) == ("2010-05-27", "5")


def test_periods_that_are_over_are_missed_and_those_to_come_are_not() -> None:
    known = {"start": date(2010, 1, 1), "today": date(2010, 4, 1)}
    (found,) = [one for one in on_round(month(1), of=months(), **known) if one.code == "BP115"]
    assert found.problem.found.split("\n") == ["bulan-02", "bulan-03"]
    assert on_round(month(1), month(2), of=months()) == []


def test_units_are_missed_in_the_folder_that_they_hand_in_to() -> None:
    roster = (RosterUnit("Kendal", ROSTER),)
    agency = Unit(
        ROOT / "PMPRB (Kendal)_(2013)", AGENCY, "Kendal", Span(2013, 1, Cycle.YEAR), children=(unit(),)
    )
    (found,) = [one for one in on_unit(agency, units=roster) if one.code == "BP608"]
    assert (found.problem.found, found.problem.path) == ("Dinas Kesehatan", agency.path)
    assert "BP608" not in codes(on_round(agency, units=roster))


def test_where_something_can_not_be_read_nothing_is_missed() -> None:
    gone = Problem(ROOT / "x", kind=Kind.UNREACHABLE, variant="gone")
    assert "BP872" not in codes(on_unit(replace(EVIDENCE[0], problems=(gone,)), EVIDENCE[1]))
    assert codes(on_unit(replace(TWO, problems=(gone,)))) == {"BP908"}


def test_evidence_counts_in_a_folder_below_too_and_in_whatever_case() -> None:
    there = replace(EVIDENCE[0], evidence=frozenset({"Foto/A.PDF"}))
    assert "BP872" not in codes(on_unit(there, EVIDENCE[1]))


def test_evidence_that_a_list_names_must_be_there() -> None:
    table = Table("rencana", "Rencana", "unit", (Column("berkas", "Berkas", ColumnKind.EVIDENCE),))
    row = Row(ROOT / "rencana.yaml", Place(2), {"berkas": "a.pdf; b.pdf"})
    one = replace(TWO, listings={"rencana": Listing("rencana", (row,))}, evidence=frozenset({"a.pdf"}))
    (found,) = on_unit(one, program(tables=(table,)))
    assert (found.code, found.problem.found) == ("BP872", "b.pdf")


def test_those_who_agreed_on_one_sheet_are_the_panel() -> None:
    agreed = replace(answered({"1": "50", "2": "50"}), who=("Siti", "Budi"))
    assert "BP871" not in codes(on_unit(unit(sheets=(agreed,))))


def test_a_sheet_that_can_not_be_used_is_said_as_everywhere() -> None:
    broken = replace(TWO.sheets[0], problems=(Problem(ROOT / "s.yaml", variant="empty", kind=Kind.SHEET),))
    stray = Problem(ROOT / "s.txt", "s.txt", "s.yaml", variant="rename", kind=Kind.UNCOUNTED)
    found = on_unit(replace(TWO, sheets=(broken, TWO.sheets[1]), problems=(stray,)))
    assert codes(found) == {"BP801", "BP814"}


def test_a_programme_chooses_its_families_and_damage_is_never_silent() -> None:
    assert is_in_force("BP110", ["BP1"])
    assert not is_in_force("BP110", ["BP6"])
    assert not is_in_force("BP831", ["BP8"])
    assert is_in_force("BP831", ["BP8", "BP83"])
    assert all(is_in_force(code, ["BP1"]) for code in ("BP801", "BP814", "BP871", "BP908"))
    assert is_in_force("BP610", [])
    few = program(families=("BP6",))
    assert on_unit(named("Unit-Dinas Pendidikan th. 2013"), few) == []


def test_severities_waivers_and_selection_hold_as_usual() -> None:
    one = named("Unit-Dinas Pendidikan th. 2013")
    assert on_unit(one, severities={"BP111": None}) == []
    (louder,) = on_unit(one, severities={"BP111": Severity.ERROR})
    assert louder.severity is Severity.ERROR
    (waived,) = on_unit(one, waivers=(Waiver("BP111", "**", "nama lama", "TL", None),))
    assert waived.waived
    assert check_unit(one, context(program(), one), Selection(("BP6",))) == []


def test_what_belongs_to_nothing_is_named_as_in_any_folder() -> None:
    assert codes(on_unit(replace(TWO, strays=(TWO.path / "foto.jpg",)))) == {"BP105"}


@pytest.mark.parametrize(("seats", "is_open"), [(1, True), (2, False), (None, False)])
def test_equals_are_told_only_where_they_reach_across_the_seats(seats: int | None, is_open: bool) -> None:
    equals = [Outcome(name, Value("", Fraction(9)), rank=1, tied=True) for name in "AB"]
    found = on_judgement(*equals, Outcome("C", Value("", Fraction(5)), rank=3), seats=seats)
    assert ("BP875" in codes(found)) == is_open
