"""The panels as the reports lay them out: assessment, chart, what was found about the sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import count
from pathlib import Path

from msgspec import Struct

from ..figures import final, root, two_decimals, whole
from ..model.facts import Folder
from ..model.outcomes import Judged
from ..model.problems import Finding
from ..model.scores import Assessment, Assessor, Result
from ..rules.catalogue import render
from ..wording import decimal, say
from .outline import Group, PanelPart, blocks, in_words, level_name, relative, shown


def parts(judged: Judged, *, below: bool = True) -> list[PanelPart]:
    """A part for every panel at and below the given folder that has something to say, the given one first."""
    made: list[PanelPart] = []
    for one in judged.walk() if below else [judged]:
        asked = one is judged and not one.folder.level.is_share
        if one.assessment is not None or one.findings or asked or not one.whole:
            made.append(_part(one, judged.folder, f"p{len(made) + 1}"))
    return made


def _part(judged: Judged, given: Folder, anchor: str) -> PanelPart:
    paths = sorted({finding.problem.path for finding in judged.findings})
    groups = (
        Group(
            relative(path, given.path),
            path,
            None,
            tuple(blocks((f for f in judged.findings if f.problem.path == path), f"{anchor}.{number}")),
        )
        for number, path in enumerate(paths, start=1)
    )
    return PanelPart(judged, given.path, anchor, tuple(groups))


def is_scored(assessment: Assessment) -> bool:
    """Whether there are scores: a city's panel may decide without any (POB slide 21)."""
    return any(result.totals for result in assessment.results)


def basis(assessment: Assessment) -> str:
    """What the results rest on: the rubric and how it was scored, or the panel's decision alone."""
    if assessment.results and not is_scored(assessment):
        decided = assessment.panel.decision is not None
        return say("page.by_decision" if decided else "page.no_scores")
    rubric = assessment.rubric
    line = say("report.rubric_line", rubric=rubric.name, passing=whole(rubric.passing))
    return f"{line} · {say(f'report.mode_{assessment.mode}')}"


def agreement_line(assessment: Assessment) -> str:
    """How far the assessors agree; empty where that can't be said."""
    if (agreement := assessment.agreement) is None:
        return ""
    words = {"titles": agreement.titles, "assessors": agreement.assessors}
    return say("report.agreement_line", icc2k=decimal(two_decimals(agreement.icc2k)), **words)


def names_with_sheets(assessment: Assessment) -> list[str]:
    """The assessors who have a column of totals."""
    return [one.name for one in assessment.assessors if one.sheets]


def titles_scored(one: Assessor, assessment: Assessment) -> int:
    """On how many titles the assessor's scores count."""
    return sum(one.name in result.totals for result in assessment.results)


def deviation(result: Result) -> str:
    """The standard deviation of its totals; nothing where there is none."""
    return "" if result.variance is None else decimal(root(result.variance))


def panel_counts(assessment: Assessment) -> dict[str, int]:
    """The numbers above a panel's results."""
    results = assessment.results
    counts = {"titles": len(results), "selected": sum(result.selected for result in results)}
    if not is_scored(assessment):
        return counts
    counts = {
        "titles": counts["titles"],
        "scored": sum(result.final is not None for result in results),
        "passed": sum(result.passed for result in results),
        "selected": counts["selected"],
    }
    provisional = sum(result.provisional for result in results)
    return counts | ({"provisional": provisional} if provisional else {})


def outcome(result: Result) -> str:
    """`terpilih`, `lulus`, `tidak lulus` or `sementara`; a dash where nothing is known."""
    if result.selected:
        return say("page.outcome_selected")
    if result.provisional:
        return say("page.outcome_provisional")
    if result.final is None:
        return "–"
    return say("page.outcome_passed" if result.passed else "page.outcome_failed")


def marks(result: Result) -> list[str]:
    """What people should know about a result before they use it."""
    said = [say(f"report.{name}") for name in ("tied", "fragile") if getattr(result, name)]
    if result.rank is not None and result.rank_by_value not in (None, result.rank):
        said.append(say("report.decided"))
    if not result.candidate.complete:
        said.append(say("report.incomplete"))
    said += [say(f"report.aside_{one.reason}", name=one.name) for one in result.set_aside]
    return said


def legends(assessment: Assessment) -> list[str]:
    """What the marks mean that any of the results carries."""
    keys = {
        "provisional": "report.legend_provisional",
        "tied": "page.legend_tied",
        "fragile": "report.legend_fragile",
    }
    said = [
        say(key) for name, key in keys.items() if any(getattr(result, name) for result in assessment.results)
    ]
    if any(not result.candidate.complete for result in assessment.results):
        said.append(say("report.legend_incomplete"))
    return said


def incomplete_winners(judged: Judged) -> list[str]:
    """The keys of the selected whose writings still have errors: nobody should learn that from the letter."""
    results = judged.assessment.results if judged.assessment else ()
    return [r.candidate.key for r in results if r.selected and not r.candidate.complete]


