"""A seeded part of `siege.faults` and `siege.kills`, and what befalls a share while bpkit works on it."""

from __future__ import annotations

import os
import subprocess
import sys
from random import Random

import pytest

from .disk import Operation
from .faults import Judge
from .kills import wrong as wrong_after_kill
from .office import SHARE, Office, Scene
from .trials import comparable, difference, tree

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="trials are forked")

SEED = 14
RUN = Scene("run", ("run", SHARE, "--format", "json"), "new")
VALIDATE = Scene("validate", ("validate", SHARE, "--format", "json"), "new")


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(Office(tmp_path_factory.mktemp("siege")), (RUN,))


@pytest.mark.parametrize(("scene", "count"), [(VALIDATE, 5), (RUN, 6)], ids=lambda value: str(value)[:8])
def test_no_fault_of_the_share_goes_unsaid_or_leaves_anything(judge: Judge, scene: Scene, count: int) -> None:
    faults = Random(SEED).sample(list(judge.faults(scene)), count)
    assert {fault.name: fell for fault in faults if (fell := judge.wrong(fault))} == {}


def test_a_kill_leaves_nothing_half_and_nothing_locked(judge: Judge) -> None:
    writing = [one.number for one in judge.calm(RUN)[1].done if one.writes]
    chosen = Random(SEED).sample(writing, 5)
    assert {number: fell for number in chosen if (fell := wrong_after_kill(judge, RUN, number))} == {}


def test_two_runs_at_once_make_what_one_makes(judge: Judge) -> None:
    _, _, after, _ = judge.calm(RUN)
    home = judge.office.meet("new")
    both = [
        subprocess.Popen([sys.executable, "-m", "bpkit", *RUN.arguments], cwd=home, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    codes = sorted(one.wait() for one in both)
    assert codes[0] in (0, 1) and codes[1] in (0, 1, 4)
    assert difference(comparable(after), comparable(tree(home))) == []


def saving(operations: tuple[Operation, ...], kind: str, name: str) -> Operation:
    return next(one for one in operations if one.name == kind and name in one.path)
