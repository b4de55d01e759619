"""What the check of a folder yielded, kept under everything that it hangs on, and taken from there.

A check is a function of facts: of what lies in the folder, of what came of the folders below it, and of what
rules may know besides (`rules.registry.Context`). All of these are in the key but the clock: what was asked
of it is kept with the answers, and asked again. Where something can't be told exactly, nothing is kept.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from ..cache.codec import Codec, told
from ..cache.store import Cache, Shelf, key_of
from ..cache.version import version_of
from ..model.facts import Folder, FolderId
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding, Problem
from ..model.scores import Agreement, Assessment, Assessor, Panel, Result, Rubric
from ..rules.checking import Selection
from ..rules.registry import Context
from .incoming import Incoming

T = TypeVar("T")


class KeptCheck(Struct, frozen=True):
    """What the check of a folder yielded."""

    asked: tuple[tuple[date, float, bool], ...]  # of the clock: whether a day is over, so many seconds east
    findings: tuple[Finding, ...]
    of_panel: tuple[Finding, ...]
    errors: tuple[Finding, ...]
    sends: tuple[Path, ...]
    complete: int
    produced: tuple[int, int]
    proposed: int
    assessment: bytes  # packed apart by `zlib`, for few ask for it; nothing where there is none


class KeptAssessment(Struct, frozen=True):
    """An assessment without what its folder and the rubric have."""

    panel: Panel
    mode: str
    assessors: tuple[Assessor, ...]
    results: tuple[Result, ...]
    agreement: Agreement | None
    ties: tuple[tuple[str, ...], ...]
    problems: tuple[tuple[str, Problem], ...]


_CHECK = Codec(KeptCheck)
_ASSESSMENT = Codec(KeptAssessment)
_AT_HAND = 16  # assessments


class Memo:
    """The checks that a cache holds; `states` has a key of each folder with all that its check yielded."""

    def __init__(
        self, cache: Cache, context: Context, selection: Selection, incoming: Incoming, top: Folder
    ) -> None:
        """`top` is the tree that is checked."""
        self._cache, self._context = cache, context
        settings, today = context.settings, context.today
        held = [one.until is None or today is None or today <= one.until for one in settings.waivers]
        self._run = key_told(version_of(cache, ()), settings, selection, held)
        former = incoming.former_titles(context.root) if context.root else {}
        folders = {one.path for one in top.walk()}
        grouped = (_by_folder(context.matches, folders), _by_folder(former, folders))
        self._besides: tuple[Mapping[Path, Any], ...] = (*grouped, context.gone, incoming.missed)
        self.states: dict[FolderId, bytes] = {}

    def key(self, folder: Folder, rubric: bytes) -> bytes:
        """The key of everything that the check of a folder hangs on; nothing where it can't be told.

        `rubric` is that of its panel's rubric.
        """
        below = (self.states.get(child.id, b"") for child in folder.children)
        keys = (self._run, folder.key, rubric, *below)
        if not all(keys):
            return b""
        own = (folder.strays, folder.unsafe, folder.entries)
        seal = (folder.seal, folder.sealed_forms, folder.seal_problems)
        besides = [one.get(folder.path, ()) for one in self._besides]
        return key_told(keys, _shells(folder), own, seal, besides)

    def known(self, key: bytes, folder: Folder) -> KeptCheck | None:
        """What the check of this key yielded, where the clock still says the same."""
        blob = self._cache.get(Shelf.MEMO, key) if key else None
        kept = _CHECK.decode(blob, folder.path) if blob else None
        if blob is None or kept is None or not self._is_still(kept):
            return None
        self.states[folder.id] = key_of(key, blob)
        return kept

    def _is_still(self, kept: KeptCheck) -> bool:
        days = ((day, timezone(timedelta(seconds=east)), past) for day, east, past in kept.asked)
        return all(self._context.is_past(day, zone) == past for day, zone, past in days)

    def keep(self, key: bytes, checked: Checked, judged: Judged) -> None:
        """Remember what the check of this key yielded."""
        folder, assessment = checked.folder, judged.assessment
        packed = _ASSESSMENT.encode(_bare(assessment), folder.path) if key and assessment else b""
        if not key or packed is None:
            return
        kept = KeptCheck(
            tuple((day, east.total_seconds(), past) for (day, east), past in self._context.asked.items()),
            checked.findings,
            judged.findings,
            judged.errors,
            judged.sends,
            checked.complete,
            checked.produced,
            judged.proposed,
            zlib.compress(packed, 1) if packed else b"",
        )
        if blob := _CHECK.encode(kept, folder.path):
            self._cache.put(Shelf.MEMO, key, blob)
            self.states[folder.id] = key_of(key, blob)


def key_told(*values: object) -> bytes:
    """The key of all of these, exactly; nothing where one can't be told so."""
    exact = told(values)
    return key_of("told", exact) if exact is not None else b""


class PackedAssessment:
    """An assessment that is unpacked whenever it is asked for; the latest few stay at hand."""

    def __init__(
        self,
        packed: bytes,
        folder: Folder,
        rubric: Callable[[], Rubric],
        at_hand: OrderedDict[FolderId, Assessment],
    ) -> None:
        """`at_hand` are the latest of all folders."""
        self._packed, self._folder, self._rubric, self._at_hand = packed, folder, rubric, at_hand

    def __call__(self) -> Assessment:
        """The assessment."""
        known = self._at_hand.get(self._folder.id)
        if known is None:
            known = self._at_hand[self._folder.id] = self._unpacked()
            if len(self._at_hand) > _AT_HAND:
                self._at_hand.popitem(last=False)
        return known

    def _unpacked(self) -> Assessment:
        folder = self._folder
        found = _ASSESSMENT.decode(zlib.decompress(self._packed), folder.path)
        if found is None:
            raise AssertionError("what was kept of an assessment comes back as it was")
        own = {"sheets": folder.sheets, "decision": folder.decision, "seal": folder.seal}
        panel = replace(found.panel, **own, forms=folder.sealed_forms)
        return Assessment(rubric=self._rubric(), **{**asdict(found), "panel": panel})


def _bare(assessment: Assessment) -> KeptAssessment:
    fields = asdict(assessment)
    del fields["rubric"]
    panel = replace(assessment.panel, sheets=(), decision=None, seal=None, forms={})
    return KeptAssessment(**{**fields, "panel": panel})


def _shells(folder: Folder | None) -> list[object]:
    """What a folder is, and what each of those is that it lies in, up to the one that was given.

    Its unit, and the month that its name says, follow from its path, level and month and from the settings.
    """
    return [(folder.path, folder.level, folder.period), *_shells(folder.above)] if folder else []


def _by_folder(found: Mapping[Path, T], folders: Collection[Path]) -> dict[Path, list[tuple[Path, T]]]:
    """What is known of files, by the nearest folder of the tree that they lie in."""
    grouped: dict[Path, list[tuple[Path, T]]] = defaultdict(list)
    for path, what in found.items():
        home = next((one for one in path.parents if one in folders), path)
        grouped[home].append((path, what))
    return grouped
