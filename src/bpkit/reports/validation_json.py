"""The JSON of `bpkit validate`. `shapes.py` has its schema; a test holds the two together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from .. import __version__
from ..model.facts import Fact, Photo, Submission
from ..model.findings import Finding
from ..model.outcomes import Checked
from ..model.units import Level
from ..rules.photonames import photo_in_words
from .facts import named_facts
from .places import in_words, relative


def validation(checked: Checked, shown: Path) -> dict[str, Any]:
    """One object for the given path (shown as typed), with one under `units` for every folder below it."""
    return {**_unit(checked, checked.folder.path), "path": shown.as_posix()}


def _unit(checked: Checked, given: Path) -> dict[str, Any]:
    folder = checked.folder
    unit: dict[str, Any] = {
        "bpkit": __version__,
        "path": relative(folder.path, given),
        "level": folder.level.value,
        "unit": folder.unit,
        "period": str(folder.period) if folder.period else None,
        "summary": summary(checked),
        "submissions": [_submission(checked, submission, given) for submission in checked.submissions],
        "findings": [finding_json(finding, given) for finding in checked.findings],
    }
    if folder.level is not Level.KORKOT:
        unit["units"] = [_unit(child, given) for child in checked.children]
    return unit


def summary(checked: Checked) -> dict[str, Any]:
    """Counts over this folder and all below it."""
    submissions = [(one, submission) for one in checked.walk() for submission in one.submissions]
    findings = [finding for one in checked.walk() for finding in one.findings]
    weights = Counter(finding.severity.label for finding in findings if not finding.waived)
    return {
        "submissions": len(submissions),
        "complete": sum(one.is_complete(submission) for one, submission in submissions),
        "errors": weights["error"],
        "warnings": weights["warning"],
        "infos": weights["info"],
        "waived": sum(finding.waived for finding in findings),
        "skipped": list(checked.skipped),
    }


def finding_json(finding: Finding, given: Path) -> dict[str, Any]:
    """One finding in the language of the run."""
    from ..rules.catalogue import render

    words = render(finding)
    return {
        "code": finding.code,
        "severity": finding.severity.label,
        "path": relative(finding.fault.path, given),
        "where": in_words(finding.fault.place),
        "message": words.message,
        "found": words.found,
        "expected": words.expected,
        "remedy": words.remedy,
        "waived": finding.waived,
    }


def _submission(checked: Checked, submission: Submission, given: Path) -> dict[str, Any]:
    identity = submission.identity
    facts = dict(named_facts(submission))
    return {
        "title": submission.title,
        "path": relative(submission.path, given),
        "medium": submission.medium.value,
        "product": submission.product,
        "kind": _text(identity.kind),
        "source": _text(identity.source),
        "author": {name: _text(facts.get(f"author.{name}")) for name in ("name", "position", "contact")},
        "institution": {
            name: _text(facts.get(f"institution.{name}")) for name in ("name", "address", "contact")
        },
        "submitted": submission.submitted.isoformat() if submission.submitted else None,
        "words": submission.words,
        "pages": submission.pages,
        "pages_from": submission.pages_from,
        "pages_in_file": submission.pages_in_file,
        "photos": [_photo(photo) for photo in submission.photos],
        "minutes": round(submission.minutes, 2) if submission.minutes is not None else None,
        "sha256": submission.sha256 or None,
        "complete": checked.is_complete(submission),
        "facts_from": {name: origin(fact, given) for name, fact in facts.items()},
    }


def _photo(photo: Photo) -> dict[str, Any]:
    size = {"width": photo.width, "height": photo.height}
    return {
        "name": photo.name,
        **size,
        "caption": _text(photo.caption),
        "where": photo_in_words(photo.called),
    }


def _text(fact: Fact | None) -> str | None:
    return fact.text if fact else None


def origin(fact: Fact, given: Path) -> dict[str, Any]:
    """Where a fact was found."""
    return {"how": fact.source.value, "path": relative(fact.file, given), "where": in_words(fact.place)}
