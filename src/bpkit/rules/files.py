"""Files that can't be taken as they are: whatever reading noted as damage is a finding about that file.

BP203, BP305 and BP502 speak of damages too, in the families of what they are about. What can't be read may
hold anything, so no rule misses in it what nobody can see now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ..model.facts import Folder, Submission
from ..model.problems import OUT_OF_SIGHT, Kind, Problem
from ..model.units import Severity, fold, readable
from .registry import Context, Subject, rule

CODES = {
    Kind.BROKEN: ("BP901", Severity.ERROR),
    Kind.PROTECTED: ("BP902", Severity.ERROR),
    Kind.MISLABELLED: ("BP903", Severity.ERROR),
    Kind.UNSAFE: ("BP904", Severity.ERROR),
    Kind.MACROS: ("BP905", Severity.WARNING),
    Kind.NO_PERMISSION: ("BP906", Severity.ERROR),
    Kind.IN_USE: ("BP907", Severity.INFO),
    Kind.UNREACHABLE: ("BP908", Severity.ERROR),
}


def _speak_of(kind: Kind, code: str, severity: Severity) -> None:
    @rule(code, severity, on=(Subject.FOLDER, Subject.SUBMISSION))
    def damaged(subject: Folder | Submission, _: Context) -> Iterator[Problem]:
        return problems_of(subject, kind)


for _kind, (_code, _severity) in CODES.items():
    _speak_of(_kind, _code, _severity)


# What nobody may miss while it can't be read ------------------------------------------------------------


def problems_of(subject: Folder | Submission, kind: Kind) -> Iterator[Problem]:
    """A problem for every damage of this kind in a submission and its photos, or in a folder itself."""
    damages = subject.unsafe if isinstance(subject, Folder) else _damages(subject)
    for damage in dict.fromkeys(one for one in damages if one.kind is kind):
        yield replace(damage, kind=None, detail="")


def is_unread(writing: Submission) -> bool:
    """Whether its document gave nothing at all; then no rule may miss in it what nobody could see."""
    kinds = {damage.kind for damage in writing.damages if damage.path == writing.path}
    return Kind.NO_TEXT in kinds or (writing.pages is None and bool(kinds))


def hides_facts(writing: Submission) -> bool:
    """Whether the document, or the YAML beside it, may say what is missing: it could not be read."""
    return is_unread(writing) or _out_of_sight(writing)


def hides_photos(writing: Submission, folder: Folder | None) -> bool:
    """Whether the writing may have more photos: its document or its folder of photos could not be read."""
    return is_unread(writing) or any(
        damage.path.parent == writing.path.parent and fold(readable(damage.path.name)) == fold(writing.title)
        for damage in (folder.unsafe if folder else ())
        if damage.kind in OUT_OF_SIGHT
    )


def hides_writings(folder: Folder) -> bool:
    """Whether a folder may hold writings of anybody: it, or a writing in it, could not be read."""
    return is_unlisted(folder) or any(_out_of_sight(submission) for submission in folder.submissions)


def hides_titles(folder: Folder) -> bool:
    """Whether a folder at or below this one, which may hold any title, could not be listed."""
    return is_unlisted(folder) or any(map(hides_titles, folder.children))


def is_unlisted(folder: Folder) -> bool:
    """Whether nobody could see what lies in a folder."""
    return any(damage.path == folder.path for damage in folder.unsafe if damage.kind in OUT_OF_SIGHT)


def _out_of_sight(submission: Submission) -> bool:
    return any(damage.kind in OUT_OF_SIGHT for damage in submission.damages)


def _damages(submission: Submission) -> Sequence[Problem]:
    # A list and no generator: fourteen rules ask it of every submission, and nearly all have none.
    return [*submission.damages, *[photo.damage for photo in submission.photos if photo.damage]]
