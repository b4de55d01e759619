"""Every operation of every command fails in turn; what must hold after each.

`python -m siege.faults` tries all of it (`make faults`); with names of scenes only those, with `--share N`
one fault of N, drawn by `--seed`. A fault that fell is tried again alone: `--only SCENE:NUMBER:ERROR:HOW`.
"""

from __future__ import annotations

import argparse
import errno
import io
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from .disk import Fails, Operation
from .office import SCENES, Office, Scene
from .trials import Outcome, Tree, comparable, difference, load_all, run, tree, warm_up

LOOKING = ("EIO", "EACCES", "ESTALE", "ENOENT", "EINTR")
CHANGING = ("EIO", "ENOSPC", "EACCES", "ESTALE", "ENOENT", "EINTR", "EROFS")
HOWS = ("once", "path", "on")
UNSEEN = ("BP906", "BP908", "BP814", "BP901")  # what says that something could not be read
TEMPORARY = ".~bpkit"
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


class Judge:
    """Tries faults, and tells what does not hold after each."""

    def __init__(self, office: Office, scenes: Sequence[Scene] = SCENES, **disk: Any) -> None:
        self.office, self.disk = office, disk
        self._calm: dict[str, tuple[Tree, Outcome, Tree, Tree]] = {}
        self._after: dict[tuple[str, str], Tree] = {}
        load_all()
        for scene in scenes:
            warm_up(office.meet(scene.share), scene.arguments)

    def calm(self, scene: Scene) -> tuple[Tree, Outcome, Tree, Tree]:
        """The share before, the command undisturbed, the share after it, and after the next one."""
        if scene.name not in self._calm:
            home = self.office.meet(scene.share)
            before = tree(home)
            outcome = run(home, scene.arguments, **self.disk)
            after = tree(home)
            run(home, scene.next)
            self._calm[scene.name] = (before, outcome, after, tree(home))
        return self._calm[scene.name]

    def faults(self, scene: Scene, hows: Sequence[str] = HOWS) -> Iterator[Fault]:
        """All that can befall a scene."""
        for operation in self.calm(scene)[1].done:
            for error in CHANGING if operation.writes else LOOKING:
                for how in hows if error != "EINTR" else ("once",):
                    yield Fault(scene, operation, error, how)

    def wrong(self, fault: Fault) -> list[str]:
        """What does not hold after a fault; nothing where all is well."""
        scene = fault.scene
        before, calm, after, later = self.calm(scene)
        home = self.office.meet(scene.share)
        outcome = run(home, scene.arguments, fault.trouble, **self.disk)
        found = tree(home)
        told = says(outcome, calm)
        wrong = [*_ending(outcome, calm), *work_of_people_lost(before, found, scene)]
        wrong += forms_not_whole(found, before, after)
        wrong += () if told else _forms_unsaid(found, before, after)
        if not told and outcome.out != calm.out:
            wrong.append("another result, and not a word")
        changed = difference(comparable(after), comparable(found))
        # Of its log only the next run needs to know, which clears it away.
        if not told and (changed := [one for one in changed if not one.endswith("/written.log")]):
            wrong.append(f"other files, and not a word: {changed[:4]}")
        key = (scene.name, repr(sorted(comparable(found).items())))
        if key not in self._after:
            run(home, scene.next)
            self._after[key] = tree(home)
        left = difference(comparable(later), comparable(self._after[key]))
        if left:
            wrong.append(f"the next run leaves another share: {left[:4]}")
        return wrong


def says(outcome: Outcome, calm: Outcome) -> bool:
    """Whether an outcome tells that something was wrong: by its code and words, or by a finding."""
    if outcome.code == 3 and outcome.err.strip():
        return True
    said = outcome.out + outcome.err
    before = calm.out + calm.err
    named = any(said.count(code) > before.count(code) for code in UNSEEN)
    complains = bool(outcome.err.strip()) and outcome.err != calm.err
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


def _is_bpkits(name: str) -> bool:
    last = name.rpartition("/")[2]
    return (
        ".bpkit/" in f"{name}/"
        or last.startswith(("Lampiran ", "Hasil Pemeriksaan", "Surat ", "Lembar Penilaian_", TEMPORARY))
        or last in ("segel.json", "Keputusan.xlsx", "Data Tulisan.xlsx")
    )


def work_of_people_lost(before: Tree, found: Tree, scene: Scene) -> Iterator[str]:
    """Everything that people made must be there, as it was; `fix` may have moved it."""
    there = sorted(data for data in found.values() if data)
    for name, data in before.items():
        if data is None or _is_bpkits(name):
            continue
        if scene.name == "fix":
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
        if data is None or not _is_bpkits(name) or name.rpartition("/")[2].startswith(TEMPORARY):
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
    """Say it at once: the whole takes hours."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Try them, and say what fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help=", ".join(scene.name for scene in SCENES))
    parser.add_argument("--only", action="append", default=[], metavar="SCENE:NUMBER:ERROR:HOW")
    parser.add_argument("--share", type=int, default=1, metavar="N", help="one fault of N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-exchange", action="store_true", help="as on SMB and NFS")
    chosen = parser.parse_args(arguments)
    wanted = [*chosen.scenes, *(one.partition(":")[0] for one in chosen.only)]
    scenes = [scene for scene in SCENES if not wanted or scene.name in wanted]
    with tempfile.TemporaryDirectory() as folder:
        disk = {"knows_exchange": False} if chosen.without_exchange else {}
        judge = Judge(Office(Path(folder)), scenes, **disk)
        fell = sum(_try(judge, scene, chosen) for scene in scenes)
    return min(fell, 1)


def _try(judge: Judge, scene: Scene, chosen: argparse.Namespace) -> int:
    begun, random = time.monotonic(), Random(chosen.seed)
    faults = [one for one in judge.faults(scene) if not chosen.only or one.name in chosen.only]
    drawn = faults if chosen.only else random.sample(faults, -(-len(faults) // chosen.share))
    fell = 0
    for fault in drawn:
        if wrong := judge.wrong(fault):
            fell += 1
            where = fault.operation.path.rpartition("/home/")[2]
            tell(f"{fault.name} {fault.operation.name} {where}", *(f"    {line}" for line in wrong))
    seconds = time.monotonic() - begun
    tell(f"{scene.name}: {len(drawn)} of {len(faults)} faults, {fell} fell, {seconds:.0f} s")
    return fell


if __name__ == "__main__":
    sys.exit(main())
