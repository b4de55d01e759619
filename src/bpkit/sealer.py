"""`bpkit score --seal` and `--unseal`: a decision that holds, and the reason when it was opened again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from .checking import check_assessment
from .errors import ShareError, UserError
from .model.findings import Finding
from .model.scores import Assessment, Panel, Seal
from .model.units import Severity
from .publishing import write_atomically
from .reading.listing import SEAL
from .reading.tree import PANEL_FOLDER
from .recapping import locked
from .running import Work
from .sealing import changes, dump, seal, unseal
from .wording import say

OF_PANELS = "BP8"  # the family of rules on sheets, panels and decisions


def seal_decision(work: Work) -> Path:
    """Seal the decision of the given folder's panel; sealing again what is unchanged does nothing.

    Raises:
        UserError: there is nothing to seal, an error stands against it, or it changed since it was sealed.
    """
    assessment = _assessment(work)
    before = assessment.panel.seal
    if before and before.closed and not changes(assessment):
        return _file(assessment.panel)
    # Looked for anew, with every rule: no --ignore may seal what is not in order.
    findings = check_assessment(assessment, replace(work.context, rubric=assessment.rubric))
    if codes := ", ".join(_against(findings)):
        raise UserError(say("run.not_sealed", codes=codes), say("run.not_sealed_remedy"))
    return _write(work, seal(assessment, _now(), before))


def open_seal(work: Work, reason: str) -> Path:
    """Open the seal of the given folder's panel; the reason stays in its history.

    Raises:
        UserError: there is no seal, or no reason.
    """
    panel = _assessment(work).panel
    if panel.seal is None or not panel.seal.closed:
        raise UserError(say("run.no_seal", path=work.path), say("run.no_seal_remedy"))
    if not reason.strip():
        raise UserError(say("run.no_reason"), say("run.no_reason_remedy"))
    return _write(work, unseal(panel.seal, reason, _now()))


def _against(findings: Iterable[Finding]) -> list[str]:
    """The codes of the errors about the panel's own work; a city that proposed too much is another matter."""
    errors = (finding for finding in findings if finding.severity is Severity.ERROR and not finding.waived)
    return sorted({finding.code for finding in errors if finding.code.startswith(OF_PANELS)})


def _assessment(work: Work) -> Assessment:
    assessment = work.judged.assessment
    if assessment is None:
        raise UserError(say("run.nothing_to_seal", path=work.path), say("run.nothing_to_seal_remedy"))
    if assessment.panel.seal and not assessment.panel.seal.seen:
        # Nobody knows what it says; writing another over it would lose it.
        raise ShareError(say("run.unreadable", path=_file(assessment.panel)), say("run.unreadable_remedy"))
    return assessment


def _write(work: Work, sealed: Seal) -> Path:
    file = _file(_assessment(work).panel)
    with locked(work.root):
        write_atomically(file, dump(sealed).encode())
    return file


def _file(panel: Panel) -> Path:
    return panel.folder / PANEL_FOLDER / SEAL


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
