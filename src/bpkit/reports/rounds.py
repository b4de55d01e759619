"""What is said of a round: as lines on a screen, as tables of a report, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..figures import exact, places_apart, rounded
from ..model.folder_pattern import pattern_for
from ..model.outcomes import WrittenForm
from ..model.problems import Finding
from ..model.programs import Program
from ..model.rounds import Judgement, Origin, Outcome, RoundResult, Unit, UnitResult, Value
from ..model.spans import code_of, name_of
from ..model.units import Severity
from ..rules.catalogue import render
from ..rules.rounds import unit_title
from ..version import __version__
from ..wording import decimal, say
from .json_output import finding_json
from .outline import Cell, LinkTarget, ReportColumn, ReportContents, ReportListing, in_words, relative
from .screen import escape, print_findings, print_table
from .tallies import needs_json, progress_json, tally_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from .. import schemas as shapes

SCHEMA = 1  # of the JSON of rounds; it grows when a key changes its meaning
NO_VALUE = "–"
PLACES = 2  # decimals on the screen, where a number never ends


# Words -----------------------------------------------------------------------------------------------


def unit_words(unit: Unit) -> str:
    """`Unit kerja Dinas Pendidikan, 2013`."""
    whose = f"{unit.level_name} {unit.name}".strip()
    return f"{whose}, {name_of(unit.span)}" if unit.span else whose


def value_words(value: Value, edges: Iterable[Fraction] = ()) -> str:
    """A value as people read it: whole where its decimals end, else to the hundredth.

    Where that would stand across one of the `edges`, it has more decimals.
    """
    if value.value is None and value.actual is not None:
        return say(
            "round.no_target" if value.target is None else "round.zero_target", actual=_number(value.actual)
        )
    if value.value is None:
        return NO_VALUE
    return _number(value.value, edges)


def _number(value: Fraction, edges: Iterable[Fraction] = ()) -> str:
    number = exact(value)
    return decimal(rounded(value, places_apart(value, edges, PLACES)) if "/" in number else number)


def outcome_marks(outcome: Outcome) -> list[str]:
    """What is to be known of a value beside it."""
    passed = {True: ["passed"], False: ["failed"], None: []}[outcome.passed]
    flags = {"provisional": outcome.total.provisional, "tied": outcome.tied, "selected": outcome.selected}
    marks = [say(f"round.{name}") for name in [*passed, *(name for name, is_so in flags.items() if is_so)]]
    marks += [say("round.rank", rank=outcome.rank)] if outcome.rank is not None else []
    return marks + ([say("round.ruled")] if outcome.total.ruled else [])


def counts(findings: Iterable[Finding], units: int) -> shapes.RoundSummaryJson:
    """How many findings there are of each severity, and how many were let pass."""
    listed = list(findings)
    open_ones = Counter(one.severity.label for one in listed if not one.waived)
    return {
        "units": units,
        "errors": open_ones["error"],
        "warnings": open_ones["warning"],
        "infos": open_ones["info"],
        "waived": sum(one.waived for one in listed),
    }


def state_words(result: UnitResult) -> str:
    """Where a unit stands, in a word or two."""
    if not result.judgements:
        return say("round.unjudged")
    return say("round.provisional") if result.provisional else ""


# On the screen ---------------------------------------------------------------------------------------


def print_round_validation(result: RoundResult, console: Console) -> None:
    """Write everything found at and below the given path."""
    given = result.round.root
    if result.findings:
        print_findings(result.findings, given, console)
        console.print()
    for one in result.walk():
        if one.findings:
            console.print(f"[bold]{escape(unit_words(one.unit))}[/]")
            print_findings(one.findings, given, console)
            console.print()
    summary = counts(result.every_finding, len(list(result.walk())))
    if not result.every_finding:
        console.print(say("round.all_good"), style="green")
    _say_if_empty(result, console)
    console.print(say("round.summary", **summary), style="bold")


def print_round_scores(result: RoundResult, console: Console, *, verbose: bool = False) -> None:
    """Write every value; `verbose` adds those of the items below."""
    for one in result.walk():
        console.print(f"[bold]{escape(unit_words(one.unit))}[/]")
        tallied = [*tally_lines(result.round.program, one.unit)]
        if not one.judgements and not tallied:
            console.print(f"  {say('round.unjudged')}")
        for line in tallied:
            console.print(escape(f"  {line}"))
        for judgement in one.judgements:
            _print_judgement(judgement, console, verbose=verbose)
        errors = [finding for finding in one.findings if finding.of_panel]
        print_findings(errors, result.round.root, console)
    print_findings(result.hidden, result.round.root, console)
    _say_if_empty(result, console)
    _print_assumptions(result, console)


def _print_judgement(judgement: Judgement, console: Console, *, verbose: bool) -> None:
    console.print(f"  {escape(judgement.scheme.name)}")
    for outcome in judgement.outcomes:
        console.print(escape("    " + _outcome_line(outcome, judgement)))
        below = _below(outcome.total) if verbose else ((0, one) for one in _parts(outcome.total))
        for depth, value in below:
            about = f"{_item_words(value, judgement)} = {value_words(value, judgement.edges(value.item))}"
            missing = say("round.missing", names=", ".join(value.missing)) if value.missing else ""
            console.print(
                escape("      " + "  " * depth + " · ".join(filter(None, (about, value.band, missing))))
            )


def _parts(total: Value) -> Iterator[Value]:
    """The values that stand for a total that there is none of: the highest below it."""
    if total.value is None:
        for item in total.items:
            is_there = item.value is not None or item.actual is not None
            yield from [item] if is_there else _parts(item)


def _item_words(value: Value, judgement: Judgement) -> str:
    names = {item.code: item.short_name or item.name for item in judgement.scheme.root.walk()}
    return " ".join(filter(None, (value.item, names.get(value.item, ""))))


def _outcome_line(outcome: Outcome, judgement: Judgement) -> str:
    shown = value_words(outcome.total, judgement.edges(outcome.total.item))
    number = " ".join(filter(None, (outcome.judged, shown)))
    return " · ".join(filter(None, (number, outcome.total.band, *outcome_marks(outcome))))


def _below(value: Value, depth: int = 0) -> Iterator[tuple[int, Value]]:
    for item in value.items:
        yield depth, item
        yield from _below(item, depth + 1)


def print_round_status(
    result: RoundResult, console: Console, forms: Sequence[WrittenForm] | None = None
) -> None:
    """Write where every unit stands, one a line; with `forms`, how many of them there are."""
    listing = states_of(result, forms)
    headings = [column.heading for column in listing.columns]
    right = [column.number for column in listing.columns]
    print_table(console, headings, right, [[_cell_words(cell) for cell in row] for row in listing.rows])
    _say_if_empty(result, console)


def print_round_files(files: Sequence[WrittenForm], given: Path, console: Console) -> None:
    """Write where files are and what became of them; that there is none is said too."""
    if not files:
        console.print(escape(say("round.no_files")))
    for form in files:
        console.print(escape(say(f"report.{form.status}", path=relative(form.path, given))))


def _cell_words(cell: Cell) -> str:
    if isinstance(cell, LinkTarget):
        return "  " * cell.depth + cell.text
    return "" if cell is None else str(cell)


def _say_if_empty(result: RoundResult, console: Console) -> None:
    if not result.units:
        program = result.round.program
        patterns = ", ".join(f"“{pattern_for(program, level).level.folder}”" for level in program.levels)
        console.print(escape(say("round.no_units", patterns=patterns)))


def _print_assumptions(result: RoundResult, console: Console) -> None:
    for line in (
        [say("round.assumed"), *result.round.program.assumptions] if result.round.program.assumptions else []
    ):
        console.print(escape(line), style="dim")


# Tables of reports -----------------------------------------------------------------------------------


def findings_listing(result: RoundResult) -> ReportListing:
    """Every finding, a row each."""
    given = result.round.root
    rows: list[tuple[Cell, ...]] = []
    for finding in result.every_finding:
        words = render(finding)
        path = finding.problem.path
        label = say("report.waived" if finding.waived else f"report.{finding.severity.label}")
        rows.append(
            (f"{finding.code} {label}", LinkTarget(relative(path, given), path), words.message, words.remedy)
        )
    widths = {"code": 18, "path": 50, "message": 60, "remedy": 60}
    columns = tuple(ReportColumn(say(f"round.column_{name}"), width) for name, width in widths.items())
    return ReportListing(say("round.findings"), columns, tuple(rows), say("round.all_good"))


def values_listing(result: RoundResult) -> ReportListing:
    """Every value, a row each; the programme's assumptions below."""
    rows: list[tuple[Cell, ...]] = []
    for one in result.walk():
        unit = LinkTarget(unit_words(one.unit), one.unit.path)
        for judgement in one.judgements:
            for outcome in judgement.outcomes:
                marks = ", ".join(outcome_marks(outcome))
                about = (judgement.scheme.name, outcome.judged or unit_title(one.unit))
                shown = value_words(outcome.total, judgement.edges(outcome.total.item))
                rows.append((unit, *about, shown, outcome.total.band, marks))
                for part in _parts(outcome.total):
                    state = say("round.provisional") if part.provisional else ""
                    about = (judgement.scheme.name, _item_words(part, judgement))
                    shown = value_words(part, judgement.edges(part.item))
                    rows.append((unit, *about, shown, part.band, state))
    widths = {"unit": 40, "scheme": 30, "judged": 40, "value": 12, "band": 20, "state": 30}
    columns = tuple(ReportColumn(say(f"round.column_{name}"), width) for name, width in widths.items())
    return ReportListing(
        say("round.values"), columns, tuple(rows), say("round.unjudged"), result.round.program.assumptions
    )


