"""A seeded part of `siege.faults`, `kills`, `races` and `same`; all of them are tried by make targets."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from .disk import Operation
from .faults import ALIKE, Judge, Known, named_alone
from .kills import wrong as wrong_after_kill
from .office import PROVINCE, SCENES, SHARE, Office, Scene
from .races import BY_HAND, Race, moments, save_as_excel
from .races import wrong as wrong_after_race
from .same import EVERYTHING, Setting, answer
from .trials import Outcome, comparable, difference, run, tree

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="trials are forked")

SEED = 14
RUN = Scene("run-new", ("run", SHARE, "--format", "json"), "new")
# What writes in ways of its own, and is quick; all scenes are gone through by `make faults`.
OTHERS = tuple(one for one in SCENES if one.name in ("seal", "fix", "hide", "receive"))
FORM = "Lampiran 3_korkot (Surakarta)_(Oktober 2010).xlsx"
ROUND_SEAL = next(one for one in SCENES if one.name == "round-seal")
GROUP = 4321  # any that nobody of this computer is in


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(Office(tmp_path_factory.mktemp("siege")), (RUN, ROUND_SEAL, *OTHERS))


@pytest.mark.parametrize(("scene", "count"), [(RUN, 4), *((one, 2) for one in OTHERS)])
def test_no_fault_of_the_share_goes_unsaid_or_leaves_anything(judge: Judge, scene: Scene, count: int) -> None:
    faults = Random(SEED).sample(list(judge.faults(scene)), count)
    assert {fault.name: fell for fault in faults if (fell := judge.wrong(fault))} == {}


@pytest.mark.parametrize(
    ("name", "asked", "error", "how"),
    [
        ("evidence", "bukti", "EACCES", "once"),
        ("the folder above", "(Kabupaten Kendal)_(2012)", "EACCES", "path"),
        ("the settings", "Putaran/bpkit.yaml", "EACCES", "once"),
        ("the unit itself", "unit (Dinas Pendidikan)_(2012)", "ENOENT", "once"),
    ],
)
def test_no_round_is_sealed_or_told_of_from_what_could_not_be_seen(
    judge: Judge, name: str, asked: str, error: str, how: str
) -> None:
    names = {"stat", "open"} if name in ("the settings", "the unit itself") else {"scandir", "readdir"}
    every = [one for one in judge.faults(ROUND_SEAL) if one.operation.path.endswith(asked)]
    faults = [one for one in every if (one.error, one.how) == (error, how) and one.operation.name in names]
    tried = faults if name == "evidence" else [*faults[:1], *faults[-2:]]
    assert {fault.name: fell for fault in tried if (fell := judge.wrong(fault))} == {}


def test_a_kill_leaves_nothing_half_and_nothing_locked(judge: Judge) -> None:
    writing = [one.number for one in judge.calm(RUN).outcome.done if one.writes]
    chosen = Random(SEED).sample(writing, 2)
    assert {number: fell for number in chosen if (fell := wrong_after_kill(judge, RUN, number))} == {}


def test_what_a_person_saves_where_a_form_is_being_written_stays(judge: Judge) -> None:
    race = Race("saved", "run-new", FORM, save_as_excel(FORM))
    last = moments(judge, race)[-1]  # right before the form gets its name
    assert wrong_after_race(judge, race, last.number) == []
    assert BY_HAND in tree(judge.office.home).values()


def test_two_runs_at_once_make_what_one_makes(judge: Judge) -> None:
    after = judge.calm(RUN).after
    home = judge.office.meet("new")
    command = [sys.executable, "-m", "bpkit", *RUN.arguments]
    both = [subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL) for _ in range(2)]
    codes = [one.wait() for one in both]
    assert {*codes} <= {0, 1, 4}
    assert difference(comparable(after), comparable(tree(home))) == []


def test_another_computer_gives_the_same_bytes(judge: Judge) -> None:
    assert answer(judge.office, "run", EVERYTHING) == answer(judge.office, "run", Setting("as it is"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may be somebody else")
def test_two_people_of_one_group_work_on_a_share(judge: Judge) -> None:
    with tempfile.TemporaryDirectory() as folder:  # those of pytest are closed to others
        home = Path(shutil.copytree(judge.office.meet("new"), Path(folder) / "home"))
        Path(folder).chmod(0o777)
        for path in (home, *home.rglob("*")):
            os.chown(path, 1001, GROUP)
            path.chmod(0o2775 if path.is_dir() else 0o664)
        _work_together(home)


def _work_together(home: Path) -> None:
    def be(user: int) -> Callable[[], None]:
        def become() -> None:
            os.setgroups([])
            os.setgid(GROUP)
            os.setuid(user)
            os.umask(0o022)

        return become

    for user, command in ((1001, RUN.arguments), (1002, RUN.arguments), (1002, ("sheets", PROVINCE))):
        assert run(home, command, prepare=be(user)).code in (0, 1)
        shutil.rmtree(home.with_name("home-cache"), ignore_errors=True)
    made = [path.stat() for path in (home / SHARE).rglob("*")]
    assert {one.st_gid for one in made} == {GROUP}
    assert {stat.S_IMODE(one.st_mode) & 0o2070 for one in made if stat.S_ISDIR(one.st_mode)} == {0o2070}
    assert {stat.S_IMODE(one.st_mode) & 0o060 for one in made if stat.S_ISREG(one.st_mode)} == {0o060}
    assert list(home.rglob("*(bpkit)*")) == []


def test_one_error_stands_for_another_only_where_nothing_tells_them_apart(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [name for name in named_alone() if name.startswith(("bpkit", "filelock", "pathlib"))] == []
    monkeypatch.setattr(judge, "alike", ALIKE)  # whatever else is loaded beside the tests
    fault = next(one for one in judge.faults(RUN) if one.error == "ESTALE")
    assert judge.stands_for(fault).error in ("EIO", "ESTALE")
    assert judge.stands_for(replace(fault, error="EACCES")).error == "EACCES"


def test_a_fault_is_passed_over_only_where_it_has_nothing_more_to_meet(judge: Judge) -> None:
    known, fault = Known(), next(judge.faults(RUN))
    number, path = fault.operation.number, fault.operation.path

    def went_on(*paths: str) -> Outcome:
        done = (fault.operation, *(Operation(number + 1 + at, "stat", one) for at, one in enumerate(paths)))
        return Outcome(0, "", "", done)

    once, same, on = (replace(fault, how=how) for how in ("once", "path", "on"))
    known.note(once, went_on("elsewhere", path))
    assert not known.has(same)
    known.note(once, went_on("elsewhere"))
    assert known.has(same)
    assert not known.has(on)
    known.note(once, went_on())
    assert known.has(on)
