"""How far a long run is, on a screen and in a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpkit.cli.telling import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_screen_shows_count_rate_and_what_is_left() -> None:
    clock = Clock()
    pace = Pace(clock)
    clock.now = 4.0
    shown = pace.shown(Path("a/Posyandu.docx"), 12, 31)
    assert shown == "Membaca 12 dari 31 · 3 per detik, tinggal 6 detik · Posyandu.docx"


def test_the_first_seconds_promise_nothing() -> None:
    assert Pace(Clock()).shown(Path("a.docx"), 1, 36_000) == "Membaca 1 dari 36000 · a.docx"


def test_a_log_gets_one_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    pace = Pace(clock)
    for second in range(150):
        clock.now = float(second)
        pace.log(second * 100 + 1, 36_000)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "bpkit: 6001 dari 36000 dibaca · 100 per detik, tinggal 5 menit",
        "bpkit: 12001 dari 36000 dibaca · 100 per detik, tinggal 4 menit",
    ]
