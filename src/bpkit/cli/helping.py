"""The words of `--help`. They are read at every start, so from JSON, which needs no further package."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from ..wording import language_for


def help_of(name: str) -> str:
    """The help text of a command or option in the language of `--help`."""
    return _texts()[name][_language()]


@cache
def _texts() -> dict[str, dict[str, str]]:
    texts = Path(__file__).parents[1] / "texts" / "help.json"
    return json.loads(texts.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def _language() -> str:
    """`--lang` stands in the arguments before typer has read them."""
    wanted = None
    for argument, following in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
        if argument == "--lang":
            wanted = following
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    return language_for(wanted)
