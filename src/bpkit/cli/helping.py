"""The words of `--help`. They are read at every start, so from JSON, which needs no further package."""

from __future__ import annotations

import json
import locale
import os
import sys
from functools import cache
from pathlib import Path

from ..wording import LANGUAGES


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
    for i, argument in enumerate(sys.argv):
        value = argument[7:] if argument.startswith("--lang=") else ""
        value = sys.argv[i + 1] if argument == "--lang" and i + 1 < len(sys.argv) else value
        if value in LANGUAGES:
            return value
    return language_of_environment() or "en"


def language_of_environment() -> str | None:
    """`id` or `en` where BPKIT_LANG or the locale say so."""
    for name in ("BPKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").casefold()
        if value[:2] in LANGUAGES:
            return value[:2]
    known = (locale.getlocale()[0] or "").casefold()  # Windows says "Indonesian_Indonesia"
    return "id" if known.startswith(("id", "indonesia")) else None
