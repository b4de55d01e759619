"""What somebody else does on the share right before any one operation of a command; nothing of his is lost.

He saves a form, renames a folder, or begins a command of bpkit's himself, here or on another computer.
`python -m siege.races` (part of `make kills`) tries it before every operation on what he touches.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .disk import Meets, Operation
from .faults import Judge, forms_not_whole, tell, work_of_people_lost
from .office import CITY, OTHER, PROVINCE, SCENES, SHARE, SITE, Office, Scene
from .trials import comparable, difference, run, scratch, tree

BY_HAND = b"PK\x03\x04 what a person filled in"


@dataclass(frozen=True)
class Race:
    """A command, what somebody does meanwhile, and the file or folder that he does it to."""

    name: str
    scene: str
    place: str  # by the end of its path
    does: Callable[[Path], object]  # to the folder that everything lies in


def _saves(name: str) -> Callable[[Path], object]:
    """As LibreOffice saves: over the file."""
    return lambda home: _form(home, name).write_bytes(BY_HAND)


def save_as_excel(name: str) -> Callable[[Path], None]:
    """As Excel saves: a new file that takes the name."""

    def save(home: Path) -> None:
        form = _form(home, name)
        beside = form.with_name("A1B2C3D4")
        beside.write_bytes(BY_HAND)
        os.replace(beside, form)  # noqa: PTH105

    return save


def _form(home: Path, name: str) -> Path:
    folder = home / (OTHER if "Surakarta" in name else PROVINCE)
    return (folder / "penilaian" if name.startswith(("Lembar", "Keputusan")) else folder) / name


def _renames(home: Path) -> None:
    """As somebody does in Explorer; what is there holds his words, too."""
    city = home / CITY
    if city.exists():
        (city / "catatan.txt").write_bytes(BY_HAND)
        city.rename(city.with_name("Semarang punya saya"))


_FORM = "Lampiran 3_korkot (Surakarta)_(Oktober 2010).xlsx"
_SECOND = "Lampiran 2_KMW (Jawa Tengah)_(Oktober 2010).xlsx"
_SHEET = "Lembar Penilaian_Rina Wati_(Oktober 2010).xlsx"
RACES = (
    Race("saved", "run", _FORM, _saves(_FORM)),
    Race("saved as Excel does", "run", _FORM, save_as_excel(_FORM)),
    Race("saved where nothing was", "run-new", _FORM, save_as_excel(_FORM)),
    Race("saved while it is recapped", "recap", _SECOND, save_as_excel(_SECOND)),
    Race("saved while it is sealed", "seal", _SECOND, _saves(_SECOND)),
    Race("a sheet made by hand", "sheets", _SHEET, _saves(_SHEET)),
    Race("a folder renamed", "run", "(Semarang)_(Oktober)", _renames),
)


def moments(judge: Judge, race: Race) -> list[Operation]:
    """Every operation on what somebody touches, and those in between that write."""
    done = judge.calm(_scene(race)).outcome.done
    return [one for one in done if race.place in one.path]


def wrong(judge: Judge, race: Race, number: int) -> list[str]:
    """What does not hold after somebody did it before this operation, and after the next run."""
    scene = _scene(race)
    before, _, after, *_ = judge.calm(scene)
    home = judge.office.meet(scene.share)
    ended = run(home, scene.arguments, Meets(number, lambda: race.does(home)), **judge.disk)
    found = tree(home)
    fell = [] if ended.code in (0, 1, 3) else [f"it ended with {ended.code}: {ended.err[-400:]}"]
    fell += [one for one in forms_not_whole(found, before, after) if found[one.partition(": ")[2]] != BY_HAND]
    fell += _lost(found.values(), "after it")
    if race.does is _renames and f"{CITY}/Hasil Pemeriksaan.html" in found:
        fell.append("a ghost of the folder was made")
    run(home, scene.next, **judge.disk)
    return [*fell, *_lost(tree(home).values(), "after the next run")]


def _lost(found: Iterable[bytes | None], when: str) -> list[str]:
    return [] if BY_HAND in [*found] else [f"what a person saved is gone {when}"]


# Two commands ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A command, and another that somebody begins right before one of its operations."""

    name: str
    scene: str
    other: Sequence[str]
    apart: bool = False  # on two computers, whose system's locks do not reach each other
    alike: bool = True  # whether both leave in the end what one alone leaves


