"""What could not be read, as faults: the kind of a damage names the rule that speaks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..model.facts import Damage, DamageKind, Folder, Submission
from ..model.findings import Fault


def faults_of(
    subject: Folder | Submission, kind: DamageKind, variant_of: Callable[[Damage], str] = lambda _: ""
) -> Iterator[Fault]:
    """A fault for every damage of this kind in a submission and its photos, or in a folder itself."""
    damages = subject.unsafe if isinstance(subject, Folder) else _damages(subject)
    for damage in dict.fromkeys(damages):
        if damage.kind is kind:
            yield Fault(damage.file, damage.found, damage.expected, damage.place, variant_of(damage))


def reason(damage: Damage) -> str:
    """The word with which whoever read it says why: the first of the detail."""
    return damage.detail.partition(":")[0]


def is_unread(writing: Submission) -> bool:
    """Whether its document gave nothing at all; then no rule may miss in it what nobody could see."""
    kinds = {damage.kind for damage in writing.damages if damage.file == writing.path}
    return DamageKind.NO_TEXT in kinds or (writing.pages is None and bool(kinds))


def _damages(submission: Submission) -> Iterator[Damage]:
    yield from submission.damages
    for photo in submission.photos:
        if photo.damage:
            yield photo.damage
