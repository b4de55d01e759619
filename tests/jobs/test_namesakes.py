"""Who scores what he wrote is set aside, and said so; namesakes can be told apart, and then it counts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from make.panel_table import (
    BUDI,
    DEWI,
    FOLDER,
    POB,
    SITI,
    THREE,
    candidate,
    codes,
    findings,
    panel,
    results,
    sheet,
)
from make.shares import KMW, korkot, make_share, write_document, write_sheet
from msgspec.structs import replace

from bpkit.__main__ import main
from bpkit.model.scores import Panel, Result, SetAside
from bpkit.scoring.results import assess

OWN = candidate("A", author="Siti Rahma, S.Sos")
OTHERS = ("Budi Santoso", "Dewi Lestari", "Rina Wati")


def scored_by(*names: str, author: str = "Siti Rahma, S.Sos") -> Panel:
    """Everybody gives 800, and the first 1000."""
    totals = [1000, *[800] * (len(names) - 1)]
    sheets = [sheet(name, {"A": total}) for name, total in zip(names, totals, strict=True)]
    return panel([replace(OWN, author=author)], sheets)


def outcome(subject: Panel) -> Result:
    return results(assess(subject, POB))["A"]


@pytest.mark.parametrize("typed", ["Siti Rahma S.Kom.I.", "Siti Rahma Lc", "SITI RAHMA, SSosI", "Siti Rahma"])
def test_scores_of_the_author_are_set_aside_however_the_name_is_typed(typed: str) -> None:
    subject = scored_by(typed, *OTHERS)
    assert codes(subject) == ["BP808"]
    assert outcome(subject).final == 800
    assert outcome(subject).set_aside == (SetAside(typed, "author"),)


def test_a_second_author_is_an_author() -> None:
    subject = scored_by(SITI, *OTHERS, author="Ahmad Fauzi, S.E. dan Siti Rahma, S.Sos")
    assert codes(subject) == ["BP808"]
    assert outcome(subject).final == 800


def test_other_words_in_brackets_make_the_assessor_another_person() -> None:
    subject = scored_by("Siti Rahma (Semarang)", *OTHERS, author="Siti Rahma (Surakarta)")
    assert not codes(subject) and outcome(subject).final == 850
    assert outcome(subject).set_aside == ()


@pytest.mark.parametrize(
    ("assessor", "author"), [("Siti Rahma (Semarang)", SITI), (SITI, "Siti Rahma (TF-03)")]
)
def test_words_in_brackets_on_one_side_alone_leave_it_one_person(assessor: str, author: str) -> None:
    subject = scored_by(assessor, *OTHERS, author=author)
    assert codes(subject) == ["BP808"]
    assert outcome(subject).final == 800


def test_two_assessors_of_one_name_with_other_words_in_brackets_are_two() -> None:
    subject = scored_by("Siti Rahma (Semarang)", "Siti Rahma (Surakarta)", BUDI, author="Eka")
    assert not codes(subject)
    assert list(outcome(subject).totals.values()) == [800, 1000, 800]


def test_one_assessor_with_and_without_words_in_brackets_is_one() -> None:
    first, second = (
        sheet(SITI, {"A": 700}, name="a.yaml"),
        sheet("Siti Rahma (Semarang)", {"A": 700}, name="b.yaml"),
    )
    subject = panel(["A"], [first, second, sheet(BUDI, {"A": 700}), sheet(DEWI, {"A": 700})])
    assert codes(subject) == ["BP806"]
    assert results(assess(subject, POB))["A"].set_aside == (SetAside(SITI, "double"),)


def test_a_sheet_that_may_be_either_of_two_namesakes_settles_nothing() -> None:
    subject = scored_by("Siti Rahma", "Siti Rahma (Semarang)", "Siti Rahma (Surakarta)", author="Eka")
    (finding,) = findings(subject)
    assert (finding.code, finding.problem.variant, finding.problem.found) == (
        "BP801",
        "unclear",
        "Siti Rahma",
    )
    assert codes(subject) == ["BP801"] and outcome(subject).provisional


def test_a_sheet_that_may_be_of_either_namesake_under_panel_settles_nothing() -> None:
    sheets = [sheet(name, {"A": 700}) for name in (SITI, BUDI, DEWI)]
    expected = ("Siti Rahma (Semarang)", "Siti Rahma (Surakarta)", BUDI, DEWI)
    subject = panel(["A"], sheets, expected=expected)
    assert [one.problem.variant for one in findings(subject) if one.code == "BP801"] == ["unclear"]
    assert outcome(subject).provisional


def test_the_one_namesake_under_panel_is_who_a_bare_name_means() -> None:
    sheets = [sheet(name, {"A": 700}) for name in (SITI, BUDI, DEWI)]
    subject = panel(["A"], sheets, expected=("Siti Rahma (Semarang)", BUDI, DEWI))
    assert not codes(subject) and outcome(subject).passed


@pytest.mark.parametrize("waived", [FOLDER / "penilaian" / "Siti Rahma.yaml", OWN.path])
def test_where_the_rule_is_waived_for_a_sheet_or_title_the_score_counts(waived: Path) -> None:
    subject = replace(scored_by(SITI, *OTHERS), told_apart=frozenset({waived}))
    (finding,) = findings(subject)
    assert (finding.code, finding.problem.variant, finding.problem.path) == ("BP808", "namesake", waived)
    assert outcome(subject).final == 850 and outcome(subject).set_aside == ()
    assert codes(subject) == ["BP808"]


def test_a_waiver_for_another_sheet_counts_nothing() -> None:
    subject = replace(scored_by(SITI, *OTHERS), told_apart=frozenset({FOLDER / "penilaian" / f"{BUDI}.yaml"}))
    assert outcome(subject).final == 800


def test_members_who_agreed_on_their_own_writing_do_not_count_and_are_named() -> None:
    authors = replace(OWN, author="Siti Rahma dan Budi Santoso")
    subject = panel([authors], [sheet("", {"A": 800}, agreed=(*THREE, "Rina Wati"))])
    assert codes(subject) == ["BP807", "BP808", "BP808"]
    assert outcome(subject).provisional
    assert outcome(subject).set_aside == (SetAside(SITI, "author"), SetAside(BUDI, "author"))


def test_an_agreed_panel_that_is_enough_without_the_author_stands() -> None:
    subject = panel([OWN], [sheet("", {"A": 800}, agreed=(*THREE, "Rina Wati"))])
    assert codes(subject) == ["BP808"] and outcome(subject).passed


def test_a_degree_is_no_member_of_an_agreed_panel() -> None:
    agreed = sheet("", {"A": 800}, agreed=("Siti Aminah", "S.Sos", "Budi Santoso", "S.E."))
    assert agreed.agreed == ("Siti Aminah, S.Sos", "Budi Santoso, S.E.")
    assert codes(panel(["A"], [agreed])) == ["BP807"]


def test_who_stood_aside_is_named() -> None:
    sheets = [sheet(SITI, {}, aside=["A"]), *(sheet(name, {"A": 700}) for name in OTHERS)]
    assert outcome(panel(["A"], sheets)).set_aside == (SetAside(SITI, "stood_aside"),)


# As people start it.

BATIK = "Batik"
WAIVER = """\
pengecualian:
  - {{aturan: BP808, berkas: "{pattern}", alasan: orang lain, disetujui: Team Leader{until}}}
