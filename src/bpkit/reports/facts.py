"""What was read of a submission, in words."""

from __future__ import annotations

from ..model.facts import Fact, Submission
from ..wording import say
from .numbers import signed


def named_facts(submission: Submission) -> list[tuple[str, Fact]]:
    """The facts that were found, each under the name of its label: `author.name`, `institution.address`, …"""
    identity = submission.identity
    facts = {
        "title": submission.heading,
        "author.name": identity.author.name,
        "author.position": identity.author.position,
        "author.contact": identity.author.contact,
        "institution.name": identity.institution.name,
        "institution.address": identity.institution.address,
        "institution.contact": identity.institution.contact,
        "source": identity.source,
        "kind": identity.kind,
        "submitted": identity.submitted,
    }
    return [(name, fact) for name, fact in facts.items() if fact]


def measures(submission: Submission) -> str:
    """`Siti Rahma · TF-03 · 3,2 halaman · 3 foto`: whatever is known."""
    identity = submission.identity
    said = [fact.text for fact in (identity.author.name, identity.source) if fact]
    if submission.pages is not None:
        said.append(say("page.pages", count=signed(f"{submission.pages:.1f}")))
    if submission.is_writing:
        said.append(say("page.photos", count=len(submission.photos)))
    if submission.minutes is not None:
        minutes, seconds = divmod(round(submission.minutes * 60), 60)
        said.append(say("page.minutes", count=f"{minutes}:{seconds:02d}"))
    return " · ".join(said)
