"""`bpkit score --seal` and `--unseal`: a decision that holds, and the reason when it was opened again."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from ..errors import RefusedError, ShareError, UserError
from ..model.scores import Assessment, Panel, Seal
from ..panels.view import unsettled
from ..publishing import write_atomically
from ..reading.tree.listing import SEAL
from ..reading.tree.walker import PANEL_FOLDER
from ..sealing import changes, dump, seal, unseal
from ..wording import say
from .recapping import Recapper, locked, refuse
from .running import Work


def seal_decision(work: Work, day: date | None = None) -> Path:
    """Refresh the forms of the given folder's panel, then seal its decision with them.

    `day` is the date to print on the forms; without one it is the decision's. Sealing again what is unchanged
    does nothing.

    Raises:
        UserError: there are no sheets and no decision.
        RefusedError: the view is disturbed, the panel has yet to decide, or there is no result at all.
        ShareError: a form can't be written; then nothing is sealed.
    """
    with locked(work.root):
        # Looked at under the lock, with every rule: no --ignore may seal what is not in order.
        assessment = _assessment(work)
        before = assessment.panel.seal
        if before and before.closed and not changes(assessment):
            return _file(assessment.panel)
        refuse(unsettled(work.judged), work.path, "run.not_sealed")
        if not any(result.selected or result.final is not None for result in assessment.results):
            raise RefusedError(say("run.empty_panel", path=work.path), say("run.empty_panel_remedy"))
        return _write(assessment.panel, seal(assessment, _now(), before, _forms(work, day)))


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
    with locked(work.root):
        return _write(panel, unseal(panel.seal, reason, _now()))


def _forms(work: Work, day: date | None) -> dict[str, str]:
    """Write the panel's forms as they are to be sealed: SHA-256 by name."""
    decision = _assessment(work).panel.decision
    recapper = Recapper(work, None, day or (decision.date if decision else None), refresh=True)
    recapper.write(work.checked, work.judged, below=False)
    if recapper.refused:
        raise ShareError("\n".join(recapper.refused))
    kept = (form.path for form in recapper.forms if form.path.exists())
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in kept}


def _assessment(work: Work) -> Assessment:
    assessment = work.judged.assessment
    if assessment is None:
        # Where the sheets can't be read there may well be some.
        refuse(unsettled(work.judged), work.path, "run.not_sealed")
        raise UserError(say("run.nothing_to_seal", path=work.path), say("run.nothing_to_seal_remedy"))
    if assessment.panel.seal and not assessment.panel.seal.seen:
        # Nobody knows what it says; writing another over it would lose it.
        raise ShareError(say("run.unreadable", path=_file(assessment.panel)), say("run.unreadable_remedy"))
    return assessment


def _write(panel: Panel, sealed: Seal) -> Path:
    file = _file(panel)
    write_atomically(file, dump(sealed).encode())
    return file


def _file(panel: Panel) -> Path:
    return panel.folder / PANEL_FOLDER / SEAL


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