"""


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """Siti Rahma wrote “Batik” and gave it nine everywhere; three others gave it seven."""
    root = make_share(tmp_path / "Berbagi")
    write_document(root / korkot("Surakarta") / f"{BATIK}.docx", author="Siti Rahma, S.Sos", source="TF-02")
    for name, score in {SITI: 9, BUDI: 7, DEWI: 7, "Rina Wati": 7}.items():
        titles = {"Bank Sampah": 10, "Posyandu": 9, "Jalan": 6, "Air Bersih": 8}
        write_sheet(root / KMW, name, {**titles, BATIK: score})
    return root


def score(
    share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The result on “Batik” and the findings."""
    monkeypatch.setattr(sys, "argv", ["bpkit", "score", str(share / KMW), "--format", "json", "-q", *more])
    with pytest.raises(SystemExit):
        main()
    report = json.loads(capsys.readouterr().out)
    (result,) = (one for one in report["results"] if one["title"] == BATIK)
    return result, report["findings"]


def waive(share: Path, pattern: str, until: str = "") -> None:
    file = share / "bpkit.yaml"
    text = WAIVER.format(pattern=pattern, until=until)
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize("pattern", ["**/penilaian/siti.yaml", f"**/{BATIK}.docx", "**/penilaian/"])
def test_a_waiver_in_bpkit_yaml_makes_the_score_count(
    share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pattern: str
) -> None:
    waive(share, pattern)
    result, findings = score(share, monkeypatch, capsys)
    assert (result["na"], result["set_aside"]) == ("750.00", [])
    assert [(one["code"], one["waived"]) for one in findings] == [("BP808", True)]


@pytest.mark.parametrize(
    ("pattern", "until"), [("**/penilaian/budi.yaml", ""), ("**/penilaian/siti.yaml", ", sampai: 2010-11-30")]
)
def test_a_waiver_for_another_sheet_or_one_that_ran_out_changes_nothing(
    share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pattern: str, until: str
) -> None:
    waive(share, pattern, until)
    result, findings = score(share, monkeypatch, capsys)
    assert result["na"] == "700.00"
    assert [(one["code"], one["waived"]) for one in findings] == [("BP808", False)]


def test_what_is_set_aside_is_said_where_the_rule_is_switched_off(
    share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result, findings = score(share, monkeypatch, capsys, "--ignore", "BP808")
    assert (findings, result["na"]) == ([], "700.00")
    assert result["set_aside"] == [{"name": SITI, "reason": "author"}]


def test_what_is_set_aside_stands_on_the_screen(
    share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bpkit", "score", str(share / KMW), "--ignore", "BP808"])
    with pytest.raises(SystemExit):
        main()
    assert f"skor {SITI} tidak dihitung (penulisnya)" in capsys.readouterr().out
