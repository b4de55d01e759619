"""Rules against facts: which rules apply, with which severity, and what bpkit.yaml lets pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from .. import limits
from ..model.facts import Folder, Medium, Submission
from ..model.levels import SHARE
from ..model.place import PhotoName, Place
from ..model.problems import Finding, Problem
from ..model.scores import Assessment, Panel
from ..model.units import Severity
from ..patterns import waiver_for
from .catalogue import unknown_code
from .registry import RECKONED, Context, Rule, Subject, all_rules, rule_of, rules_on, rules_on_writings

if TYPE_CHECKING:
    from ..model.rounds import Judgement, Round, Unit


class Selection(Struct, frozen=True):
    """The codes that were asked for, as beginnings of codes; `select` empty means every rule."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @classmethod
    def of(cls, select: Iterable[str] | None = (), ignore: Iterable[str] | None = ()) -> Selection:
        """From `--select` and `--ignore` as typed: `BP3,BP401`, given once or several times.

        Raises:
            UserError: no rule begins with one of them; it names the nearest.
        """
        return cls(_prefixes(select or ()), _prefixes(ignore or ()))

    def holds(self, code: str) -> bool:
        """Whether the rule was asked for."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(
            self.ignore or ("-",)
        )


EVERYTHING = Selection()


def check(folder: Folder, context: Context, selection: Selection = EVERYTHING) -> list[Finding]:
    """The findings about one folder and what was handed in there; folders below it are not looked at."""
    context = replace(context, folder=folder)
    found = list(_apply(Subject.FOLDER, folder, folder.path, context, selection))
    handed_in = (*folder.submissions, *folder.products)
    found += _apply_all(Subject.SUBMISSION, handed_in, context, selection)
    writings = [one for one in folder.submissions if one.medium is Medium.WRITING]
    found += _apply_all(Subject.WRITING, writings, context, selection)
    return _sorted(found)


def check_panel(panel: Panel, context: Context, selection: Selection = EVERYTHING) -> list[Finding]:
    """The findings about a panel's table: its sheets and its decision."""
    return _sorted(_apply(Subject.PANEL, panel, panel.folder, context, selection))


def check_assessment(
    assessment: Assessment, context: Context, selection: Selection = EVERYTHING
) -> list[Finding]:
    """The findings about a panel and what came of it."""
    panel = assessment.panel
    found = check_panel(panel, context, selection)
    found += _apply(Subject.ASSESSMENT, assessment, panel.folder, context, selection)
    return _sorted(found)


# Rules on folders that speak of nothing but files and what they are called, whoever's folder it is.
OF_ANY_FOLDER = ("BP105", "BP106", "BP109", "BP9")
# What may never be silent: damage, and sheets that do not count.
ALWAYS = ("BP801", "BP813", "BP814", "BP815", *RECKONED, "BP87", "BP9")
# Families of codes that a programme has to choose itself; `BP8` alone does not choose them.
CHOSEN = ("BP82", "BP83", "BP84", "BP85", "BP86")


def is_in_force(code: str, families: Sequence[str]) -> bool:
    """Whether a programme of these families has the rule of this code; all common ones if it names none.

    >>> is_in_force("BP831", ["BP8"]), is_in_force("BP831", ["BP83"]), is_in_force("BP871", ["BP8"])
    (False, True, True)
    """
    if code.startswith(CHOSEN) and code not in RECKONED:
        return any(len(family) >= len(CHOSEN[0]) and code.startswith(family) for family in families)
    return not families or code.startswith((*ALWAYS, *families))


def check_round(found: Round, context: Context, selection: Selection = EVERYTHING) -> list[Finding]:
    """The findings about a round as a whole: units and periods that are missing, what belongs to no unit."""
    context = replace(context, round=found)
    folder = Folder(found.root, SHARE, strays=found.strays, unsafe=found.problems)
    wanted = list(_apply(Subject.ROUND, found, found.root, context, selection))
    return _of_program([*wanted, *_of_files(folder, context, selection)], context)


def check_unit(unit: Unit, context: Context, selection: Selection = EVERYTHING) -> list[Finding]:
    """The findings about a unit's folder and what lies in it; units below it are not looked at."""
    from .rounds import problems_in  # which runs over writings never need

    folder = Folder(
        unit.path,
        SHARE,
        unit.name,
        submissions=unit.writings,
        strays=unit.strays,
        unsafe=tuple(problems_in(unit)),
    )
    context = replace(context, folder=folder, tallied=_tallied(unit, context))
    found = list(_apply(Subject.UNIT, unit, unit.path, context, selection))
    found += _of_files(folder, context, selection)
    found += _apply_all(Subject.SUBMISSION, unit.writings, context, selection)
    found += _apply_all(Subject.WRITING, unit.writings, context, selection)
    return _of_program(found, context)


def _tallied(unit: Unit, context: Context) -> tuple[tuple[str, Problem], ...]:
    from ..tallies import problems_on  # which runs over writings never need

    return problems_on(context.round.program, unit) if context.round else ()


def check_judgement(
    judgement: Judgement, context: Context, selection: Selection = EVERYTHING
) -> list[Finding]:
    """The findings about what came of one scheme in a unit's folder."""
    return _of_program(_apply(Subject.JUDGEMENT, judgement, judgement.unit.path, context, selection), context)


def _of_files(folder: Folder, context: Context, selection: Selection) -> Iterator[Finding]:
    asked = _asked(Subject.FOLDER, context, selection)
    rules = ((rule, severity) for rule, severity in asked if rule.code.startswith(OF_ANY_FOLDER))
    return _found(rules, folder, folder.path, context)


