"""The seals of panels of a round: what each approved, held from then on, and opened only with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from ..errors import RefusedError, ShareError, UserError
from ..locking import locked
from ..model.problems import Finding
from ..model.programs import Sitting
from ..model.rounds import UnitResult
from ..model.scores import Seal
from ..publishing import write_atomically
from ..reading.rounds.rulings import home_of
from ..reading.tree.listing import SEAL
from ..sealing import changed_results, dump, seal_of, sitting_changes, unseal, values_of
from ..wording import say
from .recapping import refuse
from .round_files import the_unit, unsettled
from .rounds import RoundWork

APPROVAL = "BP845"


def seal_panels(work: RoundWork) -> list[Path]:
    """Seal what the panels of the given unit approved; those that have yet to decide are left alone.

    Sealing again what is unchanged does nothing.

    Raises:
        UserError: the given path is no unit's folder, or no panel sits at its level.
        RefusedError: no panel has approved anything, or what it decides on is not settled.
        ShareError, LockedError: a seal can't be written.
    """
    with locked(work.root):
        result = _result(work)
        ready = [one for one in _sittings(work, result) if _has_approved(one, result)]
        if not ready:
            refuse([one for one in result.findings if one.code == APPROVAL], work.path, "run.not_sealed")
            raise RefusedError(say("run.empty_panel", path=work.path), say("run.empty_panel_remedy"))
        for sitting in ready:
            refuse(_causes(work, sitting, result), work.path, "run.not_sealed")
        return [_sealed(work, sitting, result) for sitting in ready]


def open_panels(work: RoundWork, reason: str) -> list[Path]:
    """Open the closed seals of the given unit's panels; the reason stays in their history.

    Raises:
        UserError: there is no closed seal, or no reason.
        ShareError, LockedError: a seal can't be written.
    """
    result = _result(work)
    closed = {code: seal for code, seal in result.unit.seals.items() if seal.closed and seal.readable}
    if not closed:
        raise UserError(say("run.no_seal", path=work.path), say("run.no_seal_remedy"))
    if not reason.strip():
        raise UserError(say("run.no_reason"), say("run.no_reason_remedy"))
    with locked(work.root):
        return [_write(work, code, unseal(seal, reason, _now())) for code, seal in closed.items()]


def _result(work: RoundWork) -> UnitResult:
    unit = the_unit(work)
    return next(one for one in work.result.walk() if one.unit.path == unit.path)


def _sittings(work: RoundWork, result: UnitResult) -> Iterator[Sitting]:
    return (one for one in work.program.sittings if one.level == result.unit.level.code)


def _has_approved(sitting: Sitting, result: UnitResult) -> bool:
    ruling = result.unit.rulings.get(sitting.code)
    return ruling is not None and len(ruling.approved_by) >= sitting.least


def _causes(work: RoundWork, sitting: Sitting, result: UnitResult) -> list[Finding]:
    """What keeps a panel's seal from being made; a plan may be approved while values are still open."""
    return [] if work.program.table(sitting.about) else unsettled(result)


def _sealed(work: RoundWork, sitting: Sitting, result: UnitResult) -> Path:
    unit, before = result.unit, result.unit.seals.get(sitting.code)
    if before and not before.seen:
        # Nobody knows what it says; writing another over it would lose it.
        file = _file(work, sitting.code)
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy"))
    judgement = next((one for one in result.judgements if one.scheme.code == sitting.about), None)
    now = seal_of(work.program, sitting, unit, judgement, _now())
    if before and before.closed and not sitting_changes(before, now):
        same = judgement is None or not changed_results(before, values_of(judgement))
        if same:
            return _file(work, sitting.code)
    history = before.history if before else ()
    return _write(work, sitting.code, replace(now, history=(*history, *now.history)))


def _write(work: RoundWork, code: str, seal: Seal) -> Path:
    file = _file(work, code)
    write_atomically(file, dump(seal).encode())
    return file


def _file(work: RoundWork, code: str) -> Path:
    unit = the_unit(work)
    return home_of(unit.path, unit.level.code, work.program, code) / SEAL


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
