"""The example share and the example bpkit.yaml, copied for whoever wants to begin with them."""

from __future__ import annotations

import shutil
from pathlib import Path

from .errors import ShareError, UserError
from .resources import resource
from .wording import say

EXAMPLE_CONFIG = resource("templates") / "bpkit.yaml"


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


def write_example_config(directory: Path) -> Path:
    """Put the example bpkit.yaml into this folder.

    Raises:
        UserError: there is one already.
        ShareError: the folder can't be written.
    """
    target = directory / "bpkit.yaml"
    try:
        with target.open("xb") as file:
            file.write(EXAMPLE_CONFIG.read_bytes())
    except FileExistsError as error:
        raise UserError(say("run.config_exists", path=target), say("run.config_exists_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unwritable", path=directory), say("run.unwritable_remedy")) from error
    return target
