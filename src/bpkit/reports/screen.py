"""What commands show on the terminal; a pipe and a log get whole lines without colour."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape as _markup
from rich.padding import Padding
from rich.table import Table

from ..figures import difference, final, whole
from ..levels import levels_of
from ..model.dates import in_words
from ..model.facts import Submission
from ..model.outcomes import Checked, Judged, Mend, Mended, Recapped, WrittenForm
from ..model.problems import Finding
from ..model.scores import Assessment, Result, Rubric
from ..model.signs import visible
from ..model.units import Severity
from ..rules.catalogue import render
from ..wording import say
from .news import News, news_lines
from .outline import (
    Cell,
    LinkTarget,
    NestedText,
    ReportListing,
    do_first,
    groups,
    lone_file,
    named_facts,
    origin_words,
    relative,
    shown,
    summary,
    text_of,
    title_of,
    where,
)
from .overview import (
    forms_by_folder,
    incomplete_lines,
    note_of,
    nothing_mended,
    states_listing,
)
from .panels import (
    agreement_line,
    basis,
    causes_below,
    causes_line,
    folder_name,
    legends,
    marks,
    own_causes,
    parts,
)

WIDE = 200  # columns, where nobody's screen sets a limit
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
FIRST = 3  # what to do first
UNKNOWN = "–"


def console() -> Console:
    """A console on stdout; rich honours NO_COLOR itself."""
    on_screen = sys.stdout.isatty()
    return Console(
        file=sys.stdout, highlight=False, width=None if on_screen else WIDE, soft_wrap=not on_screen
    )


def escape(text: str) -> str:
    """A text as markup that shows it: its brackets mean nothing, its control characters do nothing."""
    return _markup(text if text.isprintable() else "".join(map(_shown, visible(text))))


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _indented(console: Console, markup: str, columns: int) -> None:
    """A paragraph so many columns to the right; wrapped on a screen, whole in a log."""
    if console.soft_wrap:
        console.print(" " * columns + markup)
    else:
        console.print(Padding(markup, (0, 0, 0, columns)))


def _command(console: Console, line: str) -> None:
    """A line with a command to copy: whole, however narrow the screen."""
    console.print(escape(line), style="dim", soft_wrap=True)


def _lines(console: Console, lines: Iterator[str]) -> None:
    for line in lines:
        console.print(escape(line))


def print_given(path: Path, console: Console, *, is_first: bool) -> None:
    """Which of several given paths it is that follows."""
    if not is_first:
        console.print()
    console.print(f"[bold]{escape(str(path))}[/]", soft_wrap=True)


def print_validation(checked: Checked, console: Console, *, verbose: bool = False) -> None:
    """Write everything found at and below the given path."""
    given = checked.folder.path
    findings = [finding for one in checked.walk() for finding in one.findings]
    for one in checked.walk():
        if one.findings or (verbose and one.submissions):
            _print_folder(one, given, console, verbose=verbose)
    counts = summary(checked)
    if not findings:
        console.print(say("report.all_good"), style="green")
    console.print(say("report.summary", **counts), style="bold")
    if counts["skipped"]:
        console.print(say("report.skipped", codes=", ".join(counts["skipped"])))
    _print_first(do_first(findings), given, console)


def _print_folder(checked: Checked, given: Path, console: Console, *, verbose: bool) -> None:
    folder = checked.folder
    if lone_file(checked) is None:
        place = folder.path.name if folder.path == given else relative(folder.path, given)
        console.print(f"[bold]{escape(title_of(folder))}[/]  [dim]{escape(place)}[/]")
    for name, submission, findings in groups(checked):
        if findings or verbose:
            _indented(console, f"[bold]{escape(name)}[/]", 2)
        for finding in findings:
            _print_finding(finding, console)
        if verbose and submission:
            _print_facts(submission, given, console)
    console.print()


def print_findings(findings: Sequence[Finding], given: Path, console: Console) -> None:
    """Findings with their paths, ungrouped."""
    for path in sorted({finding.problem.path for finding in findings}):
        heading = path.name if path == given else relative(path, given)
        _indented(console, f"[bold]{escape(heading)}[/]", 2)
        for finding in findings:
            if finding.problem.path == path:
                _print_finding(finding, console)


def _print_finding(finding: Finding, console: Console) -> None:
    words = render(finding)
    label = say("report.waived" if finding.waived else f"report.{finding.severity.label}")
    colour = "dim" if finding.waived else COLOURS[finding.severity]
    place = where(finding, words.message)
    more = f" [dim]({escape(place)})[/]" if place else ""
    _indented(console, f"[{colour}]{finding.code} {label}[/]  {escape(words.message)}{more}", 4)
    remedy = finding.waiver if finding.waived else words.remedy
    _indented(console, f"[dim]{escape(say('report.remedy', remedy=remedy))}[/]", 6)


def _print_facts(submission: Submission, given: Path, console: Console) -> None:
    for name, fact in named_facts(submission):
        words = {"name": say(f"report.{name}"), "value": fact.text, "origin": origin_words(fact, given)}
        _indented(console, f"[dim]{escape(say('report.fact', **words))}[/]", 4)


def _print_first(errors: Sequence[Finding], given: Path, console: Console) -> None:
    if not errors:
        return
    console.print(say("report.first"), style="bold")
    for number, finding in enumerate(errors[:FIRST], start=1):
        path = shown(finding.problem.path, given)
        console.print(f"  {number}. {escape(path)}: {escape(render(finding).remedy)}")
    if len(errors) > FIRST:
        console.print("  " + say("report.more", count=len(errors) - FIRST))
    _command(console, say("report.explain", code=errors[0].code))


def print_causes(judged: Judged, console: Console) -> None:
    """Every cause at and below the given folder, by the folder it lies in."""
    for one in judged.walk():
        if not one.whole:
            _print_own_causes(one, judged.folder.path, console)


def print_causes_lines(judged: Judged, console: Console) -> None:
    """A line for every panel that does not see the whole; the findings themselves follow."""
    for one in judged.walk():
        if words := causes_line(one, judged.folder.path):
            console.print(escape(words), style="bold red")


def _print_own_causes(one: Judged, given: Path, console: Console) -> None:
    """Why one folder's results are provisional: its own causes whole, those below it by their folders."""
    console.print(f"[bold red]{escape(say('report.not_whole', unit=folder_name(one.folder)))}[/]")
    print_findings(own_causes(one), given, console)
    for words in causes_below(one):
        console.print("  " + escape(words))


