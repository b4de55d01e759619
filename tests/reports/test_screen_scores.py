"""What `bpkit score` prints for people."""

from __future__ import annotations

import io

from make.levels import CITY_LEVEL
from make.panel_table import BUDI, DEWI, FOLDER, OCTOBER, POB, SITI, THREE, decision, panel, sheet
from rich.console import Console

from bpkit.model.facts import Folder
from bpkit.model.outcomes import Judged
from bpkit.model.scores import Panel
from bpkit.reports.screen import print_scoring
from bpkit.scoring.results import assess
from bpkit.wording import use_language


def printed(table: Panel) -> str:
    """The lines on the screen for this panel."""
    folder = Folder(FOLDER, table.level, "Jawa Tengah", OCTOBER)
    out = io.StringIO()
    print_scoring(Judged(folder, assess(table, POB)), Console(file=out, width=200))
    return out.getvalue()


def row(text: str, title: str) -> list[str]:
    """The words on the line of this title."""
    return next(line.split() for line in text.splitlines() if f" {title} " in line)


def test_a_city_that_only_decided_is_not_said_to_have_failed() -> None:
    decided = decision("tingkat: korkot\nurutan: [Satu]\n")
    text = printed(panel(["Satu", "Dua"], [], level=CITY_LEVEL, decided=decided))
    assert "Dipilih menurut keputusan tim penilai, tanpa skor." in text
    assert row(text, "Satu") == ["1", "Satu", "Semarang", "–", "–", "–", "ya", "–"]
    assert row(text, "Dua") == ["Dua", "Semarang", "–", "–", "–", "tidak", "–"]


def test_a_provisional_value_is_neither_passed_nor_failed() -> None:
    text = printed(panel(["Satu"], [sheet(SITI, {"Satu": 720}), sheet(BUDI, {"Satu": 730})]))
    assert row(text, "Satu") == ["Satu", "Semarang", "730", "720", "725,00", "–", "tidak", "10", "sementara"]


def test_figures_on_the_screen_have_the_decimal_sign_of_the_language() -> None:
    table = panel(
        ["Satu"], [sheet(name, {"Satu": total}) for name, total in zip(THREE, (700, 700, 690), strict=True)]
    )
    assert "696,67" in row(printed(table), "Satu")
    use_language("en")
    assert "696.67" in row(printed(table), "Satu")


def test_each_assessor_is_named_with_how_far_off_he_lies() -> None:
    sheets = [sheet(SITI, {"Satu": 720}), sheet(BUDI, {"Satu": 700}), sheet(DEWI, {"Satu": 710})]
    text = printed(panel(["Satu"], sheets))
    assert f"{SITI} (selisih +15,00)" in text
    assert f"{BUDI} (selisih −15,00)" in text
