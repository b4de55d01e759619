"""The seals of panels of a round: what each approved, held from then on, and opened only with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from ..errors import RefusedError, ShareError, UserError
from ..model.problems import Finding
from ..model.programs import Sitting
from ..model.rounds import Unit, UnitResult
from ..model.scores import SEAL
from ..reading.rounds.rulings import home_of
from ..reading.rounds.walker import proven
from ..sealing import changed_results, number_of, seal_of, sitting_changes, unseal, values_of
from ..share.locking import locked
from ..share.publishing import Register
from ..wording import say
from .recapping import refuse
from .round_files import sealed_forms_of, the_unit, unsettled
from .rounds import RoundWork
from .seals import Sealed, Sealing

APPROVAL = "BP845"


def seal_panels(work: RoundWork, by: str | None = None) -> list[Sealed]:
    """Seal what the panels of the given unit approved; those that have yet to decide are left alone.

    The forms that show what a panel decides on are written anew, with the number of the seal, and sealed with
    it. Sealing again what is unchanged does nothing, but for a `segel.json` that is gone or was edited.

    Raises:
        UserError: the given path is no unit's folder, or no panel sits at its level.
        RefusedError: no panel has approved anything, or what it decides on is not settled.
        ShareError, LockedError: a seal or a form can't be written.
    """
    with locked(work.root):
        acting = Sealing.now(work.root, by)
        adopted = acting.begin()
        result = _result(work)
        ready = [one for one in _sittings(work, result) if _has_approved(one, result)]
        if not ready:
            refuse([one for one in result.findings if one.code == APPROVAL], work.path, "run.not_sealed")
            raise RefusedError(say("run.empty_panel", path=work.path), say("run.empty_panel_remedy"))
        for sitting in ready:
            refuse(_causes(work, sitting, result), work.path, "run.not_sealed")
        return [replace(_sealed(work, sitting, result, acting), adopted=adopted) for sitting in ready]


def open_panels(work: RoundWork, reason: str, by: str | None = None) -> list[Sealed]:
    """Open the closed seals of the given unit's panels; the reason stays in their history.

    Raises:
        UserError: there is no closed seal, or no reason.
        ShareError, LockedError: a seal can't be written.
    """
    with locked(work.root):
        acting = Sealing.now(work.root, by)
        result = _result(work)
        closed = {code: seal for code, seal in result.unit.seals.items() if seal.closed and seal.readable}
        if not closed:
            raise UserError(say("run.no_seal", path=work.path), say("run.no_seal_remedy"))
        if not reason.strip():
            raise UserError(say("run.no_reason"), say("run.no_reason_remedy"))
        adopted = acting.begin()
        for code, seal in closed.items():
            acting.open(_file(work, code), unseal(seal, reason, acting.when, acting.by))
        return [Sealed(_file(work, code), number_of(seal), adopted) for code, seal in closed.items()]


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
    found = [] if work.program.table(sitting.about) else unsettled(result)
    # Its own `segel.json` that is gone or was edited is mended by this very act.
    return [
        one for one in found if not (one.code == "BP815" and one.problem.path == _file(work, sitting.code))
    ]


def _sealed(work: RoundWork, sitting: Sitting, result: UnitResult, acting: Sealing) -> Sealed:
    unit, before, file = result.unit, result.unit.seals.get(sitting.code), _file(work, sitting.code)
    if before and not before.seen:
        # Nobody knows what it says; writing another over it would lose it.
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy"))
    judgement = next((one for one in result.judgements if one.scheme.code == sitting.about), None)
    now = seal_of(work.program, sitting, _proven(work, unit), judgement, acting.when, acting.by)
    if before and before.closed and not sitting_changes(before, now):
        same = judgement is None or not changed_results(before, values_of(judgement))
        if same:
            acting.mend(file)
            return Sealed(file, number_of(before))
    history = before.history if before else ()
    now = replace(now, history=(*history, *now.history))
    forms = sealed_forms_of(work, sitting, result, number_of(now))
    return Sealed(file, number_of(acting.close(file, replace(now, forms=forms))))


def _proven(work: RoundWork, unit: Unit) -> Unit:
    """The unit with its evidence. Raises ShareError where some can't be read, and so not be sealed."""
    try:
        found = proven(unit, work.settings, Register(work.root).files())
        proofs = ((one.path / name, digest) for one in found.walk() for name, digest in one.proofs.items())
        unread = [path for path, digest in proofs if not digest]
    except OSError as error:
        path = error.filename or unit.path
        raise ShareError(say("run.unreadable", path=path), say("run.unreadable_remedy")) from error
    if unread:
        raise ShareError(say("run.unreadable", path=unread[0]), say("run.unreadable_remedy"))
    return found


def _file(work: RoundWork, code: str) -> Path:
    unit = the_unit(work)
    return home_of(unit.path, unit.level.code, work.program, code) / SEAL
