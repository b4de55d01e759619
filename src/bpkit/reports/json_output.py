"""Everything that is printed as JSON, in the shapes of `schemas`, which mypy and a test hold it to.

Numbers that were computed exactly travel as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..figures import exact, final_shown, root, two_decimals
from ..model.facts import Fact, Photo, Submission
from ..model.outcomes import Checked, Judged, Mended, Recapped, Received, Sent
from ..model.problems import Finding
from ..model.scores import Assessment, Result, Rubric
from ..model.units import Period
from ..rules.catalogue import photo_in_words, render
from ..version import __version__
from .outline import Each, in_words, named_facts, relative, summary
from .overview import note_of, old_and_new, rows_by_folder
from .panels import incomplete_winners

if TYPE_CHECKING:
    from .. import schemas as shapes
    from ..months.standing import Standing
    from ..months.year import Tally, Year
    from .news import MonthStatus, NearUnit, News, UnitFinding
    from .outline import Message


def validation(checked: Checked, shown: Path) -> shapes.ValidateJson:
    """One object for the given path (shown as typed), with one under `units` for every folder below it."""
    return {**_checked_unit(checked, checked.folder.path), "path": shown.as_posix()}


def _checked_unit(checked: Checked, given: Path) -> shapes.FolderJson:
    folder = checked.folder
    unit: shapes.FolderJson = {
        "bpkit": __version__,
        "path": relative(folder.path, given),
        "level": folder.level.code,
        "unit": folder.unit,
        "period": str(folder.period) if folder.period else None,
        "summary": summary(checked),
        "submissions": [_submission(checked, submission, given) for submission in checked.submissions],
        "findings": [finding_json(finding, given) for finding in checked.findings],
    }
    if not folder.level.is_lowest:
        unit["units"] = Each(checked.children, lambda child: _checked_unit(child, given))
    return unit


def finding_json(finding: Finding, given: Path) -> shapes.FindingJson:
    """One finding in the language of the run."""
    words = render(finding)
    return {
        "code": finding.code,
        "severity": cast("shapes.SeverityName", finding.severity.label),
        "path": relative(finding.problem.path, given),
        "where": in_words(finding.problem.place),
        "message": words.message,
        "found": words.found,
        "expected": words.expected,
        "remedy": words.remedy,
        "waived": finding.waived,
    }


def _submission(checked: Checked, submission: Submission, given: Path) -> shapes.SubmissionJson:
    document = submission.document
    facts = dict(named_facts(submission))

    def text(name: str) -> str | None:
        return facts[name].text if name in facts else None

    return {
        "title": submission.title,
        "path": relative(submission.path, given),
        "medium": submission.medium,
        "product": submission.product,
        "kind": text("kind"),
        "source": text("source"),
        "author": {
            "name": text("author.name"),
            "position": text("author.position"),
            "contact": text("author.contact"),
        },
        "institution": {
            "name": text("institution.name"),
            "address": text("institution.address"),
            "contact": text("institution.contact"),
        },
        "submitted": submission.submitted.isoformat() if submission.submitted else None,
        "words": document.words if document else None,
        "pages": submission.pages,
        "pages_from": document.pages_from if document else None,
        "pages_in_file": document.pages_in_file if document else None,
        "photos": [photo_json(photo) for photo in submission.photos],
        "minutes": round(submission.minutes, 2) if submission.minutes is not None else None,
        "sha256": submission.sha256 or None,
        "complete": checked.is_complete(submission),
        "facts_from": {name: _origin(fact, given) for name, fact in facts.items()},
    }


def photo_json(photo: Photo) -> shapes.PhotoJson:
    """One photo, and what it takes to find it."""
    return {
        "name": photo.name,
        "width": photo.width,
        "height": photo.height,
        "caption": photo.caption.text if photo.caption else None,
        "where": photo_in_words(photo.called),
    }


def _origin(fact: Fact, given: Path) -> shapes.OriginJson:
    return {"how": fact.source.value, "path": relative(fact.file, given), "where": in_words(fact.place)}


def scoring(judged: Judged, shown: Path) -> shapes.ScoreJson:
    """The panel of the given folder; what its cities or provinces decided comes under `units`."""
    return {"bpkit": __version__, **_judged_unit(judged, judged.folder.path), "path": shown.as_posix()}


def _judged_unit(judged: Judged, given: Path) -> shapes.PanelJson:
    folder, assessment = judged.folder, judged.assessment
    unit: shapes.PanelJson = {
        "path": relative(folder.path, given),
        "level": folder.level.code,
        "unit": folder.unit,
        "period": str(folder.period) if folder.period else None,
        "rubric": assessment.rubric.id if assessment else None,
        "mode": cast("shapes.ModeName", assessment.mode) if assessment else None,
        "panel": _panel(assessment, given) if assessment else [],
        "results": [_result(assessment, one, given) for one in assessment.results] if assessment else [],
        "agreement": _agreement(assessment) if assessment else None,
        "provisional": not judged.whole,
        "causes": [finding_json(finding, given) for finding in judged.causes],
        "findings": [finding_json(finding, given) for finding in judged.findings],
    }
    if judged.children:
        unit["units"] = Each(judged.children, lambda child: _judged_unit(child, given))
    return unit


def _panel(assessment: Assessment, given: Path) -> list[shapes.AssessorJson]:
    return [
        {
            "name": assessor.name,
            "position": assessor.position,
            "sheet": ", ".join(relative(sheet, given) for sheet in assessor.sheets),
            "severity": None if assessor.severity is None else two_decimals(assessor.severity),
        }
        for assessor in assessment.assessors
    ]


def _result(assessment: Assessment, result: Result, given: Path) -> shapes.ResultJson:
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
        "set_aside": [
            {"name": one.name, "reason": cast("shapes.ReasonName", one.reason)} for one in result.set_aside
        ],
        "instruments": {code: two_decimals(mean) for code, mean in result.instruments.items()},
    }


def _agreement(assessment: Assessment) -> shapes.AgreementJson | None:
    if (agreement := assessment.agreement) is None:
        return None
    return {
        "icc2k": two_decimals(agreement.icc2k),
        "titles": agreement.titles,
        "assessors": agreement.assessors,
    }


def states(checked: Checked, judged: Judged, standings: Sequence[Standing]) -> list[shapes.StateJson]:
    """Where every folder below the share's level stands."""
    given = checked.folder.path
    return [
        {
            "bpkit": __version__,
            "path": relative(one.folder.path, given),
            "level": one.folder.level.code,
            "unit": one.folder.unit,
            "period": str(one.folder.period) if one.folder.period else None,
            **counts,
            "due": standing.due,
            "handed_in": standing.handed_in,
            "proposed": standing.proposed,
            "quota": standing.quota,
            "scored": scored,
            "passed": passed,
            "selected": selected,
            "sealed": standing.sealed,
            "sent": standing.sent.isoformat() if standing.sent else None,
            "changed_since": standing.changed_since,
            "forms": [relative(form, given) for form in standing.forms],
            "deadline": str(standing.deadline) if standing.deadline else None,
            "days_left": standing.days_left,
            "missing": list(standing.missing),
            "provisional": not one.whole,
            "causes": [finding_json(finding, given) for finding in one.causes],
            "incomplete_winners": incomplete_winners(one),
        }
        for (one, counts, (scored, passed, selected)), standing in zip(
            rows_by_folder(checked, judged), standings, strict=True
        )
    ]