def states_of(result: RoundResult, forms: Sequence[WrittenForm] | None = None) -> ReportListing:
    """Where every unit stands; with `forms`, the number of them as the last column."""
    there = Counter(form.folder for form in forms or () if form.status != "retired")
    rows: list[tuple[Cell, ...]] = []
    for depth, one in _with_depth(result.units):
        summary = counts(one.findings, 1)
        name = LinkTarget(unit_words(one.unit), one.unit.path, depth)
        sheets = sum(bool(sheet.answers) for sheet in one.unit.sheets)
        numbers = (sheets, summary["errors"], summary["warnings"], final_words(one), state_words(one))
        rows.append((name, *numbers, *(() if forms is None else (there[one.unit.path],))))
    names = ["sheets", "errors", "warnings", "value", "state", *(["forms"] if forms is not None else [])]
    columns = [ReportColumn(say("round.column_unit"), 50)]
    columns += [
        ReportColumn(say(f"round.column_{name}"), 14, number=name not in ("value", "state")) for name in names
    ]
    return ReportListing(say("round.states"), tuple(columns), tuple(rows), say("round.unjudged"))


def final_words(one: UnitResult) -> str:
    """What came of everything that is judged in a unit as a whole: `72,5 Check`."""
    return "; ".join(
        " ".join(
            filter(
                None, (value_words(outcome.total, judgement.edges(outcome.total.item)), outcome.total.band)
            )
        )
        for judgement in one.judgements
        if len(judgement.outcomes) == 1
        for outcome in judgement.outcomes
    )


