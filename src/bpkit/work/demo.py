"""What somebody begins with: examples, bpkit.yaml and templates as copies; the folders of a programme."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

from ..cache.store import Cache
from ..errors import ShareError, UserError
from ..forms.common import scalar
from ..model.programs import WRITINGS, Cycle, Program
from ..model.settings import RosterUnit, Settings
from ..model.spans import span_of
from ..resources import DEFAULT_PROGRAM, program_names, resource
from ..settings.config import NAME
from ..settings.proven import proven_program
from ..wording import say
from .round_folders import rostered, round_folders

EXAMPLE_CONFIG = resource("templates") / NAME
TEMPLATES_FOLDER = "templat"
EXAMPLE = "Berbagi"


def copy_example(target: Path, name: str = EXAMPLE) -> Path:
    """Copy the example share, or the example of a programme, to a folder that is not there yet.

    Raises:
        UserError: there is no such example, or the folder is not empty: nothing is ever written over.
        ShareError: the folder can't be written.
    """
    examples = sorted(one.name for one in resource("examples").iterdir() if (one / NAME).is_file())
    if name not in examples:
        problem = say("round.no_example", name=name)
        raise UserError(problem, say("round.no_example_remedy", names=", ".join(examples)))
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(say("run.demo_exists", path=target), say("run.demo_exists_remedy"))
    try:
        shutil.copytree(resource("examples") / name, target, dirs_exist_ok=True)
    except OSError as error:
        raise ShareError(say("run.unwritable", path=target), say("run.unwritable_remedy")) from error
    return target


def write_example_config(directory: Path, program: str = DEFAULT_PROGRAM) -> Path:
    """Put the example bpkit.yaml into this folder, which is made where it is not there.

    `program` is the name of the programme or rubric, or its file, as bpkit.yaml names it.

    Raises:
        UserError: there is one already.
        ShareError: the folder can't be written.
    """
    target = directory / NAME
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            default = f"rubrik: {DEFAULT_PROGRAM}".encode()
            file.write(EXAMPLE_CONFIG.read_bytes().replace(default, f"rubrik: {program}".encode()))
    except FileExistsError as error:
        if not directory.is_dir():
            raise UserError(
                say("run.not_a_folder", path=directory), say("run.not_a_folder_remedy")
            ) from error
        raise UserError(say("run.config_exists", path=target), say("run.config_exists_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unwritable", path=directory), say("run.unwritable_remedy")) from error
    return target


def copy_templates(directory: Path) -> list[Path]:
    """Copy bpkit's own templates into `templat/` of this folder; those that are there already stay.

    Gives the copies that were made.

    Raises:
        ShareError: the folder can't be written.
    """
    target = directory / TEMPLATES_FOLDER
    own = sorted(file for file in resource("templates").iterdir() if file.suffix in (".docx", ".xlsx"))
    wanted = {target / file.name: file for file in own}
    try:
        target.mkdir(parents=True, exist_ok=True)
        missing = [copy for copy in wanted if not copy.exists()]
        for copy in missing:
            shutil.copyfile(wanted[copy], copy)
    except OSError as error:
        raise ShareError(say("run.unwritable", path=target), say("run.unwritable_remedy")) from error
    return missing


# A programme of one's own ---------------------------------------------------------------------------


def begin_program(directory: Path, name: str, today: date) -> list[Path]:
    """Write bpkit.yaml and the folders of the first period of a programme into a folder.

    A programme file that lies elsewhere is copied beside bpkit.yaml, so that the share is whole by itself.
    Where writings are judged, bpkit.yaml is the example with everything that such a programme may set.

    Raises:
        UserError: there is no such programme, or a bpkit.yaml or another file of its name already.
        ShareError: the folder can't be written.
    """
    file = _own_file(directory, name)
    known = (name, None) if file is None else (file.name, file.parent)
    program = proven_program(Cache.open, *known)
    if file is not None:
        name = _brought(file, directory)
    if program.schemes[0].judged == WRITINGS:
        return [write_example_config(directory, name)]
    target = directory / NAME
    unit = "Nama Unit"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(_config(program, name, unit, today))
    except FileExistsError as error:
        raise UserError(say("run.config_exists", path=target), say("run.config_exists_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unwritable", path=directory), say("run.unwritable_remedy")) from error
    settings = Settings(root=directory, units=_example_units(program, unit))
    first = span_of(today, program.cycle)  # whose months are counted begins today
    made, _ = round_folders(directory, program, settings, first, host=unit)
    return [target, *made]


def _own_file(directory: Path, name: str) -> Path | None:
    """The programme file that somebody means: beside the new bpkit.yaml, or from where the command runs."""
    if name in program_names():
        return None
    return next((one for one in (directory / name, Path(name)) if one.is_file()), None)


def _brought(file: Path, directory: Path) -> str:
    """The file as the new bpkit.yaml names it."""
    home, there = Path(os.path.abspath(directory)), Path(os.path.abspath(file))  # noqa: PTH100 - no links
    if there.is_relative_to(home):
        return there.relative_to(home).as_posix()
    copy = home / there.name
    if (home / NAME).exists():
        raise UserError(say("run.config_exists", path=home / NAME), say("run.config_exists_remedy"))
    try:
        if copy.exists() and copy.read_bytes() != there.read_bytes():
            raise UserError(say("program.new_taken", file=copy), say("program.new_taken_remedy"))
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(there, copy)
    except OSError as error:
        raise ShareError(say("run.unwritable", path=directory), say("run.unwritable_remedy")) from error
    return there.name


def _config(program: Program, name: str, unit: str, today: date) -> str:
    lines = [say("round.config_comment", name=program.name), "versi: 1", f"program: {scalar(program.name)}"]
    lines += [f"rubrik: {scalar(name)}", f"tahun: {today.year}"]
    if program.cycle is Cycle.MONTH_OF_PROGRAM:
        lines.append(f"mulai: {today.replace(day=1).isoformat()}")
    for depth, _ in enumerate(rostered(program)):
        if depth == 0:
            lines.append("unit:")
        lines.append(f"{'  ' * (depth + 1)}{unit}:")
    return "\n".join(lines) + "\n"


def _example_units(program: Program, unit: str) -> tuple[RosterUnit, ...]:
    units: tuple[RosterUnit, ...] = ()
    for _ in rostered(program):
        units = (RosterUnit(unit, units),)
    return units
