"""The chart of a panel's results in letters, for mails and chats."""

from __future__ import annotations

from fractions import Fraction

from ...model.scores import Assessment
from ...wording import say
from ..chart import Axis, ChartRow, axis, rows
from ..numbers import final, whole

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
