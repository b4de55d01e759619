"""Every operation of every command fails in turn; what must hold after each.

`python -m siege.faults` tries all of it (`make faults`); with names of scenes only those, with `--share N`
one part of N, which `--seed` chooses: those from 0 to N - 1 are the whole. A fault that fell is tried again
alone: `--only SCENE:NUMBER:ERROR:HOW`. A fault that can't come out otherwise than another is not tried by
itself: see `ALIKE` and `Known`.
"""

from __future__ import annotations

import argparse
import errno
import io
import json
import re
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bpkit.cache.store import Shelf

from .disk import Fails, Operation
from .office import SCENES, SITE, Office, Scene
from .trials import (
    Outcome,
    Tree,
    comparable,
    difference,
    load_all,
    noted,
    run,
    scratch,
    slim,
    timeless,
    tree,
    warm_up,
)

# To Python, and so to whoever catches them, these are one: an OSError of no kind of its own. As long as
# nothing that is loaded asks for one of them by its name (`named_alone`), a trial of one stands for all.
ALIKE = ("EIO", "ESTALE", "ENOSPC", "EROFS")
LOOKING = ("EIO", "EACCES", "ESTALE", "ENOENT", "EINTR")
CHANGING = ("EIO", "ENOSPC", "EACCES", "ESTALE", "ENOENT", "EINTR", "EROFS")
HOWS = ("once", "path", "on")
UNSEEN = ("BP906", "BP908", "BP814", "BP901")  # what says that something could not be read
TEMPORARY = ".~bpkit"
HERE = Path(__file__).parent
MOST = 3  # forms that are named of as many as are wrong for one reason
CRASHED = 5  # and more: no exit code of bpkit's own


@dataclass(frozen=True)
class Fault:
    """One error at one operation of one scene."""

    scene: Scene
    operation: Operation
    error: str
    how: str

    @property
    def name(self) -> str:
        """What `--only` takes."""
        return f"{self.scene.name}:{self.operation.number}:{self.error}:{self.how}"

    @property
    def trouble(self) -> Fails:
        """What befalls the disk."""
        number = getattr(errno, self.error)
        return Fails(self.operation.number, number, self.how, self.operation.path)


Entry = tuple[str, str]


class Calm(NamedTuple):
    """What a scene is without trouble."""

    before: Tree  # the share
    outcome: Outcome
    after: Tree
    later: Tree  # after the next command
    next: Outcome
    kept: frozenset[Entry]  # of what was read


