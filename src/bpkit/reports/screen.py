"""What commands show on the terminal; a pipe and a log get whole lines without colour."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from ..figures import difference, final, two_decimals, whole
from ..model.facts import Submission
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding
from ..model.scores import Assessment, Result, Rubric
from ..model.signs import visible
from ..model.units import Level, Severity
from ..rules.catalogue import render
from ..wording import decimal, say
from .json_output import summary
from .outline import groups, headline, named_facts
from .panels import basis, causes_below, causes_line, folder_name, legends, marks, own_causes
from .places import in_words, named_in, relative, shown

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 200  # columns, where nobody's screen sets a limit


def console() -> Console:
    """A console on stdout; rich honours NO_COLOR itself."""
    from rich.console import Console

    on_screen = sys.stdout.isatty()
    return Console(
        file=sys.stdout, highlight=False, width=None if on_screen else WIDE, soft_wrap=not on_screen
    )


def escape(text: str) -> str:
    """A text as markup that shows it: its brackets mean nothing, its control characters do nothing."""
    from rich.markup import escape as markup

    return markup(text if text.isprintable() else "".join(map(_shown, visible(text))))


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def print_indented(console: Console, markup: str, columns: int) -> None:
    """A paragraph so many columns to the right; wrapped on a screen, whole in a log."""
    from rich.padding import Padding

    if console.soft_wrap:
        console.print(" " * columns + markup)
    else:
        console.print(Padding(markup, (0, 0, 0, columns)))


COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
FIRST = 3  # what to do first


def print_validation(checked: Checked, console: Console, *, verbose: bool = False) -> None:
    """Write everything found at and below the given path."""
    given = checked.folder.path
    for one in checked.walk():
        if one.findings or (verbose and one.submissions):
            _print_folder(one, given, console, verbose=verbose)
    counts = summary(checked)
    if not any(one.findings for one in checked.walk()):
        console.print(say("report.all_good"), style="green")
    console.print(say("report.summary", **counts), style="bold")
    if counts["skipped"]:
        console.print(say("report.skipped", codes=", ".join(counts["skipped"])))
    _print_first([finding for one in checked.walk() for finding in one.findings], given, console)


def _print_folder(checked: Checked, given: Path, console: Console, *, verbose: bool) -> None:
    console.print(
        f"[bold]{escape(headline(checked))}[/]  [dim]{escape(relative(checked.folder.path, given))}[/]"
    )
    for name, submission, findings in groups(checked, checked.folder.path):
        if findings or verbose:
            console.print(f"  [bold]{escape(name)}[/]")
        for finding in findings:
            _print_finding(finding, console)
        if verbose and submission:
            _print_facts(submission, given, console)
    console.print()


def print_findings(findings: Sequence[Finding], given: Path, console: Console) -> None:
    """Findings with their paths, ungrouped."""
    for path in sorted({finding.problem.path for finding in findings}):
        heading = say("report.about_folder") if path == given else relative(path, given)
        console.print(f"  [bold]{escape(heading)}[/]")
        for finding in findings:
            if finding.problem.path == path:
                _print_finding(finding, console)


def _print_finding(finding: Finding, console: Console) -> None:
    words = render(finding)
    label = say("report.waived") if finding.waived else say(f"report.{finding.severity.label}")
    place = in_words(finding.problem.place)
    colour = "dim" if finding.waived else COLOURS[finding.severity]
    where = f" [dim]({escape(place)})[/]" if place and not named_in(place, words.message) else ""
    print_indented(console, f"[{colour}]{finding.code} {label}[/]  {escape(words.message)}{where}", 4)
    remedy = finding.waiver if finding.waived else words.remedy
    print_indented(console, f"[dim]{escape(say('report.remedy', remedy=remedy))}[/]", 6)


def _print_facts(submission: Submission, given: Path, console: Console) -> None:
    for name, fact in named_facts(submission):
        origin = say(f"report.from_{fact.source}", file=relative(fact.file, given))
        line = say("report.fact", name=say(f"report.{name}"), value=fact.text, origin=origin)
        print_indented(console, f"[dim]{escape(line)}[/]", 4)


def _print_first(findings: Sequence[Finding], given: Path, console: Console) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR and not finding.waived]
    if not errors:
        return
    console.print(say("report.first"), style="bold")
    # Names and unreadable files come first: what is wrong there hides what is wrong inside.
    errors.sort(key=lambda finding: not finding.code.startswith(("BP1", "BP9")))
    for number, finding in enumerate(errors[:FIRST], start=1):
        path = shown(finding.problem.path, given)
        console.print(f"  {number}. {escape(path)}: {escape(render(finding).remedy)}")
    if len(errors) > FIRST:
        console.print("  " + say("report.more", count=len(errors) - FIRST))
    console.print(f"[dim]{escape(say('report.explain', code=errors[0].code))}[/]")


def print_causes(judged: Judged, console: Console) -> None:
    """Every cause at and below the given folder, by the folder it lies in."""
    for one in judged.walk():
        if not one.whole:
            print_own_causes(one, judged.folder.path, console)


def print_causes_lines(judged: Judged, console: Console) -> None:
    """A line for every panel that does not see the whole; the findings themselves follow."""
    for one in judged.walk():
        if words := causes_line(one, judged.folder.path):
            console.print(escape(words), style="bold red")


def print_own_causes(judged: Judged, given: Path, console: Console) -> None:
    """Why one folder's results are provisional: its own causes whole, those below it by their folders."""
    console.print(f"[bold red]{escape(say('report.not_whole', unit=folder_name(judged.folder)))}[/]")
    print_findings(own_causes(judged), given, console)
    for words in causes_below(judged):
        console.print("  " + escape(words))


