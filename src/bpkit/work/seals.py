"""Seals on the share: made, opened, and held against the chain and against what lies there."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import share
from ..model.problems import Finding, Problem
from ..model.scores import Seal
from ..seal_chain import (
    ADOPTED,
    Act,
    Chain,
    ChainBreak,
    SealLink,
    add,
    begin,
    read_chain,
    rewrite,
    seal_in,
    sealed_files,
)
from ..sealing import SEALED, UNSEALED, number_of, typed_number
from ..share.publishing import Register
from .program_trees import judges_units
from .request import Request
from .rounds import RoundWork
from .running import Work

OF_SEALS = ("BP813", "BP815")
NOT_HERE = ("elsewhere", "unlinked")  # a seal that this chain can't prove


class Sealed(Struct, frozen=True):
    """A seal that was made or opened: its file, its number, how many older seals a new chain took over."""

    file: Path
    number: str
    adopted: int = 0


class Sealing(Struct, frozen=True):
    """Who acts on the seals of a share, and when."""

    root: Path
    by: str = ""
    when: str = ""

    @classmethod
    def now(cls, root: Path, by: str | None) -> Sealing:
        """At this moment, by the given name or the one that this computer knows."""
        return cls(root, _login() if by is None else by.strip(), _now())

    def begin(self) -> int:
        """As `seal_chain.begin`."""
        return begin(self.root, self.when, self.by)

    def close(self, file: Path, seal: Seal) -> Seal:
        """Write a seal that was made."""
        return self._add(Act(SEALED, file, seal, self.when, self.by))

    def open(self, file: Path, seal: Seal) -> Seal:
        """Write a seal that was opened; its last event has the reason."""
        return self._add(Act(UNSEALED, file, seal, self.when, self.by, seal.history[-1].reason))

    def mend(self, file: Path) -> None:
        """Write a `segel.json` that is gone or edited as the chain has it; take in one that it lacks."""
        chain = read_chain(self.root)
        seal, misfit = chain.in_force(file, seal_in(file) if share.exists(file) else None)
        if seal is None or misfit is None:
            return
        if misfit.variant in ("lost", *NOT_HERE):
            self._add(Act(ADOPTED, file, seal, self.when, self.by))
        else:
            rewrite(file, seal)

    def _add(self, act: Act) -> Seal:
        """Add a link, told first, so that a kill in between leaves nothing that is not swept."""
        register = Register(self.root)
        register.announce_in(act.file.parent)
        seal = add(self.root, act)
        register.save()
        return seal


class SealState(Struct, frozen=True):
    """One place of the chain, or one `segel.json` that is not in it: how it stands."""

    place: str
    number: str
    act: str
    when: str
    by: str
    reason: str
    state: str  # holds, open, changed, misfit, gone, elsewhere, before


class Verified(Struct, frozen=True):
    """What a look at the seals at and below a path gave."""

    path: Path
    chain: Chain
    states: tuple[SealState, ...]
    findings: tuple[Finding, ...]
    asked: str = ""  # a number from paper
    known: tuple[tuple[SealLink, str], ...] = ()  # the links with that number, and whether they still hold

    @property
    def misfit(self) -> ChainBreak | None:
        """The first link that does not fit."""
        return self.chain.misfit

    @property
    def holds(self) -> bool:
        """Whether every seal is as it was made, with everything that it seals."""
        fine = all(one.state in ("holds", "open", "before") for one in self.states)
        found = not self.asked or any(state == "holds" for _, state in self.known)
        return fine and found and not (self.findings or self.misfit or self.chain.trouble)


def verify(request: Request, number: str = "") -> Verified:
    """Hold every seal at and below a path against the chain, and against what lies there.

    Raises:
        UserError, ShareError: as any look at the share.
    """
    root, by_unit = _looked_at(request)
    path = Path(request.path).absolute()
    chain = read_chain(root)
    states = tuple(_states(chain, path, set(by_unit)))
    wanted = typed_number(number)
    held = {one.place: one.state for one in states}
    named = (link for link in chain.links if wanted and _is_called(link, wanted))
    known = tuple((link, _held(chain, link, held)) for link in named)
    findings = {one.key: one for those in by_unit.values() for one in those}
    return Verified(path, chain, states, tuple(findings.values()), number, known)


def verify_all(requests: Sequence[Request], number: str = "") -> list[Verified]:
    """The same for several programmes of a share; a number from paper is that of one of them.

    Raises:
        UserError, ShareError: as any look at the share.
    """
    found = [verify(request, number) for request in requests]
    if any(one.known for one in found):
        return [one if one.known else replace(one, asked="") for one in found]
    return [*(replace(one, asked="") for one in found[:-1]), *found[-1:]]


def _looked_at(request: Request) -> tuple[Path, dict[Path, list[Finding]]]:
    """The share's folder, and what rules find about its seals, by the units' folders."""
    found: dict[Path, list[Finding]] = {}
    if judges_units(request.path, request.config):
        work = RoundWork(request)
        found[work.path] = list(work.result.findings)
        for unit in work.result.walk():
            found.setdefault(unit.unit.path, []).extend(unit.findings)
        root = work.root
    else:
        other = Work(request)
        for checked, judged in zip(other.checked.walk(), other.judged.walk(), strict=True):
            found[checked.folder.path] = [*checked.findings, *judged.errors]
        root = other.root
    kept = {unit: [one for one in those if one.code in OF_SEALS] for unit, those in found.items()}
    return root, {unit: those for unit, those in kept.items() if those}


def _states(chain: Chain, path: Path, wrong: set[Path]) -> Iterator[SealState]:
    there = {file: seal_in(file) for file in sorted(sealed_files(path))}
    named = {seal.link for seal in there.values()}
    for place, link in sorted(chain.last.items()):
        file = chain.root / place
        if file not in there and file.is_relative_to(path) and link.hash not in named and link.seal.closed:
            yield _state(place, link.seal, link, "gone")
    for file, found in there.items():
        place = file.relative_to(chain.root).as_posix() if file.is_relative_to(chain.root) else str(file)
        seal, misfit = chain.in_force(file, found)
        seal = seal or found
        changed = not wrong.isdisjoint((file.parent, file.parent.parent))
        yield _state(place, seal, chain.last.get(place), _how(chain, seal, misfit, changed=changed))


def _how(chain: Chain, seal: Seal, misfit: Problem | None, *, changed: bool) -> str:
    if misfit is not None or not seal.readable:
        return "elsewhere" if misfit and misfit.variant in NOT_HERE else "misfit"
    if not seal.closed:
        return "open"
    if changed:
        return "changed"
    return "holds" if chain.links else "before"


def _state(place: str, seal: Seal, link: SealLink | None, state: str) -> SealState:
    event = seal.history[-1] if seal.history else None
    act = link.act if link else event.action if event else ""
    when, reason = (event.when, event.reason) if event else ("", "")
    by = (link.by if link else "") or (event.by if event else "")
    return SealState(place, number_of(seal) if seal.readable else "", act, when, by, reason, state)


def _held(chain: Chain, link: SealLink, held: Mapping[str, str]) -> str:
    """How what was sealed under a number stands; `later` where another act came since."""
    if chain.last[link.place] != link:
        return "later"
    return held.get(link.place, "gone")


def _is_called(link: SealLink, wanted: str) -> bool:
    return link.act != UNSEALED and typed_number(number_of(link.seal)).startswith(wanted)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, or a system without accounts
        return ""


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
