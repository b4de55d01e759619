"""What bpkit comes to, reckoned a second time from the files alone. `python -m reckoning` does more of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .kinds import KINDS, reckoned

MANY = int(os.environ.get("BPKIT_RECKONED", "0"))  # rounds of each kind, where more than these few are wanted
FEW = {"acak": 5, "fpk-2010": 1, "tablolong": 2, "pmprb-2012": 1, "kinerja-dgp": 4}
ROUNDS = [(kind, seed) for kind in KINDS for seed in range(MANY or FEW[kind])]


@pytest.mark.parametrize(("kind", "seed"), ROUNDS)
def test_a_second_reckoning_comes_to_the_same(kind: str, seed: int, tmp_path: Path) -> None:
    assert reckoned(kind, seed, tmp_path / "bersama")
