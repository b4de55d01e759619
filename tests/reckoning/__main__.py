"""Reckon many rounds twice: `python -m reckoning 500`; one again: `python -m reckoning --only acak:17`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from reckoning.kinds import KINDS, reckoned


def main(words: Sequence[str] | None = None) -> int:
    """Rounds of every kind, seed by seed; what differs is named by its kind and seed."""
    reader = argparse.ArgumentParser(prog="reckoning", description=__doc__)
    reader.add_argument("many", nargs="?", type=int, default=300, help="rounds of each kind")
    reader.add_argument("--first", type=int, default=0, help="the seed to begin with")
    reader.add_argument("--only", help="one round, such as acak:17")
    asked = reader.parse_args(words)
    os.environ["BPKIT_CACHE_DIR"] = tempfile.mkdtemp()
    rounds = [(kind, seed) for kind in KINDS for seed in range(asked.first, asked.first + asked.many)]
    if asked.only:
        kind, _, seed = asked.only.partition(":")
        rounds = [(kind, int(seed))]
    began, values, wrong = time.monotonic(), 0, 0
    for kind, seed in rounds:
        with tempfile.TemporaryDirectory() as folder:
            try:
                values += reckoned(kind, seed, Path(folder) / "bersama")
            except AssertionError as error:
                wrong += 1
                print(f"{kind}:{seed} {error}", file=sys.stderr)  # noqa: T201 - what it is run for
    took = time.monotonic() - began
    print(f"{len(rounds)} rounds, {values} values, {wrong} that differ, {took:.0f} s")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
