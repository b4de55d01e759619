"""Reports as Markdown, to be read as they are, in a mail or in a chat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from ..figures import difference, final, root, two_decimals, whole
from ..model.outcomes import Checked, Judged
from ..model.scores import Assessment, Result
from ..office.texts import clean
from ..rules.catalogue import name_of, render
from ..wording import decimal, say
from .chart import Axis, ChartRow, axis, rows
from .json_output import summary
from .outline import (
    FIRST,
    Block,
    Cell,
    Group,
    ReportContents,
    ReportListing,
    Section,
    Target,
    do_first,
    headline,
    measures,
    sections,
    text_of,
    where,
)
from .panels import PanelPart, basis, causes_line, is_scored, legends, marks, outcome, parts, title_of
from .places import Links

_SIGNS = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK = re.compile(r"[-+=#>]|[0-9]+(?=[.)])")


def plain(text: str) -> str:
    """A text in one line, with the signs of Markdown made harmless.

    >>> plain("1. Air *bersih*")
    '1\\\\. Air \\\\*bersih\\\\*'
    """
    line = _SIGNS.sub(r"\\\g<0>", " ".join(clean(text).split()))
    begins = _BLOCK.match(line)
    if begins is None:
        return line
    at = begins.end() if line[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """A table with its columns in line, for those who read it as text; `numbers` stand to the right.

    The cells are Markdown already.
    """
    lines = [list(head), *(list(row) for row in rows)]
    right = set(numbers)
    widths = [max(3, *(len(line[column]) for line in lines)) for column in range(len(head))]

    def shown(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join(padded)} |"

    rule = (
        "-" * (width - 1) + ":" if column in right else "-" * width for column, width in enumerate(widths)
    )
    return "\n".join([shown(lines[0]), f"| {' | '.join(rule)} |", *map(shown, lines[1:])])


class MarkdownText:
    """A text whose links stand together at its end, where they don't disturb the reader."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._targets: dict[str, int] = {}

    def link(self, text: str, path: Path) -> str:
        """A link to a file."""
        number = self._targets.setdefault(self._links.to(path), len(self._targets) + 1)
        return f"[{plain(text)}][{number}]"

    def to_bytes(self, parts: Iterable[str | None]) -> bytes:
        """The parts with a blank line between them, then the links; parts without text are left out."""
        text = "\n\n".join(part for part in parts if part)
        targets = "\n".join(f"[{number}]: <{target}>" for target, number in self._targets.items())
        return f"{text}\n\n{targets}\n".encode()


WIDTH = 40  # letters from the axis' low end to its high end
LABEL = 28  # letters of a title
FINAL, ASSESSOR, RANGE, PASSING, EMPTY = "◆", "o", "─", "┊", " "


def chart_md(assessment: Assessment) -> str | None:
    """The chart as a block of text; None where nothing has a final value."""
    shown = rows(assessment)
    if not shown:
        return None
    scale = axis(assessment)
    finals = [final(row.final, assessment) for row in shown]
    wide = max(map(len, finals))
    margin = " " * (LABEL + wide + 3)
    lines = [
        f"{_label(row):<{LABEL}} {text:>{wide}}  {_strip(row, scale, assessment)}".rstrip()
        for row, text in zip(shown, finals, strict=True)
    ]
    passing = whole(assessment.rubric.passing)
    legend = say("page.chart_legend", final=FINAL, assessor=ASSESSOR, passing=passing, line=PASSING)
    return "\n".join(["```text", margin + _ticks(scale), *lines, "", legend, "```"])


def _strip(row: ChartRow, scale: Axis, assessment: Assessment) -> str:
    strip = [EMPTY] * (WIDTH + 1)
    strip[_at(assessment.rubric.passing, scale)] = PASSING
    least, most = _at(row.least, scale), _at(row.most, scale)
    strip[least : most + 1] = RANGE * (most + 1 - least)
    for _, total in row.totals:
        strip[_at(total, scale)] = ASSESSOR
    strip[_at(row.final, scale)] = FINAL
    return "".join(strip)


def _at(value: Fraction, scale: Axis) -> int:
    return int(scale.at(value) * WIDTH + Fraction(1, 2))