def news_json(status: MonthStatus) -> shapes.NewsJson:
    """What is new since it was told last, and where everything stands; all of it the first time."""
    given = status.checked.folder.path
    return {
        **news_parts(status.news, given),
        "states": states(status.checked, status.judged, status.standings),
    }


def news_parts(news: News | None, given: Path) -> shapes.NewsPartsJson:
    """What is new since it was told last; nothing but that it is new the first time."""
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "since": news.since.isoformat() if news else None,
        "is_new": news is None or news.is_any,
        "changes": [
            {"unit": one.unit, "path": one.path, "what": one.what, "before": one.before, "after": one.after}
            for one in (news.changes if news else ())
        ],
        "new": [_came_or_went(one) for one in (news.new if news else ())],
        "mended": [_came_or_went(one) for one in (news.mended if news else ())],
        "near": [_near(one, given) for one in (news.near if news else ())],
        "open": [
            {
                "unit": one.unit,
                "path": relative(one.path, given),
                "errors": one.errors,
                "warnings": one.warnings,
                "incomplete": [*one.titles],
            }
            for one in (news.open if news else ())
        ],
    }


def _came_or_went(one: UnitFinding) -> shapes.UnitFindingJson:
    finding = one.finding
    return {
        "unit": one.unit,
        "severity": cast("shapes.SeverityName", finding.severity),
        "path": finding.path,
        "message": finding.text,
        "count": finding.count,
    }


def _near(one: NearUnit, given: Path) -> shapes.NearJson:
    return {
        "unit": one.unit,
        "path": relative(one.path, given),
        "task": one.task or None,
        "deadline": str(one.deadline) if one.deadline else None,
        "days_left": one.days_left,
        "due": one.due,
        "handed_in": one.handed_in,
        "complete": one.complete,
    }