class Judge:
    """Tries faults, and tells what does not hold after each."""

    def __init__(self, office: Office, scenes: Sequence[Scene] = SCENES, **disk: Any) -> None:
        self.office, self.disk = office, disk
        self._calm: dict[str, Calm] = {}
        self._next: dict[tuple[str, str], list[str]] = {}
        load_all()
        for scene in scenes:
            warm_up(office.meet(scene.share), scene.arguments)
        slim()
        self.alike = () if named_alone() else ALIKE

    def calm(self, scene: Scene) -> Calm:
        """The share before, the command undisturbed, the share after it, and after the next one."""
        if scene.name not in self._calm:
            home = self.office.meet(scene.share)
            before = tree(home)
            outcome = run(home, scene.arguments, **self.disk)
            after, known = tree(home), kept(self.office.cache)
            following = run(home, scene.next)
            self._calm[scene.name] = Calm(before, outcome, after, tree(home), following, known)
        return self._calm[scene.name]

    def faults(self, scene: Scene) -> Iterator[Fault]:
        """All that can befall a scene."""
        for operation in self.calm(scene).outcome.done:
            for error in CHANGING if operation.writes else LOOKING:
                for how in HOWS if error != "EINTR" else ("once",):
                    yield Fault(scene, operation, error, how)

    def stands_for(self, fault: Fault) -> Fault:
        """The one that is tried of the faults that differ in nothing but words: each error in its turn."""
        own = CHANGING if fault.operation.writes else LOOKING
        alike = [error for error in own if error in self.alike]
        if fault.error not in alike:
            return fault
        return replace(fault, error=alike[fault.operation.number % len(alike)])

    def wrong(self, fault: Fault) -> list[str]:
        """What does not hold after a fault; nothing where all is well."""
        return self.tried(fault)[0]

    def tried(self, fault: Fault) -> tuple[list[str], Outcome]:
        """What does not hold after a fault, and how the command ended."""
        scene = fault.scene
        before, calm, after, *_ = self.calm(scene)
        home = self.office.meet(scene.share)
        outcome = run(home, scene.arguments, fault.trouble, **self.disk)
        found = tree(home)
        told = says(outcome, calm)
        wrong = [*_ending(outcome, calm), *work_of_people_lost(before, found, scene)]
        wrong += forms_not_whole(found, before, after)
        wrong += () if told else [*_forms_unsaid(found, before, after)][:MOST]
        if not told and outcome.out != calm.out:
            wrong.append("another result, and not a word")
        changed = difference(comparable(after), comparable(found))
        # Of its log only the next run needs to know, which clears it away.
        if not told and (changed := [one for one in changed if not one.endswith("/written.log")]):
            wrong.append(f"other files, and not a word: {changed[:4]}")
        return [*wrong, *self._wrong_next(scene, found)], outcome

    def _wrong_next(self, scene: Scene, found: Tree) -> list[str]:
        """What the next command makes of what is there, and of what this computer keeps; once for each.

        What is not kept is read again, as on a computer that read nothing.
        """
        calm = self.calm(scene)
        key = (scene.name, _digest(found, kept(self.office.cache) - calm.kept))
        if key not in self._next:
            ended = run(self.office.home, scene.next)
            wrong = [] if ended.code in {calm.next.code, 0, 1} else [f"the next run ends with {ended.code}"]
            if scene.looks and (ended.code, ended.out) != (calm.next.code, calm.next.out):
                wrong.append("the next run says something else")
            if left := difference(comparable(calm.later), comparable(tree(self.office.home))):
                wrong.append(f"the next run leaves another share: {left[:4]}")
            self._next[key] = wrong
        return self._next[key]


def named_alone() -> list[str]:
    """Modules that ask for one of `ALIKE` by its name, so that it matters which one it was."""
    asks = re.compile(rf"\b({'|'.join(ALIKE)})\b")
    # To raise one, and the words for a person (`_SAID`), make no difference to what is done.
    raises = re.compile(r"#.*|import .*|(OSError|strerror)\((errno\.)?\w+|^_SAID = .*", re.MULTILINE)
    # What the system's own copying said, which the disk does without; locks by exchange, which bpkit has not;
    # the register names a full disk in its words, and does the same whichever it was.
    known = {"shutil", "filelock._filesystem._exchange", "bpkit.work.incoming"}
    found = []
    for name, module in [*sys.modules.items()]:
        file = Path(getattr(module, "__file__", None) or "")
        if name not in known and file.suffix == ".py" and file.exists() and file.parent != HERE:
            text = file.read_text(encoding="utf-8", errors="replace")
            found += [name] if asks.search(raises.sub("", text)) else []
    return found