SHOWN = 3  # causes that a single line names


def own_causes(judged: Judged) -> list[Finding]:
    """Those of the causes that lie in the folder itself, and not below it."""
    own = {finding.key for finding in judged.errors}
    return [finding for finding in judged.causes if finding.key in own]


def disturbed_below(judged: Judged) -> list[Folder]:
    """The folders below from which the other causes come."""
    return [one.folder for child in judged.children for one in child.walk() if one.errors]


def causes_line(judged: Judged, given: Path) -> str:
    """The causes in one line, for pages and workbooks; empty where the view is whole."""
    if judged.whole:
        return ""
    places = [place for place, _ in cause_lines(own_causes(judged), given)]
    more = [say("report.more_causes", count=len(places) - SHOWN)] if len(places) > SHOWN else []
    unit = folder_name(judged.folder)
    return (
        f"{say('report.not_whole', unit=unit)} {'; '.join([*places[:SHOWN], *more, *causes_below(judged)])}"
    )


def causes_below(judged: Judged) -> list[str]:
    """What is said of the folders below from which the other causes come."""
    names = ", ".join(map(folder_name, disturbed_below(judged)))
    return [say("report.not_whole_below", names=names)] if names else []


def cause_lines(causes: Iterable[Finding], given: Path) -> Iterator[tuple[str, str]]:
    """Every cause as its code with its place, and its message."""
    for finding in causes:
        place = in_words(finding.problem.place)
        where = f"{finding.code} {shown(finding.problem.path, given)}" + (f" ({place})" if place else "")
        yield where, render(finding).message


def folder_name(folder: Folder) -> str:
    """`KMW Jawa Tengah`; the national folder by its month."""
    unit = folder.unit or (str(folder.period) if folder.period else folder.path.name)
    return f"{level_name(folder.level)} {unit}"


MOST_TICKS = 7  # of a chart's axis


class Axis(Struct, frozen=True):
    """The values that a chart shows, with a tick at every `step`."""

    low: Fraction
    high: Fraction
    step: Fraction

    def at(self, value: Fraction) -> Fraction:
        """Where a value stands between the ends, 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[Fraction]:
        """The values with a tick, the ends among them."""
        return [
            self.low + self.step * number for number in range(int((self.high - self.low) / self.step) + 1)
        ]


class ChartRow(Struct, frozen=True):
    """One title of a chart: its final value and the total of every assessor."""

    result: Result
    final: Fraction
    totals: tuple[tuple[str, Fraction], ...]

    @property
    def least(self) -> Fraction:
        """The lowest total."""
        return min(total for _, total in self.totals)

    @property
    def most(self) -> Fraction:
        """The highest total."""
        return max(total for _, total in self.totals)

    @property
    def label(self) -> str:
        """The rank and the title, as people call it."""
        rank = self.result.rank
        return f"{rank}. {self.result.candidate.title}" if rank else self.result.candidate.title

    @property
    def kind(self) -> str:
        """`passed`, `failed` or `provisional`."""
        return "provisional" if self.result.provisional else "passed" if self.result.passed else "failed"

    def final_words(self, assessment: Assessment) -> str:
        """`763,33 lulus`."""
        return f"{final(self.final, assessment)} {say(f'page.chart_{self.kind}')}"

    def described(self, assessment: Assessment) -> str:
        """What the chart shows of it, for those who can't see it."""
        words = {"final": self.final_words(assessment), "least": whole(self.least), "most": whole(self.most)}
        return say("page.chart_row", title=self.label, **words)


def chart_rows(assessment: Assessment) -> list[ChartRow]:
    """The titles that a chart shows: those that have a final value, in the order of the results."""
    return [
        ChartRow(result, result.final, tuple(result.totals.items()))
        for result in assessment.results
        if result.final is not None and result.totals
    ]


def axis(assessment: Assessment) -> Axis:
    """An axis that holds every total and the passing grade, with round numbers at its ends."""
    totals = [total for row in chart_rows(assessment) for _, total in row.totals]
    return axis_over([assessment.rubric.passing, *totals])


def axis_over(values: Sequence[Fraction]) -> Axis:
    """The axis over these values: steps of 1, 2 or 5 with noughts, and at most `MOST_TICKS` ticks.

    >>> axis_over([Fraction(655), Fraction(742)])
    Axis(low=Fraction(640, 1), high=Fraction(760, 1), step=Fraction(20, 1))
    """
    low, high = min(values), max(values)
    steps = (digit * Fraction(10) ** power for power in count(-2) for digit in (1, 2, 5))
    for step in steps:
        first, last = low // step * step, -(-high // step) * step
        if first < last and (last - first) / step < MOST_TICKS:
            return Axis(first, last, step)
        if first == last and step >= 1:
            return Axis(first - step, last + step, step)
    raise AssertionError("one step is always wide enough")
