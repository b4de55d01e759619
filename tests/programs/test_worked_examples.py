"""A worked example proves its programme to the last decimal."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from make.shares import Run

PROGRAM = {
    "id": "kami",
    "nama": "Program kami",
    "sumber": "Kami sendiri",
    "siklus": {"tiap": "tahun"},
    "tingkat": [{"kode": "unit", "nama": "Unit", "folder": "unit ({unit})_({periode})"}],
    "yang_dinilai": "unit",
    "skala": {"min": 0, "maks": 4},
    "butir": [{"kode": "a", "nama": "A", "bobot": 62.5}, {"kode": "b", "nama": "B", "bobot": 37.5}],
}


@pytest.mark.parametrize(
    ("answers", "said", "right"),
    [
        ([(3, 4)], 3.375, True),
        ([(3, 4)], 3.38, False),  # its decimals end, so they can be written
        ([(3, 4)], 3.37, False),
        ([(3, 4), (3, 4), (2, 4)], "19/6", True),
        ([(3, 4), (3, 4), (2, 4)], 3.17, True),
        ([(3, 4), (3, 4), (2, 4)], 3.16, False),
    ],
)
def test_two_decimals_are_enough_for_a_value_whose_decimals_never_end_and_for_no_other(
    tmp_path: Path, run: Run, answers: list[tuple[int, int]], said: float | str, right: bool
) -> None:
    sheets = [{"a": one, "b": two} for one, two in answers]
    example = {"jawaban": {"penilai": sheets}, "nilai": {"": said}}
    file = tmp_path / "kami.yaml"
    file.write_text(yaml.safe_dump({**PROGRAM, "contoh": [example]}), encoding="utf-8")
    assert (run("program", "check", file)[0] == 0) is right