def _ticks(scale: Axis) -> str:
    """The ticks' values, each beginning above its place."""
    line = ""
    for tick in scale.ticks:
        line = f"{line:<{_at(tick, scale)}}{whole(tick)} "
    return line.rstrip()


def _label(row: ChartRow) -> str:
    label = " ".join(row.label.split()).replace("```", "'''")
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"


def validation_md(checked: Sequence[Checked], links: Links) -> bytes:
    """The text of `bpkit validate --report FILE.md`."""
    text = MarkdownText(links)
    return text.to_bytes(validation_parts(checked, text))


def validation_parts(checked: Sequence[Checked], text: MarkdownText) -> Iterator[str]:
    """The paragraphs of that text."""
    found = sections(checked)
    yield f"# {say('page.validation')} – {plain(', '.join(headline(one) for one in checked))}"
    yield from _counts(checked)
    yield first_md([block for section in found for block in section.blocks], text)
    for section in found:
        yield from _section(section, text, alone=len(found) == 1)


def _counts(checked: Sequence[Checked]) -> Iterator[str]:
    for one in checked:
        counts = summary(one)
        named = f"{plain(headline(one))}: " if len(checked) > 1 else ""
        yield f"{named}{say('report.summary', **counts)}"
        if counts["skipped"]:
            yield plain(say("report.skipped", codes=", ".join(counts["skipped"])))


def first_md(found: Sequence[Block], text: MarkdownText) -> str:
    """What to do first, as a numbered list."""
    urgent = do_first(found)
    if not urgent:
        return f"**{say('page.no_errors' if found else 'report.all_good')}**"
    lines = [f"## {say('page.first')}", ""]
    for number, block in enumerate(urgent[:FIRST], start=1):
        remedy = plain(" ".join(block.remedies))
        lines.append(f"{number}. {text.link(block.path.name, block.path)} ({block.code}): {remedy}")
    if len(urgent) > FIRST:
        lines += ["", say("page.more", count=len(urgent) - FIRST)]
    return "\n".join(lines)


def _section(section: Section, text: MarkdownText, *, alone: bool) -> Iterator[str]:
    if not alone:
        folder = section.checked.folder
        yield f"## {plain(headline(section.checked))}"
        yield text.link(folder.path.name, folder.path)
    for group in section.groups:
        if group.blocks:
            yield from group_md(group, text, _state(group, section.checked))
    sound = [group for group in section.groups if not group.blocks]
    if sound:
        yield f"### {say('page.sound')}"
        yield "\n".join(f"- {_sound(group, text)}" for group in sound)


def _state(group: Group, checked: Checked) -> str:
    if group.submission is None:
        return ""
    complete = say("page.complete" if checked.is_complete(group.submission) else "page.incomplete")
    return f"*{complete}* · {plain(measures(group.submission))}"


def _sound(group: Group, text: MarkdownText) -> str:
    name = text.link(group.path.name, group.path)
    return f"{name}: {plain(measures(group.submission))}" if group.submission else name


def group_md(group: Group, text: MarkdownText, state: str = "") -> Iterator[str]:
    """One file with its findings."""
    name = group.submission.path.name if group.submission else group.name
    yield f"### {text.link(name, group.path)}"
    if state:
        yield state
    yield "\n".join(line for block in group.blocks for line in _block(block))


def _block(block: Block) -> Iterable[str]:
    yield f"- **{block.label} {block.code} {plain(name_of(block.code))}**"
    for finding in block.findings:
        message = render(finding).message
        place = where(finding, message)
        yield f"  - {plain(message)}" + (f" ({plain(place)})" if place else "")
    for remedy in block.remedies:
        yield f"  - {say('page.reason' if block.waived else 'page.do')} {plain(remedy)}"


def scoring_md(judged: Judged, links: Links) -> bytes:
    """The text of `bpkit score --report FILE.md`: every panel at and below the given path."""
    text = MarkdownText(links)
    return text.to_bytes(scoring_parts(judged, text))


def scoring_parts(judged: Judged, text: MarkdownText) -> Iterator[str | None]:
    """The paragraphs of that text."""
    found = parts(judged)
    yield f"# {say('page.scoring')} – {plain(title_of(judged.folder))}"
    yield first_md([block for part in found for block in part.blocks], text)
    for part in found:
        yield from _part(part, text, alone=len(found) == 1)


