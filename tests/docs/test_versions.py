"""The versions that `make` installs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=~! \[]", text, maxsplit=1)[0]).lower()


def test_every_package_that_the_project_names_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    needed = [*project["project"]["dependencies"], *(one for extra in extras for one in extra)]
    needed += project["build-system"]["requires"]
    assert {_name(one) for one in needed} <= {_name(line) for line in PINS}


def test_pins_are_names_and_versions_and_nothing_else() -> None:
    assert [line for line in PINS if not re.fullmatch(r"#.*|[\w.-]+==[\w.+!-]+", line)] == []
