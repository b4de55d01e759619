"""Audio, video and audiovisual: how long they run, and whether anybody can play them (POB slide 7)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.facts import Medium, Submission
from ..model.problems import Kind, Problem
from ..model.units import Severity
from .files import problems_of
from .registry import Context, Subject, rule

LEAST_MINUTES = 15
_TIMED = (Medium.AUDIO, Medium.VIDEO, Medium.AUDIOVISUAL)
# Containers and players differ by parts of a second; nobody's work fails for that.
_TOLERANCE = 1 / 60


@rule("BP501", Severity.ERROR, on=Subject.SUBMISSION, slide=7)
def too_short_to_play(submission: Submission, _: Context) -> Iterator[Problem]:
    """Audio, video and audiovisual run for at least fifteen minutes."""
    if submission.medium not in _TIMED or submission.minutes is None:
        return
    if submission.minutes < LEAST_MINUTES - _TOLERANCE:
        minutes, seconds = divmod(int(submission.minutes * 60), 60)
        yield Problem(submission.path, f"{minutes}:{seconds:02d}", f"≥ {LEAST_MINUTES}:00")


@rule("BP502", Severity.ERROR, on=Subject.SUBMISSION, slide=7)
def unreadable_medium(submission: Submission, _: Context) -> Iterator[Problem]:
    """The medium can be played, and says how long it is."""
    return problems_of(submission, Kind.MEDIUM)
