"""The words of `--help`. They are read at every start, so from JSON, which needs no further package."""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path

from ..wording import language_for


def help_of(name: str) -> str:
    """The help text of a command or option in the language of `--help`."""
    return _texts()[name][chosen_language()]


@cache
def _texts() -> dict[str, dict[str, str]]:
    texts = Path(__file__).parents[1] / "texts" / "help.json"
    return json.loads(texts.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def chosen_language() -> str:
    """The language of `--help`: `--lang` stands in the arguments before typer has read them."""
    return _language_of((*sys.argv,), os.environ.get("BPKIT_LANG"))


@cache
def _language_of(arguments: tuple[str, ...], _: str | None) -> str:
    wanted = None
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == "--lang":
            wanted = following
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    return language_for(wanted)
