"""Of a large tree what was handed in is packed until somebody looks: no answer changes by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from make.shares import Run, korkot, write_document

from bpkit.model.facts import Folder, PackedSubmissions
from bpkit.reading import folders
from bpkit.work.request import Request
from bpkit.work.running import Work

COPIED = "Menabung di Bank Sampah"


@pytest.fixture
def large(share: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A share that counts as a large one, of which one city is at hand; one writing is in two."""
    for city in ("Semarang", "Surakarta"):
        write_document(share / korkot(city) / f"{COPIED}.docx")
    monkeypatch.setattr(folders, "MOST_UNPACKED", 0)
    monkeypatch.setattr(folders, "AT_HAND", 1)
    return share


def as_small(run: Run, monkeypatch: pytest.MonkeyPatch, *arguments: object) -> tuple[int, str, str]:
    with monkeypatch.context() as patch:
        patch.setattr(folders, "MOST_UNPACKED", 1 << 20)
        return run(*arguments)


def cities(folder: Folder) -> list[Folder]:
    below = [one for child in folder.children for one in cities(child)]
    return [folder, *below] if folder.submissions else below


@pytest.mark.parametrize("style", [("--format", "json"), ("--verbose",)])
@pytest.mark.parametrize("command", ["validate", "score", "status"])
def test_a_large_tree_gets_the_answer_of_a_small_one(
    run: Run, large: Path, monkeypatch: pytest.MonkeyPatch, command: str, style: tuple[str, ...]
) -> None:
    asked = (command, large, "--no-cache", *style)
    assert run(*asked) == as_small(run, monkeypatch, *asked)


@pytest.mark.parametrize("kind", ["html", "md", "json", "xlsx"])
def test_a_large_tree_gets_the_report_of_a_small_one(
    run: Run, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    one, other = tmp_path / f"satu.{kind}", tmp_path / f"dua.{kind}"
    run("validate", large, "--no-cache", "--report", one)
    as_small(run, monkeypatch, "validate", large, "--no-cache", "--report", other)
    assert one.read_bytes() == other.read_bytes()


def test_a_run_over_a_large_tree_finds_the_forms_of_a_small_one_as_it_would_write_them(
    run: Run, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_small(run, monkeypatch, "run", large, "--no-cache", "--date", "2010-10-25")
    again = run("run", large, "--no-cache", "--date", "2010-10-25", "--format", "json")[1]
    assert '"status": "unchanged"' in again
    assert '"status": "written"' not in again


def test_what_is_looked_at_is_what_was_read(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = cities(Work(Request(large)).folder)
    assert all(isinstance(one.submissions, PackedSubmissions) for one in packed)
    monkeypatch.setattr(folders, "MOST_UNPACKED", 1 << 20)
    whole = cities(Work(Request(large)).folder)
    assert [(one.path, tuple(one.submissions)) for one in packed] == [
        (one.path, one.submissions) for one in whole
    ]


def test_a_photo_in_two_cities_is_found_though_never_both_are_at_hand(large: Path) -> None:
    checked = Work(Request(large)).checked
    found = [finding.code for one in checked.walk() for finding in one.findings]
    assert "BP306" in found


def test_only_so_many_submissions_stay_at_hand(large: Path) -> None:
    one, other = cities(Work(Request(large)).folder)[:2]
    first = one.submissions[0]
    assert one.submissions[0] is first
    assert other.submissions[0] is not None
    assert one.submissions[0] is not first
    assert one.submissions[0] == first


def test_what_could_not_be_read_is_known_without_unpacking(large: Path) -> None:
    (large / korkot("Semarang") / "Rusak.docx").write_bytes(b"PK\3\4 no more")
    work = Work(Request(large))
    assert [damage.path.name for one in cities(work.folder) for damage in one.submissions.damages] == [  # type: ignore[attr-defined]
        "Rusak.docx"
    ]
