"""What travels with bpkit, copied for whoever wants to begin: example share, bpkit.yaml, templates."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..errors import ShareError, UserError
from ..resources import DEFAULT_PROGRAM, resource
from ..wording import say

EXAMPLE_CONFIG = resource("templates") / "bpkit.yaml"
TEMPLATES_FOLDER = "templat"


def copy_example(target: Path) -> Path:
    """Copy the example share to a folder that is not there yet.

    Raises:
        UserError: the folder is there and not empty: nothing is ever written over.
        ShareError: the folder can't be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(say("run.demo_exists", path=target), say("run.demo_exists_remedy"))
    try:
        shutil.copytree(resource("examples") / "Berbagi", target, dirs_exist_ok=True)
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
    target = directory / "bpkit.yaml"
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
