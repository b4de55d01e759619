"""The chart of a panel's results as SVG that fits any width: places are per cent, type keeps its size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ...figures import final, whole
from ...model.scores import Assessment
from ...wording import say
from ..chart import Axis, ChartRow, axis, rows
from .markup import Element, element

HEAD = 40  # pixels for the axis
HEIGHT = 48  # of a row: the title and the strip below it
MARGIN = 5  # per cent on either side, so that nothing is cut off
ON_ONE = 20  # rows in one picture, so that it fits on a printed page
LONG, SHORT = 90, 27  # letters of a title on a wide and on a narrow screen
DIAMOND = "M0 -7L7 0L0 7L-7 0Z"


def chart_figure(assessment: Assessment, name: str, anchor: str) -> Element | None:
    """The chart with its legend; None where nothing has a final value."""
    shown = rows(assessment)
    if not shown:
        return None
    scale = axis(assessment)
    pictures = (
        _picture(assessment, shown[start : start + ON_ONE], scale, name, f"{anchor}-{start}")
        for start in range(0, len(shown), ON_ONE)
    )
    return element("figure", pictures, element("figcaption", _legend(assessment)), class_="chart")


def _picture(
    assessment: Assessment, shown: Sequence[ChartRow], scale: Axis, name: str, anchor: str
) -> Element:
    height = HEAD + HEIGHT * len(shown) + 8
    passing = whole(assessment.rubric.passing)
    described = "; ".join(_described(row, assessment) for row in shown)
    return element(
        "svg",
        element("title", say("page.chart_title", name=name), id=f"{anchor}-title"),
        element("desc", say("page.chart_desc", passing=passing, rows=described), id=f"{anchor}-desc"),
        _lines(assessment, scale, height),
        _labels(assessment, scale),
        (_row(row, assessment, scale, HEAD + HEIGHT * number) for number, row in enumerate(shown)),
        role="img",
        aria_labelledby=f"{anchor}-title {anchor}-desc",
        width="100%",
        height=height,
        xmlns="http://www.w3.org/2000/svg",
    )


def _x(scale: Axis, value: Fraction) -> str:
    return f"{float(MARGIN + (100 - 2 * MARGIN) * scale.at(value)):.2f}%"


def _lines(assessment: Assessment, scale: Axis, height: int) -> Iterator[Element]:
    for tick in scale.ticks:
        x = _x(scale, tick)
        yield element("line", x1=x, x2=x, y1=HEAD - 6, y2=height, class_="tick")
    x = _x(scale, assessment.rubric.passing)
    yield element("line", x1=x, x2=x, y1=16, y2=height, class_="passing")


def _labels(assessment: Assessment, scale: Axis) -> Iterator[Element]:
    """Over the lines, for they would cross the words."""
    for tick in scale.ticks:
        yield element(
            "text", whole(tick), x=_x(scale, tick), y=HEAD - 11, text_anchor="middle", class_="axis"
        )
    passing = assessment.rubric.passing
    at = scale.at(passing)
    anchor = "start" if at < Fraction(1, 4) else "end" if at > Fraction(3, 4) else "middle"
    label = say("page.passing_line", passing=whole(passing))
    yield element("text", label, x=_x(scale, passing), y=12, text_anchor=anchor, class_="passing")


def _row(row: ChartRow, assessment: Assessment, scale: Axis, top: int) -> Element:
    middle = top + 31
    title = row.label
    return element(
        "g",
        element("title", _described(row, assessment)),
        element("text", _cut(title, LONG), x=0, y=top + 15, class_="long"),
        element("text", _cut(title, SHORT), x=0, y=top + 15, class_="short"),
        element("text", _final(row, assessment), x="100%", y=top + 15, text_anchor="end", class_="na"),
        element(
            "line", x1=_x(scale, row.least), x2=_x(scale, row.most), y1=middle, y2=middle, class_="range"
        ),
        (
            element(
                "circle", element("title", f"{name}: {whole(total)}"), cx=_x(scale, total), cy=middle, r=5
            )
            for name, total in row.totals
        ),
        element("svg", element("path", d=DIAMOND), x=_x(scale, row.final), y=middle, overflow="visible"),
        class_=_kind(row),
    )


def _kind(row: ChartRow) -> str:
    result = row.result
    return "provisional" if result.provisional else "passed" if result.passed else "failed"


def _final(row: ChartRow, assessment: Assessment) -> str:
    return f"{final(row.final, assessment)} {say(f'page.chart_{_kind(row)}')}"


def _described(row: ChartRow, assessment: Assessment) -> str:
    least, most = whole(row.least), whole(row.most)
    return say("page.chart_row", title=row.label, final=_final(row, assessment), least=least, most=most)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _legend(assessment: Assessment) -> Iterator[Element]:
    marks = {
        "final": element("path", d=DIAMOND),
        "assessor": element("circle", r=5),
        "range": element("line", x1=-8, x2=8, class_="range"),
        "passing": element("line", y1=-8, y2=8, class_="passing"),
    }
    for name, mark in marks.items():
        if name in ("assessor", "range") and assessment.mode == "agreed":
            continue
        drawn = element("svg", mark, viewBox="-9 -9 18 18", width=18, height=18, aria_hidden="true")
        words = say(f"page.legend_{name}", passing=whole(assessment.rubric.passing))
        yield element("span", drawn, f" {words}", class_="passed")
