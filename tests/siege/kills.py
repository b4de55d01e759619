"""Commands that are killed at one operation of many; what must hold after each, and after the next run.

`python -m siege.kills` (`make kills`) kills every scene at 200 operations; `--only SCENE:NUMBER` kills one
again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from .disk import Stops
from .faults import Judge, forms_not_whole, tell, work_of_people_lost
from .office import SCENES, SHARE, Office, Scene
from .trials import comparable, difference, run, scratch, tree

KILLED = tuple(scene for scene in SCENES if not scene.looks and scene.name != "fix-plan")
CACHE = Scene("cache", ("validate", SHARE, "--format", "json"), "old")
INSTANTS = 200


def instants(judge: Judge, scene: Scene, count: int, seed: int) -> list[int]:
    """So many operations of a scene at which it is killed: those that write first, for there it hurts."""
    done = judge.calm(scene).outcome.done
    writing = [one.number for one in done if one.writes]
    after = [number + 1 for number in writing]
    others = sorted({one.number for one in done} - {*writing, *after})
    random = Random(seed)
    heavy = sorted({*writing, *after})
    chosen = heavy if len(heavy) <= count else random.sample(heavy, count)
    more = min(count - len(chosen), len(others))
    return sorted([*chosen, *random.sample(others, more)])


def wrong(judge: Judge, scene: Scene, number: int) -> list[str]:
    """What does not hold after a kill at an operation; nothing where all is well."""
    before, _, after, later, calm, _ = judge.calm(scene)
    home = judge.office.meet(scene.share)
    run(home, scene.arguments, Stops(number), **judge.disk)
    found = tree(home)
    fell = [*work_of_people_lost(before, found, scene), *forms_not_whole(found, before, after)]
    ended = run(home, scene.next, **judge.disk)
    if ended.code not in (calm.code, 0, 1):  # what can be done but once may have been done
        fell.append(f"the next run ends with {ended.code}: {ended.err[-400:]}")
    if left := difference(comparable(later), comparable(tree(home))):
        fell.append(f"the next run leaves another share: {left[:4]}")
    return fell


def cache_instants(judge: Judge, count: int, seed: int) -> list[int]:
    """Operations at which a command is killed while it keeps what it read, or the tables are made."""
    done = run(judge.office.meet(CACHE.share), CACHE.arguments, cache=True, **judge.disk).done
    own = [one.number for one in done if str(judge.office.cache) in one.path]
    return sorted(Random(seed).sample(own, min(count, len(own))))


def wrong_in_cache(judge: Judge, number: int) -> list[str]:
    """What does not hold after a kill while the cache is written: the next run says what it says without."""
    home = judge.office.meet(CACHE.share)
    run(home, CACHE.arguments, Stops(number), cache=True, **judge.disk)
    ended, calm = run(home, CACHE.arguments, **judge.disk), judge.calm(CACHE).outcome
    return [] if (ended.code, ended.out) == (calm.code, calm.out) else [f"another result: {ended.err[-400:]}"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill them, and say what fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help=", ".join(scene.name for scene in KILLED))
    parser.add_argument("--only", action="append", default=[], metavar="SCENE:NUMBER")
    parser.add_argument("--instants", type=int, default=INSTANTS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-exchange", action="store_true", help="as on SMB and NFS")
    chosen = parser.parse_args(arguments)
    wanted = [*chosen.scenes, *(one.partition(":")[0] for one in chosen.only)]
    scenes = [scene for scene in KILLED if not wanted or scene.name in wanted]
    with scratch() as folder:
        disk = {"knows_exchange": False} if chosen.without_exchange else {}
        judge = Judge(Office(Path(folder)), scenes, **disk)
        fell = sum(_kill(judge, scene, chosen) for scene in scenes)
        fell += _kill(judge, CACHE, chosen) if not wanted or CACHE.name in wanted else 0
    return min(fell, 1)


def _kill(judge: Judge, scene: Scene, chosen: argparse.Namespace) -> int:
    begun, fell = time.monotonic(), 0
    numbers = [int(one.rpartition(":")[2]) for one in chosen.only if one.startswith(f"{scene.name}:")]
    is_cache = scene is CACHE
    if not numbers:
        drawn = cache_instants(judge, chosen.instants, chosen.seed) if is_cache else None
        numbers = drawn or instants(judge, scene, chosen.instants, chosen.seed)
    for number in numbers:
        if what := wrong_in_cache(judge, number) if is_cache else wrong(judge, scene, number):
            fell += 1
            tell(f"{scene.name}:{number}", *(f"    {line}" for line in what))
    tell(f"{scene.name}: {len(numbers)} kills, {fell} fell, {time.monotonic() - begun:.0f} s")
    return fell


if __name__ == "__main__":
    sys.exit(main())
