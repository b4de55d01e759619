"""The JSON of `bpkit score`. Numbers that were computed exactly travel as strings."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from .. import __version__
from ..figures import exact, final_shown, root, two_decimals
from ..model.outcomes import Judged
from ..model.scores import Assessment, Result
from .places import relative
from .validation_json import finding_json


def scoring(judged: Judged, shown: Path) -> dict[str, Any]:
    """The panel of the given folder; what its cities or provinces decided comes under `units`."""
    return {"bpkit": __version__, **_unit(judged, judged.folder.path), "path": shown.as_posix()}


def _unit(judged: Judged, given: Path) -> dict[str, Any]:
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
        unit["units"] = [_unit(child, given) for child in judged.children]
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
