"""docs/programs.md: its examples are read by the readers of programmes, and no key is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from bpkit.model.programs import Program
from bpkit.reading.rounds.answers import read_answers
from bpkit.reading.rounds.lists import read_listing
from bpkit.reading.rounds.rulings import read_ruling
from bpkit.settings import program_model
from bpkit.settings.programs import read_program
from bpkit.settings.rubric_model import LevelEntry, ProgramPart, ScaleEntry

PAGE = (Path(__file__).parents[2] / "docs" / "programs.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```yaml\n# ([^\n]+)\n(.*?)```", PAGE, re.S))
ENTRIES = [
    one
    for one in (*vars(program_model).values(), LevelEntry, ScaleEntry)
    if isinstance(one, type) and issubclass(one, BaseModel) and one not in (BaseModel, ProgramPart)
]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The whole file of the page, proven."""
    file = tmp_path / "mutu.yaml"
    file.write_text(EXAMPLES["program"], encoding="utf-8")
    return read_program(file)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.__name__)
def test_every_key_of_a_programme_stands_on_the_page(entry: type[BaseModel]) -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE)) | set(re.findall(r"\b([a-z_]+):", PAGE))
    assert set(entry.model_fields) <= told


def test_the_whole_file_is_proven_and_uses_what_the_page_tells_of(program: Program) -> None:
    assert program.examples
    assert program.tables and program.papers and program.tasks and program.forms
    assert len(program.levels) == 3


def test_the_sheet_list_and_ruling_of_the_page_are_read(program: Program, tmp_path: Path) -> None:
    (tmp_path / "penilaian").mkdir()
    (tmp_path / "penilaian" / "Siti.yaml").write_text(EXAMPLES["lembar"])
    (tmp_path / "rencana.yaml").write_text(EXAMPLES["daftar"])
    (tmp_path / "keputusan.yaml").write_text(EXAMPLES["keputusan.yaml"])
    (sheet,), problems = read_answers(tmp_path, program.schemes[0], program)
    assert (sheet.voice, len(sheet.answers[""]), sheet.problems, problems) == ("asesor", 4, (), ())
    table = program.table("rencana")
    assert table
    listing = read_listing(tmp_path, table)
    assert listing and len(listing.rows) == 2 and not listing.problems
    ruling = read_ruling(tmp_path, program)
    assert ruling and ("", "ajar") in ruling.values and not ruling.problems