def year_json(year: Year, given: Path) -> shapes.YearJson:
    """A year's picture."""

    def month(number: int) -> str:
        return str(Period(year.year, number))

    def tally(one: Tally) -> shapes.TallyJson:
        return {
            "name": one.name,
            "city": one.city,
            "province": one.province,
            "writings": one.writings,
            "complete": one.complete,
            "proposed": one.proposed,
            "selected": one.selected,
            "won": one.won,
            "titles": list(one.titles),
            "months": {month(number): count for number, count in sorted(one.months.items())},
            "due": {month(number): count for number, count in sorted(one.due.items())},
        }

    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "year": year.year,
        "months": [month(number) for number in year.months],
        "cities": [tally(one) for one in year.cities],
        "teams": [tally(one) for one in year.teams],
        "authors": [tally(one) for one in year.authors],
        "rewards": [one.name for one in year.rewards],
        "workshops": [one.name for one in year.workshops],
        "duties": [
            {
                "kind": cast("shapes.DutyKind", duty.kind),
                "name": duty.name,
                "city": duty.city,
                "province": duty.province,
                "due": duty.due,
                "done": duty.done,
                "lacking": [month(number) for number in duty.lacking],
            }
            for duty in year.duties
        ],
        "open_panels": [relative(folder.path, given) for folder in year.open_panels],
    }


def messages_json(messages: Sequence[Message], complete: Sequence[str], given: Path) -> shapes.MessagesJson:
    """The messages to paste, and who needs none."""
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "messages": [
            {
                "to": one.to.value,
                "name": one.name,
                "unit": one.unit,
                "path": relative(one.folder, given),
                "contact": one.contact,
                "text": one.text,
            }
            for one in messages
        ],
        "complete": [*complete],
    }


def sending(sent: Sent, given: Path) -> shapes.SendJson:
    """What was sent where, and in spite of what."""
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "target": sent.target.as_posix(),
        "status": sent.status,
        "files": [*sent.files],
        "obstacles": [*sent.obstacles],
        "reason": sent.reason,
    }


def receiving(received: Received, given: Path) -> shapes.ReceiveJson:
    """Where a parcel is now, and what differs from an earlier delivery."""
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "target": received.target.as_posix(),
        "status": received.status,
        "info": {**received.info},
        "new": [*received.new],
        "changed": [*received.changed],
        "gone": [*received.gone],
    }


def forms(recapped: Recapped) -> shapes.RecapJson:
    """What was written where, and what the panels' findings were."""
    judged = recapped.judged
    given = judged.folder.path
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "forms": [{"path": relative(form.path, given), "status": form.status} for form in recapped.forms],
        "causes": [finding_json(finding, given) for one in judged.walk() for finding in one.errors],
        "incomplete_winners": [
            {"path": relative(one.folder.path, given), "titles": titles}
            for one in judged.walk()
            if (titles := incomplete_winners(one))
        ],
        "waiting": [relative(folder.path, given) for folder in recapped.without_scores],
        "refused": list(recapped.refused),
        "findings": [finding_json(finding, given) for one in judged.walk() for finding in one.findings],
    }


def whole_run(recapped: Recapped, shown: Path) -> shapes.RunJson:
    """What was handed in, how it was scored and what was written."""
    return {
        "validate": validation(recapped.checked, shown),
        "score": scoring(recapped.judged, shown),
        "recap": forms(recapped),
    }


def mended_json(mended: Mended) -> shapes.FixJson:
    """Every line of what `bpkit fix` would do, did or took back; paths are relative to the given one."""
    return {
        "bpkit": __version__,
        "path": mended.given.as_posix(),
        "dry_run": mended.stage == "plan",
        "stage": mended.stage,
        "renamings": [
            {
                "kind": line.kind,
                "old": old,
                "new": new or None,
                "refused": line.refused,
                "renamed": mended.is_done(line),
                "problem": mended.problems.get(line.old) or (note_of(line) if line.why else None),
            }
            for line in mended.lines
            for old, new in [old_and_new(line, mended.given)]
        ],
        "stale": list(mended.stale),
    }


def rubric_json(rubric: Rubric) -> shapes.RubricJson:
    """A rubric; numbers are exact and travel as text."""
    scale = rubric.scale
    return {
        "rubric": rubric.id,
        "name": rubric.name,
        "source": rubric.source,
        "note": rubric.note,
        "sha256": rubric.sha256,
        "scale": {"least": exact(scale.least), "most": exact(scale.most), "step": exact(scale.step)},
        "passing": exact(rubric.passing),
        "panel_minimum": dict(rubric.panel_minimum),
        "named": dict(rubric.named),
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
