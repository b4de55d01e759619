"""The panels' results as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from ...figures import root, two_decimals
from ...model.outcomes import Judged
from ...model.scores import Assessment, Result
from ...wording import say
from ..causes import causes_line
from ..links import Links
from ..numbers import difference, final, signed, whole
from ..panels import PanelPart, basis, is_scored, legends, marks, outcome, parts, title_of
from .chart import chart_md
from .text import MarkdownText, plain, table
from .validation import first_md, group_md


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
        icc = signed(two_decimals(agreement.icc2k))
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
        "" if result.variance is None else signed(root(result.variance)),
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
