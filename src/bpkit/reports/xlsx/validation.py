"""The findings as a workbook: one row a finding, to be filtered, sorted and ticked off."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.facts import Folder
from ...model.outcomes import Checked
from ...model.problems import Finding
from ...rules.catalogue import name_of, render
from ...wording import say
from ..json_output import summary
from ..outline import Section, headline, measures, sections
from ..places import Links, in_words
from .workbook import Link, ReportTable, ReportWorkbook

FINDINGS = (
    ("page.column_code", 8),
    ("page.column_severity", 12),
    ("page.column_folder", 20),
    ("page.column_file", 28),
    ("page.column_place", 13),
    ("page.column_rule", 18),
    ("page.column_message", 40),
    ("page.column_found", 13),
    ("page.column_expected", 13),
    ("page.column_remedy", 40),
    ("page.column_waived", 18),
)
SUBMISSIONS = (
    ("page.column_folder", 30),
    ("page.column_file", 44),
    ("page.column_state", 16),
    ("report.column_errors", 10),
    ("report.column_warnings", 12),
    ("page.column_measures", 56),
)
COUNTS = ("submissions", "complete", "errors", "warnings", "infos", "waived")


def validation_xlsx(checked: Sequence[Checked], links: Links) -> bytes:
    """The workbook of `bpkit validate --report FILE.xlsx`."""
    book = ReportWorkbook(f"{say('page.validation')} – {', '.join(headline(one) for one in checked)}")
    validation_sheets(book, checked, links)
    return book.to_bytes()


def validation_sheets(book: ReportWorkbook, checked: Sequence[Checked], links: Links) -> None:
    """The worksheets of that workbook."""
    found = sections(checked)
    table = book.table(say("page.sheet_findings"), _columns(FINDINGS))
    for section in found:
        for block in section.blocks:
            for finding in block.findings:
                _finding(table, finding, section.checked.folder, links)
    table.close()
    _submissions(book.table(say("page.sheet_submissions"), _columns(SUBMISSIONS)), found, links)
    _folders(book, checked, links)


def _columns(columns: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(say(key), width) for key, width in columns]


def findings_table(
    book: ReportWorkbook, rows: Sequence[tuple[Folder, Finding]], links: Links, name: str
) -> None:
    """A worksheet of findings, for any workbook."""
    table = book.table(name, _columns(FINDINGS))
    for folder, finding in rows:
        _finding(table, finding, folder, links)
    table.close()


def _finding(table: ReportTable, finding: Finding, folder: Folder, links: Links) -> None:
    words = render(finding)
    path = finding.problem.path
    table.add(
        (
            finding.code,
            say(f"report.{finding.severity.label}"),
            headline(Checked(folder, ())),
            Link(path.name, links.to(path)),
            in_words(finding.problem.place) or "",
            name_of(finding.code),
            words.message,
            words.found,
            words.expected,
            words.remedy,
            finding.waiver or "",
        ),
        None if finding.waived else finding.severity.label,
    )


def _submissions(table: ReportTable, found: Sequence[Section], links: Links) -> None:
    for section in found:
        for submission in section.checked.submissions:
            complete = section.checked.is_complete(submission)
            counted = [f.severity.label for f in section.checked.findings_on(submission) if not f.waived]
            table.add(
                (
                    headline(section.checked),
                    Link(submission.path.name, links.to(submission.path)),
                    say("page.complete" if complete else "page.incomplete"),
                    counted.count("error"),
                    counted.count("warning"),
                    measures(submission),
                ),
                "good" if complete else "error",
            )
    table.close()


def _folders(book: ReportWorkbook, checked: Sequence[Checked], links: Links) -> None:
    head = [(say("report.column_unit"), 40), *((say(f"page.count_{name}"), 14) for name in COUNTS)]
    table = book.table(say("page.sheet_folders"), [*head, (say("page.column_skipped"), 36)])
    for given in checked:
        for one in given.walk():
            counts = summary(one)
            name = Link(headline(one), links.to(one.folder.path))
            table.add((name, *(int(counts[count]) for count in COUNTS), ", ".join(counts["skipped"])))
    table.close()
