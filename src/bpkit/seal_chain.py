"""The chain of a share's seals, `.bpkit/segel.jsonl`: a line for every seal made, opened or taken over.

Each link holds the hash of the one before it, so that no link can be changed, taken out or put in between
without the next one telling. `segel.json` in a unit's folder is the copy of its last link that people see;
where the two differ, the chain counts. Whoever may write in the folder can make a chain anew: against that
stands the number on paper (`sealing.number_of`).

What is about to be added lies in `.bpkit/segel-berikut.json` first: a run that is killed between the two
files must not look like a forged seal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from . import share
from .errors import ShareError
from .model.problems import Problem
from .model.scores import SEAL, Seal
from .model.units import Severity
from .sealing import dump, facts_of, load, seal_from
from .share.placing import append_line, unlinked, write_atomically
from .wording import say

NAME, NEXT = "segel.jsonl", "segel-berikut.json"
CONFIG = "bpkit.yaml"  # in a folder whose seals have a chain of their own
ADOPTED = "adopted"  # a seal that was there before the chain, or came from another share


class SealLink(Struct, frozen=True):
    """One link; `line` is all of it, and `hash` the SHA-256 of that."""

    number: int
    before: str
    act: str  # sealed, unsealed or adopted
    place: str  # the path of the `segel.json`, from the share's folder
    when: str = ""
    by: str = ""
    reason: str = ""
    line: bytes = b""

    @property
    def hash(self) -> str:
        """What the next link calls it by."""
        return sha256(self.line).hexdigest()

    @property
    def seal(self) -> Seal:
        """What was sealed."""
        return replace(seal_from(json.loads(self.line)["seal"]), link=self.hash)


class ChainBreak(Struct, frozen=True):
    """The first line of a chain that does not fit, and why: `broken`, `order`, or `before`."""

    line: int
    why: str


class Chain(Struct, dict=True):
    """The chain as it lies on the share; `trouble` says why it can't be read at the moment."""

    root: Path
    links: tuple[SealLink, ...] = ()
    misfit: ChainBreak | None = None
    trouble: Problem | None = None

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.root / ".bpkit" / NAME

    def _of(self, link: SealLink) -> Seal:
        """The seal of a link, as its `segel.json` should have it."""
        return link.seal if link.act == ADOPTED else replace(link.seal, chain=self.links[0].hash)

    @cached_property
    def last(self) -> Mapping[str, SealLink]:
        """The last link of every place."""
        return {link.place: link for link in self.links}

    @cached_property
    def _by_hash(self) -> Mapping[str, SealLink]:
        return {link.hash: link for link in self.links}

    def in_force(self, file: Path, found: Seal | None) -> tuple[Seal | None, Problem | None]:
        """The seal that counts for a `segel.json` in which `found` stands, and where it does not fit."""
        if self.trouble or not file.is_relative_to(self.root) or (found is not None and not found.seen):
            return found, None
        link = self.last.get(file.relative_to(self.root).as_posix())
        if link is None:
            return self._unlinked(file, found)
        if found is None:
            return (self._of(link), Problem(file, variant="gone")) if link.seal.closed else (None, None)
        copied = found.readable and facts_of(found) == facts_of(link.seal)
        if copied and (link.act == ADOPTED or found.link == link.hash):
            return found, None
        older = any(one.place == link.place and facts_of(one.seal) == facts_of(found) for one in self.links)
        return self._of(link), Problem(file, variant="older" if older else "edited")

    def _unlinked(self, file: Path, found: Seal | None) -> tuple[Seal | None, Problem | None]:
        """Of a place that the chain does not know: a folder that was renamed, or a seal from elsewhere."""
        if found is None or not found.readable or not found.history:
            return found, None
        moved = self._by_hash.get(found.link) or self._twin(found)
        if moved is not None:
            if self.last[moved.place] == moved and facts_of(moved.seal) == facts_of(found):
                return found, None
            return self._of(self.last[moved.place]), Problem(file, variant="edited")
        if not self.links and not found.link:
            return found, None  # of a share from before the chain
        if self.links and found.chain == self.links[0].hash:
            return found, Problem(file, variant="lost")
        variant = "elsewhere" if found.link else "unlinked"
        return found, Problem(file, variant=variant, severity=Severity.WARNING)

    def _twin(self, found: Seal) -> SealLink | None:
        """The link that says the same: seals from before the chain do not say which is theirs."""
        facts = facts_of(found)
        return next(
            (one for one in self.last.values() if not found.link and facts_of(one.seal) == facts), None
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the chain itself."""
        if self.misfit is None:
            return ()
        return (Problem(self.file, str(self.misfit.line), variant=f"chain_{self.misfit.why}"),)

    @property
    def unread(self) -> tuple[Problem, ...]:
        """That it can't be read at the moment."""
        return (self.trouble,) if self.trouble else ()


def read_chain(root: Path) -> Chain:
    """The chain of a share, an act that a kill cut short among its links; empty where there is none."""
    file = root / ".bpkit" / NAME
    try:
        data, next_one = share.both(lambda: _read(file), lambda: _read(root / ".bpkit" / NEXT))
        chain = _parsed(root, data or b"")
        waiting = None if next_one is None else _waiting(chain, next_one)
    except OSError as error:
        return Chain(root, trouble=share.damage_of(error, file))
    return replace(chain, links=(*chain.links, waiting)) if waiting else chain


def _parsed(root: Path, data: bytes) -> Chain:
    lines = data.split(b"\n")
    lines.pop()  # what no line end follows was cut short, and never was a link
    links: list[SealLink] = []
    misfit = None
    for number, line in enumerate(lines, start=1):
        link = _link(line.removesuffix(b"\r"))
        if link is None:
            misfit = misfit or ChainBreak(number, "broken")
            continue
        before = links[-1].hash if links else ""
        if link.before != before:
            misfit = misfit or ChainBreak(number, "before")
        elif link.number != len(links) + 1:
            misfit = misfit or ChainBreak(number, "order")
        links.append(link)
    return Chain(root, tuple(links), misfit)


def _link(line: bytes) -> SealLink | None:
    try:
        return _linked(line)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # msgspec's own is a ValueError
        return None


def _linked(line: bytes) -> SealLink:
    facts = json.loads(line)  # which takes the names that are no UTF-8, as msgspec does not
    seal_from(facts.pop("seal"))
    return replace(msgspec.convert(facts, SealLink), line=line)


def _read(file: Path) -> bytes | None:
    """Its bytes; None where there is none. Raises OSError as `share.exists` and `share.read`."""
    return share.read(file) if share.exists(file) else None


def _waiting(chain: Chain, line: bytes) -> SealLink | None:
    """The link that a killed run was about to add, where its `segel.json` is written already."""
    link = _link(line.strip())
    tip = chain.links[-1].hash if chain.links else ""
    if link is None or link.before != tip:
        return None
    place = chain.root / link.place
    inside = place.name == SEAL and ".." not in place.parts and not Path(link.place).is_absolute()
    if link.act == ADOPTED:
        return link
    written = load(share.read(place)) if inside and share.exists(place) else None
    return link if written is not None and facts_of(written) == facts_of(link.seal) else None


# Adding ----------------------------------------------------------------------------------------------


class Act(Struct, frozen=True):
    """What is to be added: `seal` as it is from now on at the place of this `segel.json`."""

    act: str
    file: Path
    seal: Seal
    when: str
    by: str = ""
    reason: str = ""


def begin(root: Path, when: str, by: str = "") -> int:
    """Bring to its end what a kill cut short; a chain begins with the seals that are there already.

    Hold the share's lock. Returns how many seals a new chain took over.

    Raises:
        ShareError: the share can't be read or written.
    """
    chain = _mended(root)
    if chain.links or chain.misfit:
        return 0
    count = 0
    for file in sealed_files(root):
        seal = seal_in(file)
        if seal.readable and seal.history and not seal.link:
            chain, _ = _added(chain, Act(ADOPTED, file, seal, when, by))
            count += 1
    return count


def add(root: Path, act: Act) -> Seal:
    """Write the seal into its `segel.json`, and its link at the end of the chain. Hold the share's lock.

    Raises:
        ShareError: the share can't be written; the next act brings to its end what was begun.
    """
    seal = load(dump(act.seal).encode("utf-8", "surrogatepass"))  # as it will be read again
    return _added(_mended(root), replace(act, seal=seal))[1]


def rewrite(file: Path, seal: Seal) -> None:
    """Write a `segel.json` anew as the chain has it.

    Raises:
        ShareError: the share can't be written.
    """
    write_atomically(file, dump(seal).encode("utf-8", "surrogatepass"))


def _added(chain: Chain, act: Act) -> tuple[Chain, Seal]:
    tip = chain.links[-1] if chain.links else None
    facts: dict[str, Any] = {
        "number": len(chain.links) + 1,
        "before": tip.hash if tip else "",
        "act": act.act,
        "place": act.file.relative_to(chain.root).as_posix(),
        "when": act.when,
        "by": act.by,
        "reason": act.reason,
        "seal": facts_of(act.seal),
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    link = _linked(text.encode("utf-8", "surrogatepass"))
    first = chain.links[0].hash if chain.links else link.hash
    seal = replace(act.seal, link=link.hash, chain=first)
    following = chain.root / ".bpkit" / NEXT
    write_atomically(following, link.line + b"\n")
    if act.act != ADOPTED:  # which stays as it is
        rewrite(act.file, seal)
    try:
        append_line(chain.file, link.line + b"\n")
        if not unlinked(following):
            following.unlink()  # whose error says why
    except OSError as error:
        raise ShareError(say("run.unwritable", path=chain.root), say("run.unwritable_remedy")) from error
    return replace(chain, links=(*chain.links, link)), seal


def _mended(root: Path) -> Chain:
    """The chain, with what a kill left waiting written down, and the half line that it may have left gone."""
    chain = read_chain(root)
    if chain.trouble:
        raise ShareError(say("run.unreadable", path=chain.file), say("run.unreadable_remedy"))
    data = share.read(chain.file) if share.exists(chain.file) else b""
    whole = data[: data.rfind(b"\n") + 1]
    if len(chain.links) > len(_parsed(root, whole).links):
        whole += chain.links[-1].line + b"\n"
    if whole != data:
        write_atomically(chain.file, whole)
    unlinked(root / ".bpkit" / NEXT)
    return chain


def sealed_files(folder: Path) -> Iterator[Path]:
    """Every `segel.json` at and below a folder, without those of other programmes; links are not followed."""
    for place, folders, files in os.walk(folder):
        if CONFIG in files and Path(place) != folder:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if SEAL in files:
            yield Path(place) / SEAL


def seal_in(file: Path) -> Seal:
    """The seal that stands in a file; one that is damaged is not `readable`.

    Raises:
        ShareError: it can't be read at the moment.
    """
    try:
        return load(share.read(file))
    except (share.TooLargeError, share.SpecialFileError):
        return load(b"")
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