def print_other_findings(judged: Judged, console: Console, least: Severity = Severity.INFO) -> None:
    """The findings about panels that disturb nobody's view, or were said as causes already; each once."""
    given = judged.folder.path
    told: set[object] = set()
    for one in judged.walk():  # what a city proposes is found at its province, too
        said = {finding.key for finding in one.errors} if not one.whole else set()
        found = [f for f in one.findings if f.key not in said | told and f.severity >= least]
        told |= {finding.key for finding in found}
        print_findings(found, given, console)


def print_scoring(judged: Judged, console: Console, *, verbose: bool = False) -> None:
    """Every panel at and below the given path, the given one first; `verbose` adds whose sheet lies where."""
    given = judged.folder.path
    for part in parts(judged):
        one = part.judged
        console.print(f"[bold]{escape(title_of(one.folder))}[/]")
        if not one.whole:
            _print_own_causes(one, given, console)
        if one.assessment is not None:
            _print_assessment(one.assessment, console)
            for line in _sheets(one.assessment, given) if verbose else ():
                console.print(f"  [dim]{escape(line)}[/]")
        elif one.whole:
            path = relative(one.folder.path / "penilaian", given)
            console.print("  " + escape(say("report.no_panel", folder=path)))
        said = {finding.key for finding in own_causes(one)}
        print_findings([finding for finding in one.findings if finding.key not in said], given, console)
        console.print()


# Where a screen is too narrow for every column; rank, title and final value stay.
FIRST_DROPPED = ("spread", "totals", "city", "passed", "remark", "selected")


def _columns_that_fit(rows: Sequence[Mapping[str, str]], room: int) -> list[str]:
    """The columns of results that a screen has room for: whole columns go, and no letter of the others."""
    kept = [*rows[0]]
    for dropped in ("", *FIRST_DROPPED):
        kept = [name for name in kept if name != dropped]
        columns = [[say(f"report.{name}"), *(row[name] for row in rows)] for name in kept]
        if sum(map(_longest_word, columns)) + GAP * (len(kept) - 1) <= room:
            break
    return kept