def _with_depth(units: Iterable[UnitResult], depth: int = 0) -> Iterator[tuple[int, UnitResult]]:
    for unit in units:
        yield depth, unit
        yield from _with_depth(unit.children, depth + 1)


def files_listing(files: Sequence[WrittenForm], given: Path) -> ReportListing:
    """Every file that was written, with what became of it."""
    rows = tuple(
        (LinkTarget(relative(form.path, given), form.path), say(f"page.status_{form.status}"))
        for form in files
    )
    columns = (ReportColumn(say("page.column_file"), 90), ReportColumn(say("page.column_status"), 40))
    return ReportListing(say("round.forms"), columns, rows, say("page.no_files"))


def round_contents(
    title: str, result: RoundResult, value: Callable[[], Any], listings: Sequence[ReportListing]
) -> ReportContents:
    """A report over a round."""
    return ReportContents(title, result.round.program.name, value, tuple(listings))


# Data ------------------------------------------------------------------------------------------------


def round_validation(result: RoundResult, shown: Path) -> shapes.RoundValidateJson:
    """The output of `bpkit validate --format json` for a programme whose units are judged."""
    given = result.round.root
    return {
        **_head(result, shown),
        "summary": counts(result.every_finding, len(list(result.walk()))),
        "findings": [finding_json(one, given) for one in result.findings],
        "units": [_checked(one, given) for one in result.units],
    }


def _head(result: RoundResult, shown: Path) -> shapes.RoundHeadJson:
    program = result.round.program
    return {
        "schema": SCHEMA,
        "bpkit": __version__,
        "program": program.id,
        "program_sha256": program.sha256,
        "path": shown.as_posix(),
    }


def _unit(unit: Unit, given: Path) -> shapes.RoundUnitJson:
    return {
        "path": relative(unit.path, given),
        "level": unit.level.code,
        "unit": unit.name or None,
        "period": code_of(unit.span) if unit.span else None,
        "period_name": name_of(unit.span) if unit.span else None,
    }


def _checked(result: UnitResult, given: Path) -> shapes.RoundCheckedJson:
    unit = result.unit
    return {
        **_unit(unit, given),
        "summary": counts(result.findings, 1),
        "writings": [
            {"title": one.title, "path": relative(one.path, given), "sha256": one.sha256 or None}
            for one in unit.writings
        ],
        "sheets": [relative(one.path, given) for one in unit.sheets],
        "lists": {code: len(one.rows) for code, one in unit.listings.items()},
        "papers": {code: relative(one.path, given) for code, one in unit.reports.items()},
        "evidence": sorted(unit.evidence),
        "findings": [finding_json(one, given) for one in result.findings],
        "units": [_checked(child, given) for child in result.children],
    }


