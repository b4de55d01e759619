"""Where a value comes from: down to the file, cell or line; and what a run leaves in the log."""

import json
import threading
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from make.shares import KMW, Run

from bpkit.errors import RefusedError
from bpkit.share import run_log
from bpkit.share.locking import locked
from bpkit.share.placing import write_atomically

LOG = ".bpkit/riwayat.jsonl"


def steps(trace: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace, *(one for part in trace["parts"] for one in steps(part))]


def test_a_trace_leads_from_na_to_the_line_of_every_score_and_the_hash_of_its_file(
    share: Path, run: Run
) -> None:
    code, out, _ = run("score", share, "--trace", "bank sampah", "--format", "json")
    (traced,) = json.loads(out)["traces"]
    trace = traced["trace"]
    voices = [one for one in trace["parts"] if one["what"] == "voice"]
    assert (code, len(voices)) == (0, 3)
    assert Fraction(trace["exact"]) == sum(Fraction(one["exact"]) for one in voices) / 3
    for one in steps(trace):
        if one["what"] == "score":
            file = share / one["file"]
            line = file.read_text(encoding="utf-8").splitlines()[one["line"] - 1]
            assert line.strip() == f"{one['code']}: {one['typed']}"
            assert one["sha256"] == sha256(file.read_bytes()).hexdigest()


def test_the_scores_of_a_voice_make_its_total(share: Path, run: Run) -> None:
    (traced,) = json.loads(run("score", share, "--trace", "Posyandu", "--format", "json")[1])["traces"]
    for voice in traced["trace"]["parts"]:
        if voice["what"] == "voice":
            assert Fraction(voice["exact"]) == sum(Fraction(one["exact"]) for one in voice["parts"])


def test_a_title_that_nobody_judged_is_told_with_the_nearest_one(share: Path, run: Run) -> None:
    code, _, said = run("score", share, "--trace", "Bank Smpah")
    assert code == 2
    assert "“Bank Sampah”" in said


def test_a_trace_in_words_names_file_and_line(share: Path, run: Run) -> None:
    out = run("score", share, "--trace", "Batik")[1]
    assert "penilaian/siti.yaml, SHA-256" in out
    assert "6 × 10 = 60" in out
    assert "baris" in out


def lines(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / LOG).read_text(encoding="utf-8").splitlines()]


def test_a_run_that_writes_leaves_a_line_and_one_that_does_not_leaves_none(share: Path, run: Run) -> None:
    run("recap", share / KMW)
    run("recap", share / KMW)
    (line,) = lines(share)
    assert (line["ended"], line["bpkit"] > "") == ("done", True)
    assert any("Lampiran 2" in name for name in line["files"])
    assert set(line) == {"when", "seconds", "bpkit", "python", "command", "ended", "files", "more"}


def test_a_run_that_fails_is_in_the_log_by_the_name_of_its_error(share: Path) -> None:
    with pytest.raises(RefusedError), locked(share):
        raise RefusedError("rahasia keluarga")
    assert lines(share)[-1]["ended"] == "RefusedError"
    assert "rahasia" not in (share / LOG).read_text(encoding="utf-8")


def test_the_log_begins_anew_when_it_is_large_and_keeps_a_few_older_ones(
    share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_log, "LARGEST", 300)
    for number in range(20):
        with locked(share):
            write_atomically(share / f"{number}.txt", b"")
    names = sorted(one.name for one in (share / ".bpkit").glob("riwayat*"))
    assert names == ["riwayat.1.jsonl", "riwayat.2.jsonl", "riwayat.3.jsonl", "riwayat.jsonl"]
    assert lines(share)[-1]["files"] == ["19.txt"]


def test_a_link_in_the_place_of_the_log_leads_nowhere(share: Path, tmp_path: Path) -> None:
    other = tmp_path / "lain.txt"
    other.write_text("milik orang", encoding="utf-8")
    (share / ".bpkit").mkdir()
    (share / LOG).symlink_to(other)
    with locked(share):
        write_atomically(share / "a.txt", b"")
    assert other.read_text(encoding="utf-8") == "milik orang"
    assert len(lines(share)) == 1


def test_lines_of_many_at_once_stay_whole(share: Path) -> None:
    (share / ".bpkit").mkdir()

    def write(number: int) -> None:
        with run_log.logged(share):
            write_atomically(share / f"{number}.txt", b"")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(name for line in lines(share) for name in line["files"]) == sorted(
        f"{n}.txt" for n in range(16)
    )
