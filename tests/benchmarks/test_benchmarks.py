"""Every benchmark runs on a few writings, and those who take turns find the same; no times are looked at."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import page, writings
from benchmarks.__main__ import compare, contend, outcome, turn
from benchmarks.contests import CONTESTS, MORE, ROWS, Bench, Side
from benchmarks.processes import run
from benchmarks.trees import change, national, tree

SLOW = Path(page.__file__).parent / "slow_share"


class Small(Bench):
    """A bench with a few writings, made in this process, which is sooner done."""

    def make(self, *arguments: str) -> str:
        name, *options = arguments
        place = tree(self.folder, name)
        if options:
            change(place)
        return str(place)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Small(tmp_path_factory.mktemp("bench"), cut=1000)


# The same contest with another size tells nothing more here.
KINDS = {getattr(contest.sides, "func", contest.sides): name for name, contest in CONTESTS.items()}


@pytest.mark.parametrize("name", KINDS.values())
def test_sides_that_take_turns_find_the_same(name: str, bench: Bench) -> None:
    sides = {side: it for side, it in CONTESTS[name].sides(bench).items() if not it.missing}
    figures = turn(sides)
    assert all(figures[side]["wall"] > 0 for side in sides)


def test_every_row_is_about_sides_that_are_there(bench: Bench) -> None:
    sides = {name: contest.sides(bench).keys() | {""} for name, contest in CONTESTS.items()}
    assert all({row.side, row.against} <= sides[row.contest] for row in (*ROWS, *MORE))


def test_no_two_rows_are_kept_under_one_name() -> None:
    names = [row.name for row in (*ROWS, *MORE)]
    assert len(names) == len(set(names))


def test_a_program_that_found_something_else_gives_no_figure() -> None:
    with pytest.raises(SystemExit, match="photos: one found 3, other 2"):
        compare({"one": {"documents": 1, "photos": 3}, "other": {"photos": 2}})


def test_a_program_that_fails_gives_no_figure() -> None:
    with pytest.raises(SystemExit, match="broken ended with 3"):
        turn({"broken": Side((sys.executable, "-c", "raise SystemExit(3)"))})


def test_a_row_that_misses_an_option_says_which() -> None:
    row = next(row for row in ROWS if row.side == "two")
    assert outcome(row, [], {"two": "--workers is not there yet"}) == {
        "skipped": "--workers is not there yet"
    }


def test_the_ratio_is_the_median_of_pairs() -> None:
    row = next(row for row in ROWS if row.contest == "help")
    pairs = ((2.0, 1.0), (9.0, 3.0), (4.0, 1.0))
    turns = [
        {"bpkit": dict.fromkeys(("wall", "processor", "peak"), one), "Typer": dict.fromkeys(("wall",), other)}
        for one, other in pairs
    ]
    for one in turns:
        one["Typer"].update(processor=0.0, peak=1.0)
    kept = outcome(row, turns, {})
    assert kept["ratio"] == {"wall": 3.0, "peak": 4.0}
    assert kept["ours"]["wall"] == 4.0


def test_the_page_is_made_from_the_figures() -> None:
    assert page.made() == page.PAGE.read_text("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of children while they run")
def test_the_memory_of_all_processes_counts() -> None:
    hold = "import time; held = bytearray(40_000_000); time.sleep(0.6)"
    two = (
        "import subprocess, sys\n"
        f"children = [subprocess.Popen([sys.executable, '-c', {hold!r}]) for _ in range(2)]\n"
        "for child in children: child.wait()"
    )
    assert run([sys.executable, "-c", two], os.environ).peak > 76


def test_a_slow_share_makes_every_way_to_a_file_wait(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "a.txt").write_text("a")
    (tmp_path / "share.txt").write_text("elsewhere")
    ask = """
import os, pathlib, sitecustomize
asked = []
here = pathlib.Path.cwd()
sitecustomize.install(str(here / "share"), asked.append)
def kinds(question):
    asked.clear(); question(); return "".join(asked)
print(kinds((here / "share" / "a.txt").read_bytes), kinds((here / "share" / "a.txt").stat))
print(kinds(lambda: list(os.scandir("share"))), kinds(lambda: [one.stat() for one in os.scandir("share")]))
print(kinds(lambda: list((here / "share").iterdir())), kinds(lambda: list(os.walk("share"))))
print(kinds(lambda: open("share/a.txt")), kinds(lambda: os.close(os.open("share/a.txt", os.O_RDONLY))))
print(kinds((here / "share.txt").read_bytes) or "-", kinds(lambda: os.stat(0)) or "-")
"""
    said = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SLOW)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == ["o", "s", "l", "ls", "l", "l", "o", "o", "-", "-"]


def test_a_slow_share_is_slow_for_workers_too(tmp_path: Path) -> None:
    work = """
import os, sys
from concurrent.futures import ProcessPoolExecutor
if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        pool.submit(os.listdir, sys.argv[1]).result()
"""
    script, count = tmp_path / "work.py", tmp_path / "count"
    script.write_text(work)
    watched = {"BPKIT_SLOW_FOLDER": str(tmp_path), "BPKIT_SLOW_COUNT": str(count), "PYTHONPATH": str(SLOW)}
    subprocess.run([sys.executable, script, tmp_path], env={**os.environ, **watched}, check=True)
    assert "l" in count.read_text()


def test_a_tree_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        national(tmp_path / name, 3)
    one, other = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "other")
    )
    assert one == other


def test_one_in_a_hundred_is_copied_with_its_photos() -> None:
    assert writings.prose(99) == writings.prose(39) != writings.prose(38)
    assert writings.photo(99 * 3) == writings.photo(39 * 3)
    assert len({writings.photo(number) for number in range(99 * 3)}) == 99 * 3


def test_a_changed_writing_leaves_the_tree_it_is_linked_to(tmp_path: Path) -> None:
    worked = tree(tmp_path, "worked-4")
    plain = {path.name: path.read_bytes() for path in (tmp_path / "national-4").rglob("*.docx")}
    change(worked)
    kept = {path.name: path.read_bytes() for path in (tmp_path / "national-4").rglob("*.docx")}
    now = {path.name: path.read_bytes() for path in worked.rglob("*.docx")}
    assert kept == plain
    assert [name for name in now if now[name] != plain[name]] == [f"{writings.title(1)}.docx"]


def test_a_tree_is_made_by_a_process_of_its_own(tmp_path: Path) -> None:
    small = Bench(tmp_path, cut=1000)
    small.change("worked", 4)
    assert len(list(Path(small.tree("worked", 4)).rglob("*.docx"))) == 4


def test_a_figure_that_is_in_doubt_says_so() -> None:
    row = next(row for row in ROWS if row.contest == "help")
    kept = {"rounds": 2, "busy": True, "ratio": {"wall": 1.234}}
    assert page.judged(row, kept) == "1.23 (rounds: 2, busy machine)"


def test_a_contest_without_anybody_has_no_turns(bench: Bench) -> None:
    contest = CONTESTS["warm-3000"]
    turns, missing = contend(contest, bench, 1) if not bench.has_cache else ([], {"bpkit": ""})
    assert "bpkit" in missing
    assert all(set(one) == {"walk"} for one in turns)