def _of_program(found: Iterable[Finding], context: Context) -> list[Finding]:
    families = context.round.program.families if context.round else ()
    return _sorted(one for one in found if is_in_force(one.code, families))


# What two rules see in one place is told by the one that knows more: its code, and what it tells instead.
TELLS_INSTEAD = {"BP832": "BP824", "BP833": "BP872 BP873"}


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each once, and without those that another one tells better of the same place."""
    found = list({finding.key: finding for finding in findings}.values())
    told = {
        (code, one.problem.path, one.problem.place, one.problem.found)
        for one in found
        for code in TELLS_INSTEAD.get(one.code, "").split()
    }
    return [
        one for one in found if (one.code, one.problem.path, one.problem.place, one.problem.found) not in told
    ]


def strict(context: Context) -> Context:
    """The context in which every rule weighs what it weighs by itself, whatever bpkit.yaml says."""
    return replace(context, settings=replace(context.settings, severities={}))


def weighed(findings: Iterable[Finding], context: Context, selection: Selection) -> Iterator[Finding]:
    """Findings from a strict context as this run shows them: those asked for, as bpkit.yaml weighs them."""
    for finding in findings:
        rule = rule_of(finding.code)
        severity = _severity(rule, context) if rule else None
        if severity is not None and selection.holds(finding.code):
            yield replace(finding, severity=min(severity, finding.problem.severity or severity))


def skipped(context: Context, selection: Selection = EVERYTHING) -> tuple[str, ...]:
    """The codes that could not be checked because there is no roster."""
    if context.settings.provinces is not None:
        return ()
    rules = (rule for rule in rules_on_writings().values() if rule.needs_roster)
    return tuple(rule.code for rule in rules if _severity(rule, context) and selection.holds(rule.code))


def _apply_all(
    kind: Subject, subjects: Iterable[Submission], context: Context, selection: Selection
) -> Iterator[Finding]:
    rules = list(_asked(kind, context, selection))
    for subject in subjects if rules else ():
        yield from _found(rules, subject, subject.path, context)


def _apply(
    kind: Subject, subject: Any, path: Path, context: Context, selection: Selection
) -> Iterator[Finding]:
    return _found(_asked(kind, context, selection), subject, path, context)


def _asked(kind: Subject, context: Context, selection: Selection) -> Iterator[tuple[Rule, Severity]]:
    """The rules on such a subject that apply, each with its severity."""
    for rule in rules_on(kind):
        severity = _severity(rule, context)
        blind = rule.needs_roster and context.settings.provinces is None
        if severity is not None and not blind and selection.holds(rule.code):
            yield rule, severity


def _found(
    rules: Iterable[tuple[Rule, Severity]], subject: Any, path: Path, context: Context
) -> Iterator[Finding]:
    for rule, severity in rules:
        try:
            problems = list(rule.check(subject, context))
        except Exception as error:
            error.add_note(f"while {rule.code} looked at {path}")
            raise
        for problem in _told(problems) if problems else ():
            least = min(severity, problem.severity or severity)
            yield Finding(rule.code, least, problem, _waiver_for(rule.code, problem, path, context))


def _told(problems: list[Problem]) -> list[Problem]:
    """The problems, but of one file `limits.FINDINGS` at most, the gravest first; the last counts the rest.

    A sheet of 600 KB may have 40,000 keys that nobody knows, and every report would repeat each.
    """
    if len(problems) <= limits.FINDINGS:
        return problems
    by_file: dict[Path, list[Problem]] = defaultdict(list)
    for problem in sorted(
        problems, key=lambda one: -(Severity.ERROR if one.severity is None else one.severity)
    ):
        by_file[problem.path].append(problem)
    return [one for of_file in by_file.values() for one in _first(of_file)]


def _first(problems: list[Problem]) -> list[Problem]:
    told, rest = problems[: limits.FINDINGS], len(problems) - limits.FINDINGS
    return [*told[:-1], replace(told[-1], more=rest)] if rest > 0 else told


# What a seal holds is opened with a reason, and neither by `aturan` nor by a waiver.
HELD = ("BP813", "BP815")


def _severity(rule: Rule, context: Context) -> Severity | None:
    """The severity of a rule by bpkit.yaml, else its own; None where it is switched off."""
    if rule.code in HELD:
        return rule.severity
    return context.settings.severities.get(rule.code, rule.severity)


def _waiver_for(code: str, problem: Problem, path: Path, context: Context) -> str | None:
    """The reason why this is let pass: a waiver for the file itself or for the submission it belongs to."""
    if code in HELD:
        return None
    root = context.root or context.settings.root
    waiver = waiver_for(code, (problem.path, path), context.settings, root, context.today)
    return f"{waiver.reason} ({waiver.approved_by})" if waiver else None


def _prefixes(typed: Iterable[str]) -> tuple[str, ...]:
    prefixes = tuple(part.strip().upper() for one in typed for part in one.split(",") if part.strip())
    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in all_rules()):
            raise unknown_code(prefix)
    return prefixes


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[Sequence[Any], ...]:
    problem = finding.problem
    return (problem.path.parts, (finding.code,), _position(problem.place), (problem.found, problem.expected))


def _number(part: str | None) -> int:
    return part.place.number if isinstance(part, PhotoName) and part.place else 0


def _position(place: Place | None) -> tuple[Any, ...]:
    if place is None:
        return ()
    return (
        place.page or 0,
        place.sheet or "",
        place.line or 0,
        place.column or 0,
        place.cell or "",
        _number(place.part),  # of photos the second comes before the tenth
        place.part or "",
    )