def round_scoring(result: RoundResult, shown: Path) -> shapes.RoundScoreJson:
    """The output of `bpkit score --format json` for a programme whose units are judged."""
    given = result.round.root
    return {
        **_head(result, shown),
        "assumptions": list(result.round.program.assumptions),
        "hidden": [finding_json(one, given) for one in result.hidden],
        "units": [_scored(one, result.round.program, given) for one in result.units],
    }


def _scored(result: UnitResult, program: Program, given: Path) -> shapes.RoundScoredJson:
    found = {
        **_unit(result.unit, given),
        "provisional": result.provisional,
        "judgements": [_judgement(one, given) for one in result.judgements],
        "causes": [finding_json(one, given) for one in result.causes],
        "findings": [finding_json(one, given) for one in result.findings if one.of_panel],
        "units": [_scored(child, program, given) for child in result.children],
    }
    tallied = {"needs": needs_json(program, result.unit), "progress": progress_json(program, result.unit)}
    found |= {key: value for key, value in tallied.items() if value}
    return cast("shapes.RoundScoredJson", found)


def _judgement(judgement: Judgement, given: Path) -> shapes.JudgementJson:
    return {
        "scheme": judgement.scheme.code,
        "name": judgement.scheme.name,
        "outcomes": [
            {
                "judged": one.judged or None,
                "passed": one.passed,
                "rank": one.rank,
                "tied": one.tied,
                "selected": one.selected,
                "total": value_json(one.total, given),
            }
            for one in judgement.outcomes
        ],
    }


def value_json(value: Value, given: Path) -> shapes.ValueJson:
    """A value, exact, with where it comes from and the values below it."""
    found: shapes.ValueJson = {
        "item": value.item,
        "value": None if value.value is None else exact(value.value),
        "band": value.band or None,
        "provisional": value.provisional,
        "missing": list(value.missing),
        "by_voice": {code: exact(number) for code, number in value.by_voice.items()},
        "ruled": value.ruled or None,
        "reckoned": None if value.reckoned is None else exact(value.reckoned),
        "sources": [_source(one, given) for one in value.sources],
        "items": [value_json(one, given) for one in value.items],
    }
    if value.actual is not None:
        found["actual"] = exact(value.actual)
        found["target"] = None if value.target is None else exact(value.target)
    return found


def _source(source: Origin, given: Path) -> shapes.ValueSourceJson:
    return {"path": relative(source.path, given), "where": in_words(source.place), "text": source.text}


def round_states(result: RoundResult, shown: Path) -> shapes.RoundStatusJson:
    """The output of `bpkit status --format json` for a programme whose units are judged."""
    given = result.round.root
    units: list[shapes.RoundStateJson] = [
        {
            **_unit(one.unit, given),
            "summary": counts(one.findings, 1),
            "sheets": sum(bool(sheet.answers) for sheet in one.unit.sheets),
            "judged": bool(one.judgements),
            "provisional": one.provisional,
        }
        for one in result.walk()
    ]
    findings = [finding_json(one, given) for one in result.findings]
    return {**_head(result, shown), "findings": findings, "units": units}


def round_forms(
    result: RoundResult, files: Sequence[WrittenForm], refused: Sequence[str], shown: Path
) -> shapes.RoundRecapJson:
    """The output of `bpkit recap --format json` and `bpkit letter --format json` for such a programme."""
    given = result.round.root
    causes = [*result.hidden, *(one for unit in result.walk() for one in unit.causes)]
    written: list[shapes.FormJson] = [
        {"path": relative(form.path, given), "status": form.status} for form in files
    ]
    return {
        **_head(result, shown),
        "forms": written,
        "refused": list(refused),
        "causes": [finding_json(one, given) for one in causes],
    }


def round_run(
    result: RoundResult, files: Sequence[WrittenForm], refused: Sequence[str], shown: Path
) -> shapes.RoundRunJson:
    """The output of `bpkit run --format json` for such a programme."""
    return {
        "validate": round_validation(result, shown),
        "score": round_scoring(result, shown),
        "recap": round_forms(result, files, refused, shown),
    }


def severe(findings: Iterable[Finding], least: Severity) -> bool:
    """Whether any finding that was not let pass is as severe as this."""
    return any(finding.severity >= least and not finding.waived for finding in findings)


def by_tree(found: Mapping[Path, Any]) -> list[shapes.ProgramTreeJson]:
    """The answers of several programmes on one share, each with its folder."""
    return [{"path": path.as_posix(), "answer": answer} for path, answer in found.items()]
