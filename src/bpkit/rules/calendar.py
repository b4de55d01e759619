"""The POB's days (slides 12, 15 and 18) and the register: what came late, what is owed a year, what is gone.

A writing's own date decides. The register is the witness beside it, and speaks only of what it can prove:
that a file was not there when all of its folder was seen. Nothing is late before its day is over where the
people are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timezone
from pathlib import Path, PurePosixPath

from msgspec import Struct

from ..levels import levels_of
from ..model.agenda import Gone
from ..model.dates import in_words
from ..model.facts import Folder, Submission, out_of_sight
from ..model.levels import PROVINCE, Levels
from ..model.problems import Listed, Problem
from ..model.units import Severity, same_unit
from ..months.deadlines import deadline, year_end, zone_of
from ..naming import FolderName, parse
from ..people.names import person, same_person, split_names
from .registry import Context, Subject, rule
from .roster import province_name

PRODUCT = "produk pengetahuan"


@rule("BP601", Severity.WARNING, on=Subject.SUBMISSION, slide=15)
def late_from_a_city(submission: Submission, context: Context) -> Iterator[Problem]:
    """A city hands in its writings by the 15th, on their own dates or, without one, as the register saw."""
    folder = context.folder
    if folder is None or not folder.level.is_lowest or folder.period is None or submission.product == PRODUCT:
        return
    province = province_name(folder, context.settings)
    due = deadline(context.settings, folder.level, folder.period, province)
    zone = zone_of(context.settings, province)
    if due is None or not context.is_past(due, zone):
        return
    typed, witness = submission.submitted, _witness(submission, context, due, zone)
    values = {"seen": in_words(witness.seen), "looked": in_words(witness.looked)} if witness else {}
    if typed and typed > due:
        variant = "seen" if witness else ""
        yield Problem(submission.path, in_words(typed), in_words(due), variant=variant, values=values)
    elif witness and typed:
        found = in_words(typed)
        yield Problem(submission.path, found, in_words(due), None, "in_doubt", values, severity=Severity.INFO)
    elif witness:
        yield Problem(submission.path, in_words(witness.seen), in_words(due), None, "undated", values)


class _Witness(Struct, frozen=True):
    """That a file was not there when its folder was seen after the deadline, and when it was seen first."""

    looked: date
    seen: date


def _witness(submission: Submission, context: Context, due: date, zone: timezone) -> _Witness | None:
    if context.root is None or not submission.path.is_relative_to(context.root):
        return None
    path = submission.path.relative_to(context.root).as_posix()
    missed = context.book.missed(path, submission.sha256)
    if missed is None:
        return None
    seen, looked = (when.astimezone(zone).date() for when in missed)
    return _Witness(looked, seen) if looked > due else None


@rule("BP602", Severity.WARNING, on=Subject.FOLDER, slide=18)
def late_from_a_province(folder: Folder, context: Context) -> Iterator[Problem]:
    """A province decides and hands in by the 20th."""
    if folder.level.is_fed and not folder.level.is_top:
        yield from _late_decision(folder, context)


@rule("BP603", Severity.WARNING, on=Subject.FOLDER, slide=18)
def late_from_the_nation(folder: Folder, context: Context) -> Iterator[Problem]:
    """The national panel decides by the 25th."""
    if folder.level.is_fed and folder.level.is_top:
        yield from _late_decision(folder, context)


def _late_decision(folder: Folder, context: Context) -> Iterator[Problem]:
    if folder.period is None:
        return
    province = province_name(folder, context.settings)
    zone = zone_of(context.settings, province)
    due = deadline(context.settings, folder.level, folder.period, province)
    decided = decided_on(folder, zone)
    if due and decided and decided > due and context.is_past(due, zone):
        path = folder.decision.path if folder.decision else folder.path
        yield Problem(path, in_words(decided), in_words(due))


def decided_on(folder: Folder, zone: timezone) -> date | None:
    """The day of a panel's decision: as it says itself, else that of its seal."""
    if folder.decision and folder.decision.date:
        return folder.decision.date
    sealed = [event.when for event in folder.seal.history if event.action == "sealed"] if folder.seal else []
    try:
        return datetime.fromisoformat(sealed[-1]).astimezone(zone).date() if sealed else None
    except ValueError:
        return None  # a seal is a file that people can edit


