"""Reports as Markdown, to be read as they are, in a mail or in a chat."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from ..figures import final, whole
from ..model.scores import Assessment
from ..office import clean
from ..wording import say
from .outline import Links, ReportContents
from .panels import Axis, ChartRow, axis, chart_rows
from .templating import environment

_SIGNS = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK = re.compile(r"[-+=#>]|[0-9]+(?=[.)])")
_BLANK = re.compile(r"\n{3,}")

WIDTH = 40  # letters from the axis' low end to its high end
LABEL = 28  # letters of a title
FINAL, ASSESSOR, RANGE, PASSING = "◆", "o", "─", "┊"


def markdown_text(contents: ReportContents, links: Links) -> bytes:
    """The text with all parts of a report; its links stand together at its end, where they disturb nobody."""
    targets: dict[str, int] = {}

    def link(text: str, path: Path) -> Markup:
        number = targets.setdefault(links.to(path), len(targets) + 1)
        return Markup(f"[{plain(text)}][{number}]")  # noqa: S704

    text = _environment().get_template("report.md.j2").render(contents=contents, link=link)
    paragraphs = _BLANK.sub("\n\n", text.strip("\n"))
    ends = "\n".join(f"[{number}]: <{target}>" for target, number in targets.items())
    return f"{paragraphs}\n\n{ends}\n".encode()


@cache
def _environment() -> Environment:
    made = environment(
        _harmless,
        chart=chart,
    )
    made.filters["aligned"] = aligned
    return made


def _harmless(value: object) -> Markup:
    """What a template shows: only links and numbers have signs of Markdown that count."""
    if isinstance(value, Markup):
        return value
    return Markup("" if value is None else plain(str(value)))  # noqa: S704  there is no HTML in it


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


def aligned(table: str) -> str:
    """A table of Markdown with its columns in line, for those who read it as text.

    >>> print(aligned("| No | Judul |\\n| --: | --- |\\n| 1 | Gang Hijau |"))
    |  No | Judul      |
    | --: | ---------- |
    |   1 | Gang Hijau |
    """
    lines = [line.strip()[2:-2].split(" | ") for line in str(table).strip().splitlines()]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    right = [rule.endswith(":") for rule in lines[1]]
    lines[1] = ["-" * (width - end) + ":" * end for width, end in zip(widths, right, strict=True)]
    return "\n".join(f"| {' | '.join(map(_padded, line, widths, right))} |" for line in lines)


def _padded(cell: str, width: int, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def chart(assessment: Assessment) -> Markup:
    """The chart in letters as a block of text; nothing where no title has a final value."""
    shown = chart_rows(assessment)
    if not shown:
        return Markup()
    scale, passing = axis(assessment), whole(assessment.rubric.passing)
    finals = [final(row.final, assessment) for row in shown]
    wide = max(map(len, finals))
    lines = [
        f"{_label(row):<{LABEL}} {text:>{wide}}  {_strip(row, scale, assessment)}".rstrip()
        for row, text in zip(shown, finals, strict=True)
    ]
    ticks = ""
    for tick in scale.ticks:  # each begins above its place
        ticks = f"{ticks:<{_at(tick, scale)}}{whole(tick)} "
    legend = say("page.chart_legend", final=FINAL, assessor=ASSESSOR, passing=passing, line=PASSING)
    margin = " " * (LABEL + wide + 3)
    return Markup("\n".join(["```text", margin + ticks.rstrip(), *lines, "", legend, "```"]))  # noqa: S704


def _strip(row: ChartRow, scale: Axis, assessment: Assessment) -> str:
    strip = [" "] * (WIDTH + 1)
    strip[_at(assessment.rubric.passing, scale)] = PASSING
    least, most = _at(row.least, scale), _at(row.most, scale)
    strip[least : most + 1] = RANGE * (most + 1 - least)
    for _, total in row.totals:
        strip[_at(total, scale)] = ASSESSOR
    strip[_at(row.final, scale)] = FINAL
    return "".join(strip)


def _at(value: Fraction, scale: Axis) -> int:
    return int(scale.at(value) * WIDTH + Fraction(1, 2))


def _label(row: ChartRow) -> str:
    label = " ".join(clean(row.label).split()).replace("```", "'''")
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