def _digest(found: Tree, kept: Iterable[Entry]) -> str:
    """What the next command can tell a share by: all that lies there, and what was kept of it besides."""
    digest = sha256(repr(sorted(kept)).encode())
    for name, data in sorted(found.items()):
        if name.endswith(("/.bpkit/lock", "/.bpkit/riwayat.jsonl")):
            continue
        says = noted(data) if data and name.endswith("agenda.csv") else timeless(name, data)
        digest.update(repr((_TEMPORARY.sub(TEMPORARY, name), says)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def kept(cache: Path) -> frozenset[Entry]:
    """What a computer keeps of what it read: in which table, and what; not by which key, nor since when."""
    found: set[Entry] = set()
    for file in cache.glob("*.sqlite"):
        try:
            with closing(sqlite3.connect(file)) as open_file:
                for table, columns in _KEPT[file.name.partition("-")[0]].items():
                    rows = open_file.execute(f"SELECT {columns} FROM {table}")  # noqa: S608 - of these below
                    found |= {(table, repr(row)) for row in rows}
        except sqlite3.Error:
            found.add((file.name, sha256(file.read_bytes()).hexdigest()))
    return frozenset(found)


_TEMPORARY = re.compile(r"\.~bpkit-[0-9a-f]+")
_KEPT: dict[str, dict[str, str]] = {
    "texts": {"texts": "digest, shingles, sampled", "passages": "passage, length"},
    # Of a blob all but the check sum of key and bytes: a key says when the folder was changed.
    "facts": {"files": "path, digest", **dict.fromkeys(Shelf, "substr(blob, 5)")},
}


def says(outcome: Outcome, calm: Outcome) -> bool:
    """Whether an outcome tells that something was wrong: by its code and words, or by a finding."""
    if outcome.code == 3 and outcome.err.strip():
        return True
    said = outcome.out + outcome.err
    before = calm.out + calm.err
    named = any(said.count(code) > before.count(code) for code in UNSEEN)
    complains = bool(outcome.err.strip()) and outcome.err != calm.err
    # Of what `fix` could not do its own list says why.
    complains |= outcome.code == 1 and outcome.out.count('"problem": "') > calm.out.count('"problem": "')
    return (named or complains) and 0 <= outcome.code < CRASHED


def _ending(outcome: Outcome, calm: Outcome) -> Iterator[str]:
    if outcome.code not in {calm.code, 1, 3}:
        yield f"it ended with {outcome.code}: {(outcome.err or outcome.out)[-600:]}"
    if "Traceback" in outcome.err + outcome.out:
        yield f"a traceback: {outcome.err[-600:]}"
    if outcome.code == 3 and not outcome.err.strip():
        yield "it ended with 3 and said nothing"
    if outcome.out.startswith(("{", "[")):
        try:
            json.loads(outcome.out)
        except ValueError:
            yield "JSON that breaks off"


_OF_ROUNDS = (
    *("Kertas Kerja Pengungkit_", "Kertas Kerja Hasil_", "Rekap ", "Nilai Unit Kerja_", "Nilai untuk "),
    "Rencana Perbaikan",
)


def _is_bpkits(name: str) -> bool:
    last = name.rpartition("/")[2]
    return (
        ".bpkit/" in f"{name}/"
        or last.startswith(("Lampiran ", "Hasil Pemeriksaan", "Surat ", "Lembar Penilaian_", TEMPORARY))
        or (last.endswith(".xlsx") and last.startswith(_OF_ROUNDS))
        or last in ("segel.json", "Keputusan.xlsx", "Data Tulisan.xlsx")
        or name.startswith(("Pesan/", "Baru/", f"{SITE}/", TEMPORARY))
    )


def work_of_people_lost(before: Tree, found: Tree, scene: Scene) -> Iterator[str]:
    """Everything that people made must be there, as it was; `fix` may have moved it."""
    there = sorted(data for data in found.values() if data)
    for name, data in before.items():
        if data is None or _is_bpkits(name):
            continue
        if scene.moves:
            if data and data not in there:
                yield f"lost: {name}"
        elif found.get(name, ...) != data:
            yield f"changed or lost: {name}"


def forms_not_whole(found: Tree, before: Tree, after: Tree) -> Iterator[str]:
    """Forms that neither lay there before nor are what the command makes, and that break off."""
    for name, data in _new_forms(found, before, after):
        if name.endswith((".xlsx", ".docx")) and not _is_whole(data):
            yield f"half a form: {name}"
        if name.endswith(".html") and b"</html>" not in data:
            yield f"half a page: {name}"


def _forms_unsaid(found: Tree, before: Tree, after: Tree) -> Iterator[str]:
    for name, _ in _new_forms(found, before, after):
        if ".bpkit/" not in name and not name.endswith("segel.json"):
            yield f"another form, and not a word: {name}"


def _new_forms(found: Tree, before: Tree, after: Tree) -> Iterator[tuple[str, bytes]]:
    for name, data in found.items():
        if data is None or not _is_bpkits(name) or f"/{TEMPORARY}" in f"/{name}":
            continue
        if data not in (before.get(name), after.get(name)):
            yield name, data


def _is_whole(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.testzip() is None
    except zipfile.BadZipFile:
        return False


def tell(*lines: str) -> None:
    """Say it at once: the whole takes long."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Try them, and say what fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help=", ".join(scene.name for scene in SCENES))
    parser.add_argument("--only", action="append", default=[], metavar="SCENE:NUMBER:ERROR:HOW")
    parser.add_argument(
        "--operation", action="append", default=[], metavar="NAME", help="only at these: unlink"
    )
    parser.add_argument("--share", type=int, default=1, metavar="N", help="one part of N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-exchange", action="store_true", help="as on SMB and NFS")
    parser.add_argument("--processes", "-j", type=int, default=1)
    parser.add_argument("--part", default="0/1", help="what one of several processes tries")
    chosen = parser.parse_args(arguments)
    if chosen.processes > 1:
        return several("siege.faults", arguments, chosen.processes)
    wanted = [*chosen.scenes, *(one.partition(":")[0] for one in chosen.only)]
    scenes = [scene for scene in SCENES if not wanted or scene.name in wanted]
    with scratch() as folder:
        disk = {"knows_exchange": False} if chosen.without_exchange else {}
        judge = Judge(Office(Path(folder)), scenes, **disk)
        if found := named_alone():
            tell(f"Every error is tried by itself: {', '.join(found)} may tell them apart.")
        fell = sum(_try(judge, scene, chosen) for scene in scenes)
    return min(fell, 1)


def several(module: str, arguments: Sequence[str] | None, count: int) -> int:
    """The same in several processes, each a part of it; the exit code of the worst."""
    given = [*(sys.argv[1:] if arguments is None else arguments), "--processes", "1"]
    parts = [[sys.executable, "-m", module, *given, "--part", f"{number}/{count}"] for number in range(count)]
    return max(one.wait() for one in [subprocess.Popen(part) for part in parts])


def _try(judge: Judge, scene: Scene, chosen: argparse.Namespace) -> int:
    begun = time.monotonic()
    faults = [one for one in judge.faults(scene) if not chosen.only or one.name in chosen.only]
    faults = [one for one in faults if not chosen.operation or one.operation.name in chosen.operation]
    drawn = faults if chosen.only else _drawn(judge, faults, chosen.share, chosen.seed)
    part, _, parts = chosen.part.partition("/")
    mine = [one for one in drawn if one.operation.number % int(parts) == int(part)]
    fell, known = 0, Known()
    for fault in sorted(mine, key=lambda one: (one.operation.number, HOWS.index(one.how))):
        tried = fault if chosen.only else judge.stands_for(fault)
        if known.has(tried):
            continue
        wrong, outcome = judge.tried(tried)
        known.note(tried, outcome)
        if wrong:
            fell += 1
            where = tried.operation.path.rpartition("/home/")[2]
            tell(f"{tried.name} {tried.operation.name} {where}", *(f"    {line}" for line in wrong))
    seconds = time.monotonic() - begun
    count = f"{len(mine)} of {len(faults)} faults by {len(known.tried)} trials"
    tell(f"{scene.name}: {count}, {fell} fell, {seconds:.0f} s")
    return fell


def _drawn(judge: Judge, faults: Sequence[Fault], share: int, seed: int) -> list[Fault]:
    """One part of `share`; those of all seeds below that are the whole. What is alike goes together."""
    groups: dict[tuple[int, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.operation.number, judge.stands_for(fault).error), []).append(fault)
    shuffled = Random(0).sample([*groups.values()], len(groups))
    return [fault for group in shuffled[seed % share :: share] for fault in group]


class Known:
    """Faults that were tried, and those that can't come out otherwise than one of them did."""

    def __init__(self) -> None:
        self.tried: dict[Fault, tuple[bool, bool]] = {}  # what was asked later: of this path, of others

    def note(self, fault: Fault, outcome: Outcome) -> None:
        """Remember how a trial went on."""
        own = fault.operation
        later = [one.path == own.path for one in outcome.done if one.number > own.number]
        self.tried[fault] = (True in later, False in later) if outcome.done else (True, True)

    def has(self, fault: Fault) -> bool:
        """Whether it came out already: the error comes back later, and nothing was asked that it could meet.

        Up to the later operation both go the same way, for nothing else differs from trial to trial.
        """
        if fault in self.tried:
            return True
        once, path = (self.tried.get(replace(fault, how=how), (True, True)) for how in ("once", "path"))
        if fault.how == "path":
            return not once[0]
        return fault.how == "on" and (once == (False, False) or not path[1])


if __name__ == "__main__":
    sys.exit(main())
