"""The JSON of `bpkit validate` and `bpkit score`. `schemas.py` has its schema; a test holds the two together.

Numbers that were computed exactly travel as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from .. import __version__
from ..figures import exact, final_shown, root, two_decimals
from ..model.facts import Fact, Photo, Submission
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding
from ..model.scores import Assessment, Result, Rubric
from ..model.units import Level
from ..rules.catalogue import photo_in_words
from .outline import named_facts
from .places import in_words, relative


def validation(checked: Checked, shown: Path) -> dict[str, Any]:
    """One object for the given path (shown as typed), with one under `units` for every folder below it."""
    return {**_checked_unit(checked, checked.folder.path), "path": shown.as_posix()}


def _checked_unit(checked: Checked, given: Path) -> dict[str, Any]:
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
        unit["units"] = [_checked_unit(child, given) for child in checked.children]
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
        "path": relative(finding.problem.path, given),
        "where": in_words(finding.problem.place),
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


def scoring(judged: Judged, shown: Path) -> dict[str, Any]:
    """The panel of the given folder; what its cities or provinces decided comes under `units`."""
    return {"bpkit": __version__, **_judged_unit(judged, judged.folder.path), "path": shown.as_posix()}


def _judged_unit(judged: Judged, given: Path) -> dict[str, Any]:
    folder, assessment = judged.folder, judged.assessment
    unit: dict[str, Any] = {
        "path": relative(folder.path, given),
        "level": folder.level.value,
        "unit": folder.unit,
        "period": str(folder.period) if folder.period else None,
        "rubric": assessment.rubric.id if assessment else None,
        "mode": assessment.mode if assessment else None,
        "panel": _panel(assessment, given),
        "results": [_result(assessment, result, given) for result in assessment.results]
        if assessment
        else [],
        "agreement": _agreement(assessment),
        "provisional": not judged.whole,
        "causes": [finding_json(finding, given) for finding in judged.causes],
        "findings": [finding_json(finding, given) for finding in judged.findings],
    }
    if judged.children:
        unit["units"] = [_judged_unit(child, given) for child in judged.children]
    return unit


def _panel(assessment: Assessment | None, given: Path) -> list[dict[str, Any]]:
    return [
        {
            "name": assessor.name,
            "position": assessor.position,
            "sheet": ", ".join(relative(sheet, given) for sheet in assessor.sheets),
            "severity": _two(assessor.severity),
        }
        for assessor in (assessment.assessors if assessment else ())
    ]


def _result(assessment: Assessment, result: Result, given: Path) -> dict[str, Any]:
    candidate = result.candidate
    return {
        "rank": result.rank,
        "title": candidate.title,
        "key": candidate.key,
        "city": candidate.city,
        "province": candidate.province,
        "author": candidate.author,
        "path": relative(candidate.path, given),
        "complete": candidate.complete,
        "totals": {name: exact(total) for name, total in result.totals.items()},
        "na": None if result.final is None else final_shown(result.final, assessment.rubric.passing),
        "passed": result.passed,
        "selected": result.selected,
        "provisional": result.provisional,
        "tied": result.tied,
        "rank_by_value": result.rank_by_value,
        "spread": None if result.spread is None else exact(result.spread),
        "deviation": None if result.variance is None else root(result.variance),
        "fragile": result.fragile,
        "set_aside": [{"name": one.name, "reason": one.reason} for one in result.set_aside],
        "instruments": _means(result.instruments),
    }


def _means(instruments: Mapping[str, Fraction]) -> dict[str, str]:
    return {code: two_decimals(mean) for code, mean in instruments.items()}


def _two(value: Fraction | None) -> str | None:
    return None if value is None else two_decimals(value)


def _agreement(assessment: Assessment | None) -> dict[str, Any] | None:
    if assessment is None or assessment.agreement is None:
        return None
    agreement = assessment.agreement
    return {
        "icc2k": two_decimals(agreement.icc2k),
        "titles": agreement.titles,
        "assessors": agreement.assessors,
    }


def rubric_json(rubric: Rubric) -> dict[str, Any]:
    """The same as data; figures are exact and travel as text."""
    scale = rubric.scale
    return {
        "rubric": rubric.id,
        "name": rubric.name,
        "source": rubric.source,
        "note": rubric.note,
        "sha256": rubric.sha256,
        "scale": {"least": exact(scale.least), "most": exact(scale.most), "step": exact(scale.step)},
        "passing": exact(rubric.passing),
        "panel_minimum": {level.value: least for level, least in rubric.panel_minimum.items()},
        "named": {level.value: count for level, count in rubric.named.items()},
        "quota": {"teams": rubric.quota_teams, "many": rubric.quota_many, "few": rubric.quota_few},
        "tie_break": list(rubric.tie_break),
        "instruments": [
            {
                "code": one.code,
                "name": one.name,
                "short_name": one.short_name,
                "description": one.description,
                "conditions": list(one.conditions),
                "weight": exact(one.weight),
            }
            for one in rubric.instruments
        ],
        "example": exact(rubric.example.final),
    }