def print_other_findings(judged: Judged, console: Console, least: Severity = Severity.INFO) -> None:
    """The findings about panels that disturb nobody's view, or were said as causes already."""
    given = judged.folder.path
    for one in judged.walk():
        said = {finding.key for finding in one.errors} if not one.whole else set()
        print_findings([f for f in one.findings if f.key not in said and f.severity >= least], given, console)


UNKNOWN = "–"


def print_scoring(judged: Judged, console: Console, *, verbose: bool = False) -> None:
    """Every panel at and below the given path, the given one first; `verbose` adds whose sheet lies where."""
    given = judged.folder.path
    for one in judged.walk():
        folder = one.folder
        asked = one is judged and folder.level is not Level.SHARE
        if one.assessment is None and not asked and not one.findings and one.whole:
            continue
        name = f"{say(f'report.level_{folder.level}')} {folder.unit or ''}".strip()
        console.print(f"[bold]{escape(name)}{', ' + folder.period.in_words if folder.period else ''}[/]")
        if not one.whole:
            print_own_causes(one, given, console)
        if one.assessment is None and one.whole:
            path = relative(folder.path / "penilaian", given)
            console.print("  " + escape(say("report.no_panel", folder=path)))
        elif one.assessment is not None:
            _print_assessment(one.assessment, console)
            for line in _sheets(one.assessment, given) if verbose else ():
                console.print(f"  [dim]{escape(line)}[/]")
        said = {finding.key for finding in own_causes(one)}
        print_findings([finding for finding in one.findings if finding.key not in said], given, console)
        console.print()


def _print_assessment(assessment: Assessment, console: Console) -> None:
    console.print("  " + escape(basis(assessment)))
    if assessment.assessors:
        console.print("  " + escape(say("report.panel_line", names="; ".join(_names(assessment)))))
    if not assessment.results:
        console.print("  " + say("report.no_results"))
        return
    console.print(_table(assessment))
    for legend in legends(assessment):
        console.print(f"  [dim]{escape(legend)}[/]")
    if agreement := assessment.agreement:
        words = {"icc2k": decimal(two_decimals(agreement.icc2k)), "titles": agreement.titles}
        console.print("  " + say("report.agreement_line", assessors=agreement.assessors, **words))


def _sheets(assessment: Assessment, given: Path) -> Iterator[str]:
    """Where every assessor's scores were read."""
    for one in assessment.assessors:
        files = ", ".join(relative(path, given) for path in one.sheets) or say("page.no_sheet")
        yield say("report.sheet_line", name=one.name, files=files)


def _names(assessment: Assessment) -> Iterator[str]:
    for assessor in assessment.assessors:
        if assessor.severity is None:
            yield assessor.name
        else:
            yield say("report.assessor_line", name=assessor.name, severity=difference(assessor.severity))


def _table(assessment: Assessment) -> Table:
    table = Table(box=None, pad_edge=True, show_edge=False, header_style="bold")
    for name, justify in (
        ("rank", "right"),
        ("title", "left"),
        ("city", "left"),
        ("totals", "left"),
        ("final", "right"),
        ("passed", "left"),
        ("selected", "left"),
        ("spread", "right"),
        ("remark", "left"),
    ):
        table.add_column(say(f"report.{name}"), justify="right" if justify == "right" else "left")
    for result in assessment.results:
        table.add_row(*_cells(assessment, result), style="green" if result.selected else "")
    return table


def _cells(assessment: Assessment, result: Result) -> list[str]:
    remarks = [say("report.provisional")] if result.provisional else []
    return [
        "" if result.rank is None else str(result.rank),
        escape(result.candidate.title),
        escape(result.candidate.city),
        " ".join(whole(total) for total in result.totals.values()) or UNKNOWN,
        final(result.final, assessment) or UNKNOWN,
        UNKNOWN if result.provisional or result.final is None else _yes_or_no(result.passed),
        _yes_or_no(result.selected),
        whole(result.spread) or UNKNOWN,
        ", ".join([*remarks, *marks(result)]),
    ]


def _yes_or_no(answer: bool) -> str:
    return say("report.yes" if answer else "report.no")


def print_rubric(rubric: Rubric, console: Console) -> None:
    """Write instruments, weights, limits and the note."""
    console.print(f"[bold]{escape(rubric.id)}[/]  {escape(rubric.name)}")
    console.print(escape(rubric.source))
    console.print()
    for number, instrument in enumerate(rubric.instruments, start=1):
        head = f"{number}. {instrument.name}"
        weight = say("report.weight", weight=whole(instrument.weight))
        console.print(f"[bold]{escape(head)}[/]  [cyan]{instrument.code}[/]  {weight}")
        print_indented(console, escape(instrument.description), 3)
        for condition in instrument.conditions:
            print_indented(console, escape(f"• {condition}"), 3)
    console.print()
    scale = rubric.scale
    limits = {
        "least": whole(scale.least),
        "most": whole(scale.most),
        "step": whole(scale.step),
        "passing": whole(rubric.passing),
    }
    console.print(say("report.rubric_scale", **limits))
    console.print(
        say("report.rubric_panels", **{level.value: n for level, n in rubric.panel_minimum.items()})
    )
    console.print(say("report.rubric_named", **{level.value: n for level, n in rubric.named.items()}))
    quota = {"teams": rubric.quota_teams, "many": rubric.quota_many, "few": rubric.quota_few}
    console.print(say("report.rubric_quota", **quota))
    ties = ", ".join(rubric.tie_break) or say("report.rubric_no_tie_break")
    console.print(say("report.rubric_ties", ties=ties))
    console.print(say("report.rubric_example", final=whole(rubric.example.final)))
    if rubric.note:
        console.print()
        console.print(f"[yellow]{escape(rubric.note)}[/]")