def _print_assessment(assessment: Assessment, console: Console) -> None:
    _indented(console, escape(basis(assessment)), 2)
    if assessment.assessors:
        _indented(console, escape(say("report.panel_line", names="; ".join(_names(assessment)))), 2)
    if not assessment.results:
        _indented(console, say("report.no_results"), 2)
        return
    rows = [_cells(assessment, result) for result in assessment.results]
    styles = ["green" if result.selected else "" for result in assessment.results]
    kept = _columns_that_fit(rows, console.width - 1)
    headings = [say(f"report.{name}") for name in kept]
    right = [name in ("rank", "final", "spread") for name in kept]
    print_table(console, headings, right, [[row[name] for name in kept] for row in rows], styles, indent=1)
    if dropped := [say(f"report.{name}") for name in rows[0] if name not in kept]:
        _indented(console, f"[dim]{escape(say('report.dropped', columns=', '.join(dropped)))}[/]", 2)
    for legend in legends(assessment) if "remark" in kept else ():
        _indented(console, f"[dim]{escape(legend)}[/]", 2)
    if line := agreement_line(assessment):
        _indented(console, line, 2)


def _sheets(assessment: Assessment, given: Path) -> Iterator[str]:
    """Where every assessor's scores were read."""
    for one in assessment.assessors:
        files = ", ".join(relative(path, given) for path in one.sheets) or say("page.no_sheet")
        yield say("report.sheet_line", name=one.name, files=files)


def _names(assessment: Assessment) -> Iterator[str]:
    for one in assessment.assessors:
        severity = difference(one.severity)
        yield say("report.assessor_line", name=one.name, severity=severity) if severity else one.name


def _cells(assessment: Assessment, result: Result) -> dict[str, str]:
    remarks = [say("report.provisional")] if result.provisional else []
    totals = (result.totals.get(one.name) for one in assessment.assessors)
    return {
        "rank": "" if result.rank is None else str(result.rank),
        "title": result.candidate.title,
        "city": result.candidate.city,
        # One for each assessor in the order of the panel; whoever gave none has a dash.
        "totals": " ".join(whole(total) or UNKNOWN for total in totals) or UNKNOWN,
        "final": final(result.final, assessment) or UNKNOWN,
        "passed": UNKNOWN if result.provisional or result.final is None else _yes_or_no(result.passed),
        "selected": _yes_or_no(result.selected),
        "spread": whole(result.spread) or UNKNOWN,
        "remark": ", ".join([*remarks, *marks(result)]),
    }


def _yes_or_no(answer: bool) -> str:
    return say("report.yes" if answer else "report.no")


def print_status(listing: ReportListing, judged: Judged, console: Console, *, verbose: bool = False) -> None:
    """Where everything stands and why; `verbose` adds what is no error."""
    print_causes(judged, console)
    _print_listing(listing, console)
    if not verbose:
        print_other_findings(judged, console, Severity.ERROR)


def print_news(news: News, name: str, console: Console) -> None:
    """What is new, each kind under its heading; nothing at all where nothing is."""
    if not news.is_any:
        return
    when = f"{in_words(news.since.date())} {news.since:%H:%M}"
    console.print(f"[bold]{escape(say('news.since', when=when, unit=name))}[/]")
    for heading, lines in news_lines(news):
        if lines:
            console.print(f"[bold]{escape(heading)}[/]")
        for line in lines:
            _indented(console, escape(line), 2)


def _print_states(
    checked: Checked, judged: Judged, console: Console, forms: Mapping[Path, int] | None = None
) -> None:
    """One table; with `forms`, the number of forms in every folder as its last column."""
    _print_listing(states_listing(checked, judged, forms), console)


def print_year(listings: Iterable[ReportListing], console: Console) -> None:
    """A year's tables, each under its title."""
    for listing in listings:
        console.print(f"[bold]{escape(listing.title)}[/]")
        if listing.rows:
            _print_listing(listing, console)
        else:
            console.print(f"  {escape(listing.empty)}")
        console.print()


def _print_listing(listing: ReportListing, console: Console) -> None:
    """A table; one that is too wide comes in parts, each with the first column, so that no letter is lost."""
    cells = [[_indent(cell) + text_of(cell) for cell in row] for row in listing.rows]
    for part in _parts_that_fit(listing, cells, console.width):
        headings = [listing.columns[number].heading for number in part]
        right = [listing.columns[number].number for number in part]
        print_table(console, headings, right, [[row[number] for number in part] for row in cells])
    for note in listing.notes:
        console.print(escape(note))