@rule("BP609", Severity.WARNING, on=Subject.FOLDER, slide=12)
def expert_without_product(folder: Folder, context: Context) -> Iterator[Problem]:
    """Every expert of a KMW makes one knowledge product a year (slide 12); told once the year is over.

    Only the share shows the whole year.
    """
    if not folder.level.is_share or not context.settings.experts or out_of_sight(folder):
        return
    provinces = [one for one in folder.walk() if one.level.roster == PROVINCE and one.period]
    for year in sorted({one.period.year for one in provinces if one.period}):
        of_year = [one for one in provinces if one.period and one.period.year == year]
        authors = [name for one in of_year for name in authors_of_products(one)]
        for province, experts in context.settings.experts.items():
            if not context.is_past(year_end(year), zone_of(context.settings, province)):
                continue
            lacking = Listed.of(name for name in experts if not is_among(name, authors))
            home = max(
                (one for one in of_year if one.unit and same_unit(one.unit, province)),
                key=_period,
                default=folder,
            )
            if lacking:
                values = {"year": str(year), "province": province}
                variant = "products" if len(lacking.names) > 1 else ""
                yield Problem(home.path, lacking, variant=variant, values=values)


def _period(folder: Folder) -> str:
    return str(folder.period)


def authors_of_products(province: Folder) -> Iterator[str]:
    """Who made the knowledge products of a KMW folder and its cities, as typed."""
    own = (*province.products, *(one for city in province.children for one in city.submissions))
    for submission in own:
        name = submission.identity.author.name
        if name and (submission.product == PRODUCT or submission in province.products):
            yield from split_names(name.text)


def is_among(name: str, names: list[str]) -> bool:
    """Whether somebody is one of those; degrees make no other person."""
    return any(same_person(person(name), person(other)) for other in names)


@rule("BP611", Severity.WARNING, on=Subject.FOLDER)
def handed_in_and_gone(folder: Folder, context: Context) -> Iterator[Problem]:
    """What was handed in stays, or somebody knows where it went."""
    zone = zone_of(context.settings, province_name(folder, context.settings))
    root = context.root or folder.path
    moved: dict[tuple[str, str], list[Gone]] = {}
    for gone in context.gone.get(folder.path, ()):
        names = _renamed_folder(gone)
        if names and root / names[0] != folder.path:
            moved.setdefault(names, []).append(gone)
        else:
            yield _lost(gone, root, zone)
    for (old, new), those in moved.items():
        yield _moved_together(root / old, root / new, those, levels_of(context.settings))


def _renamed_folder(gone: Gone) -> tuple[str, str] | None:
    """The folder that went by another name and the one with the same content now; None for a file alone."""
    now = PurePosixPath(gone.now_at[0]) if len(gone.now_at) == 1 else PurePosixPath()
    old = PurePosixPath(gone.entry.path)
    pairs = list(zip(old.parts, now.parts, strict=False))
    differ = [at for at, (one, other) in enumerate(pairs) if one != other]
    if len(old.parts) != len(now.parts) or len(differ) != 1 or differ[0] == len(pairs) - 1:
        return None
    end = differ[0] + 1
    return "/".join(old.parts[:end]), "/".join(now.parts[:end])


def _moved_together(old: Path, new: Path, those: Sequence[Gone], levels: Levels) -> Problem:
    """A folder that was renamed, once for all that lies in it; no more than news while it is of one month."""
    names = Listed.of(one.entry.title for one in those)
    values = {"old": old.name, "new": new.name, "count": str(len(those)), "names": names}
    before, now = parse(old.name, levels), parse(new.name, levels)
    same = isinstance(before, FolderName) and isinstance(now, FolderName) and before.month == now.month
    severity = Severity.INFO if same and before.level == now.level else None
    return Problem(old, old.name, new.name, None, "folder", values, severity=severity)


def _lost(gone: Gone, root: Path, zone: timezone) -> Problem:
    path = root / gone.entry.path
    seen = in_words(gone.last_seen.astimezone(zone).date())
    places = gone.now_at or gone.titled
    values = {"title": gone.entry.title, "seen": seen, "now": Listed.of(places), "file": path.name}
    beside = any((root / now).parent == path.parent for now in places)
    variant = "titled" if gone.titled else "renamed" if beside else "moved" if places else ""
    severity = Severity.INFO if beside else None
    return Problem(path, seen, variant=variant, values=values, severity=severity)
