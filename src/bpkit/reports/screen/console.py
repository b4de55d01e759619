"""The terminal, or whatever stands in its place: a pipe and a log get whole lines without colour."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ...model.signs import visible

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 200  # columns, where nobody's screen sets a limit


def console() -> Console:
    """A console on stdout; rich honours NO_COLOR itself."""
    from rich.console import Console

    on_screen = sys.stdout.isatty()
    return Console(
        file=sys.stdout, highlight=False, width=None if on_screen else WIDE, soft_wrap=not on_screen
    )


def escape(text: str) -> str:
    """A text as markup that shows it: its brackets mean nothing, its control characters do nothing."""
    from rich.markup import escape as markup

    return markup(text if text.isprintable() else "".join(map(_shown, visible(text))))


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def print_indented(console: Console, markup: str, columns: int) -> None:
    """A paragraph so many columns to the right; wrapped on a screen, whole in a log."""
    from rich.padding import Padding

    if console.soft_wrap:
        console.print(" " * columns + markup)
    else:
        console.print(Padding(markup, (0, 0, 0, columns)))