def _parts_that_fit(
    listing: ReportListing, cells: Sequence[Sequence[str]], width: int
) -> Iterator[list[int]]:
    """The numbers of the columns that stand side by side, those that name the row in every part."""
    texts = [[column.heading, *(row[n] for row in cells)] for n, column in enumerate(listing.columns)]
    widths = [min(max(map(cell_len, column)), max(_longest_word(column), width // 3)) for column in texts]
    names = next((n for n, column in enumerate(listing.columns) if column.number), 1) or 1
    head = list(range(names))
    begun = sum(widths[:names]) + GAP * (names - 1)
    part, used = list(head), begun
    for number in range(names, len(widths)):
        if used + GAP + widths[number] > width and len(part) > names:
            yield part
            part, used = list(head), begun
        part.append(number)
        used += GAP + widths[number]
    yield part


GAP = 2  # columns between those of a table


def print_table(  # noqa: PLR0913 - what a table consists of
    console: Console,
    headings: Sequence[str],
    right: Sequence[bool],
    rows: Sequence[Sequence[str]],
    styles: Sequence[str] = (),
    *,
    indent: int = 0,
) -> None:
    """A table as wide as the screen at most: words go to the next line, and are not torn."""
    widths = _widths([headings, *rows], console.width - indent)
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, GAP, 0, 0))
    for heading, width, is_number in zip(headings, widths, right, strict=True):
        table.add_column(
            escape(heading), width=width, justify="right" if is_number else "left", overflow="fold"
        )
    for number, row in enumerate(rows):
        table.add_row(*map(_hanging, row), style=styles[number] if styles else "")
    console.print(Padding(table, (0, 0, 0, indent), expand=False))


def _hanging(cell: str) -> str | Padding:
    """A cell whose further lines begin where its first does."""
    return Padding(escape(cell.lstrip(" ")), (0, 0, 0, depth)) if (depth := _depth(cell)) else escape(cell)


def _depth(cell: str) -> int:
    return len(cell) - len(cell.lstrip(" "))


def _longest_word(cells: Iterable[str]) -> int:
    return max((_depth(cell) + cell_len(word) for cell in cells for word in cell.split()), default=0)


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """A width for each column: what its words need, and what is left to those that would need most more."""
    columns = [[row[number] for row in rows] for number in range(len(rows[0]))]
    wanted = [max(map(cell_len, column)) for column in columns]
    widths = [max(_longest_word(column), 1) for column in columns]
    spare = room - sum(widths) - GAP * (len(widths) - 1)
    while spare > 0 and widths != wanted:
        neediest = max(range(len(widths)), key=lambda number: wanted[number] - widths[number])
        if wanted[neediest] <= widths[neediest]:
            break
        widths[neediest] += 1
        spare -= 1
    return widths


def _indent(cell: Cell) -> str:
    return "  " * cell.depth if isinstance(cell, LinkTarget | NestedText) else ""


def print_forms(recapped: Recapped, console: Console, *, verbose: bool = False) -> None:
    """Write where the forms are, and what stands against them; `verbose` adds what was handed in."""
    judged, given = recapped.judged, recapped.judged.folder.path
    print_causes(judged, console)
    _lines(console, (_became(form, given) for form in recapped.forms))
    for waiting in recapped.without_scores:
        folder, unit = relative(waiting.path / "penilaian", given), waiting.unit or waiting.path.name
        console.print(escape(say("report.no_lampiran_2", unit=unit, folder=folder)))
    print_other_findings(judged, console)
    if verbose:
        _print_states(recapped.checked, judged, console, forms_by_folder(recapped))
    else:
        _lines(console, incomplete_lines(judged))


def _became(form: WrittenForm, given: Path) -> str:
    return say(f"report.{form.status}", path=relative(form.path, given))


def print_run(recapped: Recapped, console: Console, *, verbose: bool = False) -> None:
    """One table: a row for every folder, with what was handed in, scored and written.

    `verbose` adds what is no error, and every form.
    """
    judged, given = recapped.judged, recapped.judged.folder.path
    print_causes(judged, console)
    _print_states(recapped.checked, judged, console, forms_by_folder(recapped))
    console.print(_done(recapped), style="bold")
    print_other_findings(judged, console, Severity.INFO if verbose else Severity.ERROR)
    named = (form for form in recapped.forms if verbose or form.status in ("beside", "sealed", "retired"))
    _lines(console, (_became(form, given) for form in named))
    _command(console, say("report.details", path=given))


def _done(recapped: Recapped) -> str:
    """How many files were written and how many not, and why not."""
    counts = Counter([form.status for form in recapped.forms] + ["refused"] * len(recapped.refused))
    words = say("report.forms_done", written=counts["written"], unchanged=counts["unchanged"])
    more = (
        say(f"report.forms_{name}", count=counts[name])
        for name in ("beside", "sealed", "retired", "refused")
        if counts[name]
    )
    return f"{words}{''.join(more)}."


def print_mended(mended: Mended, console: Console, *, verbose: bool) -> None:
    """A line for everything below the name of its folder; `verbose` names every file of it."""
    given = mended.given
    home = None
    for number, line in enumerate(mended.lines, start=1):
        if line.home != home:
            home = line.home
            console.print(f"[bold]{escape(shown(home, given))}[/]")
        _print_mend(number, line, mended, console, verbose=verbose)
    if mended.stale:
        console.print(escape(say("fix.stale", names=", ".join(mended.stale))))
    if not mended.lines:
        console.print(escape(nothing_mended(mended)))
        return
    left = sum(bool(line.why) or line.old in mended.problems for line in mended.lines)
    count = len(mended.lines) - left
    console.print(say(f"fix.summary_{mended.stage}", count=count, left=left), style="bold")
    if count and mended.stage != "undo":
        for told in say(f"fix.next_{mended.stage}", path=given).splitlines():
            _command(console, told)


def _print_mend(number: int, line: Mend, mended: Mended, console: Console, *, verbose: bool) -> None:
    """What is done about one thing, and below it why not, or how much goes with it."""
    problem = mended.problems.get(line.old)
    left = bool(problem) or line.refused
    new = "" if line.new is None else _from(line.home, line.new, mended.given)
    kind = say(
        "fix.kind_unpacked" if mended.stage == "undo" and line.new is None else f"fix.kind_{line.kind}"
    )
    old = _from(line.home, line.old, mended.given)
    words = say("fix.line" if new else "fix.line_left", number=number, kind=kind, old=old, new=new)
    _indented(console, f"[yellow]{escape(words)}[/]" if left else escape(words), 2)
    if said := problem or note_of(line):
        _indented(console, escape(say("fix.state_left", reason=said) if left else said), 5)
    for name, target in line.moves if verbose else ():
        file = name if line.kind == "unpack" else _from(line.home, Path(name), mended.given)
        _indented(console, f"[dim]{escape(f'{file} → {_from(line.home, target, mended.given)}')}[/]", 5)


def _from(home: Path, path: Path, given: Path) -> str:
    """A path as seen from the folder under whose name it stands, if it lies in it."""
    return shown(path, home if path.is_relative_to(home) else given)


def print_rubric(rubric: Rubric, console: Console) -> None:
    """Write instruments, weights, limits and the note."""
    console.print(f"[bold]{escape(rubric.id)}[/]  {escape(rubric.name)}")
    console.print(escape(rubric.source))
    console.print()
    for number, instrument in enumerate(rubric.instruments, start=1):
        head = f"{number}. {instrument.name}"
        weight = say("report.weight", weight=whole(instrument.weight))
        console.print(f"[bold]{escape(head)}[/]  [cyan]{instrument.code}[/]  {weight}")
        _indented(console, escape(instrument.description), 3)
        for condition in instrument.conditions:
            _indented(console, escape(f"• {condition}"), 3)
    console.print()
    for line in _limits(rubric):
        console.print(line)
    if rubric.note:
        console.print()
        console.print(f"[yellow]{escape(rubric.note)}[/]")


def _by_level(rubric: Rubric, numbers: Mapping[str, int]) -> str:
    """`korkot 3, KMW 3, KMP 5`."""
    return ", ".join(f"{one.word} {numbers[one.code]}" for one in levels_of(rubric) if one.code in numbers)


def _limits(rubric: Rubric) -> Iterator[str]:
    scale, passing = rubric.scale, whole(rubric.passing)
    limits = {"least": whole(scale.least), "most": whole(scale.most), "step": whole(scale.step)}
    yield say("report.rubric_scale", passing=passing, **limits)
    yield say("report.rubric_panels", levels=_by_level(rubric, rubric.panel_minimum))
    yield say("report.rubric_named", levels=_by_level(rubric, rubric.named))
    quota = {"teams": rubric.quota_teams, "many": rubric.quota_many, "few": rubric.quota_few}
    yield say("report.rubric_quota", **quota)
    yield say("report.rubric_ties", ties=", ".join(rubric.tie_break) or say("report.rubric_no_tie_break"))
    yield say("report.rubric_example", final=whole(rubric.example.final))
