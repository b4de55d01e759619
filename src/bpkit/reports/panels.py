"""The panels as the pages lay them out: each with its assessment and what was found about its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..figures import whole
from ..model.facts import Folder
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding
from ..model.scores import Assessment, Result
from ..model.units import Level
from ..rules.catalogue import render
from ..wording import say
from .outline import Block, Group, blocks, headline
from .places import in_words, relative, shown


@dataclass(frozen=True, slots=True)
class PanelPart:
    """One panel with its findings by file."""

    judged: Judged
    given: Path  # that paths are shown from
    anchor: str
    groups: tuple[Group, ...]

    @property
    def blocks(self) -> list[Block]:
        """Every block of the panel in reading order."""
        return [block for group in self.groups for block in group.blocks]


def parts(judged: Judged) -> list[PanelPart]:
    """A part for every panel at and below the given folder that has something to say, the given one first."""
    made: list[PanelPart] = []
    for one in judged.walk():
        asked = one is judged and one.folder.level is not Level.SHARE
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


def title_of(folder: Folder) -> str:
    """`KMW Jawa Tengah, Oktober 2010`."""
    return headline(Checked(folder, ()))


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


def incomplete_winners(assessment: Assessment) -> list[str]:
    """The keys of the selected whose writings still have errors: nobody should learn that from the letter."""
    return [r.candidate.key for r in assessment.results if r.selected and not r.candidate.complete]


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
    return f"{say(f'report.level_{folder.level}')} {unit}"