def _part(part: PanelPart, text: MarkdownText, *, alone: bool) -> Iterator[str | None]:
    one = part.judged
    if not alone:
        yield f"## {plain(title_of(one.folder))}"
    if words := causes_line(one, part.given):
        yield f"**{plain(words)}**"
    if one.assessment is None:
        yield plain(say("report.no_panel", folder="penilaian"))
    else:
        yield from _assessment(one.assessment)
    for group in part.groups:
        yield from group_md(group, text)


def _assessment(assessment: Assessment) -> Iterator[str | None]:
    yield plain(basis(assessment))
    if not assessment.results:
        yield say("report.no_results")
        return
    yield chart_md(assessment)
    yield f"### {say('page.ranking')}"
    yield _ranking(assessment)
    yield from map(plain, legends(assessment))
    if assessment.assessors:
        yield f"### {say('page.panel')}"
        yield _panel(assessment)
    if agreement := assessment.agreement:
        icc = decimal(two_decimals(agreement.icc2k))
        words = {"titles": agreement.titles, "assessors": agreement.assessors}
        yield plain(say("report.agreement_line", icc2k=icc, **words))


def _ranking(assessment: Assessment) -> str:
    names = [one.name for one in assessment.assessors if one.sheets]
    head = [say("report.rank"), say("report.title"), say("report.city"), say("page.outcome")]
    head.append(say("report.remark"))
    if is_scored(assessment):
        head += [say("report.final"), *map(plain, names), say("report.spread"), say("page.deviation")]
    rows = [_cells(result, assessment, names) for result in assessment.results]
    return table(head, rows, (0, *range(5, len(head))))


def _cells(result: Result, assessment: Assessment, names: list[str]) -> list[str]:
    cells = [
        "–" if result.rank is None else str(result.rank),
        plain(result.candidate.title),
        plain(result.candidate.city),
        f"**{outcome(result)}**" if result.selected else outcome(result),
        ", ".join(marks(result)),
    ]
    if not is_scored(assessment):
        return cells
    return [
        *cells,
        final(result.final, assessment) or "–",
        *(whole(result.totals.get(name)) or "–" for name in names),
        whole(result.spread),
        "" if result.variance is None else decimal(root(result.variance)),
    ]


def _panel(assessment: Assessment) -> str:
    head = [say(f"page.{name}") for name in ("assessor", "position", "scored", "severity", "sheet")]
    cells = [
        [
            plain(one.name),
            plain(one.position),
            str(sum(one.name in result.totals for result in assessment.results)),
            difference(one.severity),
            plain(", ".join(path.name for path in one.sheets) or say("page.no_sheet")),
        ]
        for one in assessment.assessors
    ]
    return table(head, cells, (2, 3))


def composed_md(contents: ReportContents, links: Links) -> bytes:
    """The text, each part under a heading of its own."""
    text = MarkdownText(links)
    return text.to_bytes(_parts(contents, text))


def _parts(contents: ReportContents, text: MarkdownText) -> Iterator[str | None]:
    yield f"# {plain(f'{contents.title} – {contents.name}' if contents.name else contents.title)}"
    for listing in contents.listings:
        yield f"## {plain(listing.title)}"
        yield listing_md(listing, text)
    if contents.judged:
        yield from scoring_parts(contents.judged, text)
    if contents.checked:
        yield from validation_parts(contents.checked, text)
    for listing in contents.closing:
        yield f"# {plain(listing.title)}"
        yield listing_md(listing, text)


def listing_md(listing: ReportListing, text: MarkdownText) -> str:
    """The table, or what is said in its place."""
    if not listing.rows:
        return plain(listing.empty)
    numbers = [index for index, column in enumerate(listing.columns) if column.number]
    rows = ([_cell(cell, text) for cell in row] for row in listing.rows)
    lines = table([plain(column.heading) for column in listing.columns], rows, numbers)
    warnings = (f"**{plain(words)}**" for words in listing.warnings)
    return "\n\n".join([*warnings, lines, *map(plain, listing.notes)])


def _cell(cell: Cell, text: MarkdownText) -> str:
    return text.link(cell.text, cell.path) if isinstance(cell, Target) else plain(text_of(cell))