_SEAL = ("score", PROVINCE, "--seal", "--by", "Ani")
_SHEETS = ("sheets", PROVINCE, "--assessor", "Rina Wati")
_SITE = ("site", SHARE, "--output", SITE)
PAIRS = (
    Pair("two runs", "run", ("run", SHARE)),
    Pair("two computers run", "run-new", ("run", SHARE), apart=True),
    Pair("sheets while it is scored", "score", _SHEETS, alike=False),
    Pair("scored while sheets are made", "sheets", ("score", PROVINCE, "--format", "json")),
    Pair("two make sheets", "sheets", _SHEETS),
    Pair("two seal", "seal", _SEAL, alike=False),
    Pair("two computers seal", "seal", _SEAL, apart=True, alike=False),
    Pair("two make a site", "site", _SITE),
    Pair("two computers renew a site", "site-again", _SITE, apart=True),
    Pair("run while it is mended", "fix", ("run", SHARE), alike=False),
)
EVERY, WRITING = 40, 4  # of its operations, and of those that write, that one is tried


def instants(judge: Judge, pair: Pair) -> list[Operation]:
    """Those that write, and every so many of the others."""
    done = judge.calm(_scene(pair)).outcome.done
    return [one for one in done if not one.number % EVERY or (one.writes and not one.number % WRITING)]


def wrong_of_pair(judge: Judge, pair: Pair, number: int) -> list[str]:
    """What does not hold after two commands at once, and after the next one."""
    scene = _scene(pair)
    before, _, after, later, *_ = judge.calm(scene)
    home = judge.office.meet(scene.share)
    ended = run(home, scene.arguments, Meets(number, lambda: _as_another(home, pair)), **judge.disk)
    found = tree(home)
    fell = [] if ended.code in (0, 1, 3, 4) else [f"it ended with {ended.code}: {ended.err[-400:]}"]
    fell += work_of_people_lost(before, found, scene)
    fell += [one for one in forms_not_whole(found, before, after) if one.startswith("half")]
    if "(bpkit)" in repr([*found]):
        fell.append("two of one form")
    following = run(home, scene.next, **judge.disk)
    if following.code not in (0, 1):
        fell.append(f"the next run ends with {following.code}: {following.err[-400:]}")
    if "--seal" in scene.arguments and (chain := run(home, ("seal", "verify", SHARE))).code:
        fell.append(f"the seals do not hold: {chain.out[-300:]}")
    left = difference(comparable(later), comparable(tree(home)))
    return [*fell, *([f"the next run leaves another share: {left[:4]}"] if left and pair.alike else [])]


_APART = "import socket; socket.gethostname = lambda: 'lain'; from bpkit.share import locking as here\n"
_APART += "here._taken = lambda *_: None\n"


def _as_another(home: Path, pair: Pair) -> None:
    """In a process of its own, as another person's is."""
    script = f"{_APART if pair.apart else ''}from bpkit.__main__ import main; main()"
    told = {**os.environ, "BPKIT_CACHE_DIR": str(home.with_name(f"{home.name}-other"))}
    subprocess.run(
        [sys.executable, "-c", script, *pair.other], cwd=home, env=told, capture_output=True, check=False
    )


def _scene(race: Race | Pair) -> Scene:
    return next(scene for scene in SCENES if scene.name == race.scene)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try them all, and say what fell."""
    fell, disk = 0, {"knows_exchange": False} if "--without-exchange" in (arguments or sys.argv) else {}
    with scratch() as folder:
        judge = Judge(Office(Path(folder)), [*{_scene(race) for race in (*RACES, *PAIRS)}], **disk)
        for race in RACES:
            begun, operations = time.monotonic(), moments(judge, race)
            for one in operations:
                if what := wrong(judge, race, one.number):
                    fell += 1
                    tell(f"{race.name}: before {one.number}, {one.name}", *(f"    {line}" for line in what))
            tell(f"{race.name}: {len(operations)} moments, {time.monotonic() - begun:.0f} s")
        for pair in PAIRS:
            begun, operations = time.monotonic(), instants(judge, pair)
            for one in operations:
                if what := wrong_of_pair(judge, pair, one.number):
                    fell += 1
                    tell(f"{pair.name}: before {one.number}, {one.name}", *(f"    {line}" for line in what))
            tell(f"{pair.name}: {len(operations)} moments, {time.monotonic() - begun:.0f} s")
    return min(fell, 1)


if __name__ == "__main__":
    sys.exit(main())
