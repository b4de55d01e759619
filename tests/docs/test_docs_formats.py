"""docs/formats.md: every example in it is accepted by the reader it is meant for, and no key is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bpkit.errors import ExitCode
from bpkit.levels import default_levels, levels_in
from bpkit.reading.panel.sheets import DECISION_KEYS, read_decision, read_sheet
from bpkit.reading.panel.sheets import KEYS as SHEET_KEYS
from bpkit.reading.sidecar import INSTITUTION_KEYS, PERSON_KEYS, read_sidecar
from bpkit.reading.sidecar import KEYS as SIDECAR_KEYS
from bpkit.reading.tree.listing import FolderLister
from bpkit.rules.registry import all_rules
from bpkit.settings.config import load_settings
from bpkit.settings.config_model import ConfigFile, Region, WaiverEntry
from bpkit.settings.rubric_model import LevelEntry
from bpkit.settings.rubrics import load_rubric
from bpkit.share.publishing import Status

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n# ([^\n]+)\n(.*?)```", PAGE, re.S)
HERE = Path("contoh.yaml")


def examples_of(name: str) -> list[bytes]:
    found = [text.encode() for said, text in EXAMPLES if said == name]
    assert found
    return found


def test_every_example_is_meant_for_a_reader() -> None:
    assert {name for name, _ in EXAMPLES} == {
        "bpkit.yaml",
        "Judul.yaml",
        "lembar",
        "keputusan.yaml",
        "tingkat",
    }


def test_the_settings_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "bpkit.yaml"
    file.write_bytes(*examples_of("bpkit.yaml"))
    (tmp_path / "templat kami").mkdir()
    settings = load_settings(file, all_rules())
    assert settings.waivers and settings.panels["KMP"]


def test_the_yaml_beside_a_writing_is_accepted() -> None:
    for example in examples_of("Judul.yaml"):
        assert read_sidecar(HERE, example).damages == ()


def test_the_sheets_are_accepted_and_score_every_instrument() -> None:
    codes = set(load_rubric("pob-2010").codes)
    for example in examples_of("lembar"):
        sheet = read_sheet(HERE, example)
        assert sheet.problems == ()
        assert all(set(row.scores) == codes for row in sheet.rows)


def test_levels_of_ones_own_are_read() -> None:
    (example,) = examples_of("tingkat")
    levels = levels_in(example)
    assert levels
    assert [level.is_named for level in levels] == [True, True, False]


def test_the_decision_is_accepted() -> None:
    for example in examples_of("keputusan.yaml"):
        assert read_decision(HERE, example).problems == ()


def test_what_is_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    text = re.search(r"```gitignore\n(.*?)```", PAGE, re.S)
    assert text
    (tmp_path / ".bpkitignore").write_text(text[1], "utf-8")
    (tmp_path / "arsip").mkdir()
    for name in ("Notulen Rapat.docx", "Dari Sampah.docx"):
        (tmp_path / name).touch()
    assert FolderLister(tmp_path, tmp_path)(tmp_path).names == ("Dari Sampah.docx",)


@pytest.mark.parametrize(
    "keys",
    [
        *(tuple(model.model_fields) for model in (ConfigFile, Region, WaiverEntry)),
        (*SIDECAR_KEYS, *PERSON_KEYS, *INSTITUTION_KEYS),
        SHEET_KEYS,
        default_levels().codes,
        tuple(LevelEntry.model_fields),
        DECISION_KEYS,
        tuple(status.value for status in Status),
    ],
)
def test_every_key_stands_on_the_page(keys: tuple[Any, ...]) -> None:
    assert [key for key in keys if not re.search(rf"`{key}`|\b{key}:", PAGE)] == []


def test_every_exit_code_stands_on_the_page() -> None:
    listed = {int(code) for code in re.findall(r"^\| ([0-9]+) \|", PAGE, re.M)}
    assert listed == {*map(int, ExitCode), 130}
