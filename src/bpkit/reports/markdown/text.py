"""Text in Markdown: what people typed is shown as it was typed, and pages read well as plain text too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...office.texts import clean
from ..links import Links

_SIGNS = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK = re.compile(r"[-+=#>]|[0-9]+(?=[.)])")


def plain(text: str) -> str:
    """A text in one line, with the signs of Markdown made harmless.

    >>> plain("1. Air *bersih*")
    '1\\\\. Air \\\\*bersih\\\\*'
    """
    line = _SIGNS.sub(r"\\\g<0>", " ".join(clean(text).split()))
    begins = _BLOCK.match(line)
    if begins is None:
        return line
    at = begins.end() if line[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """A table with its columns in line, for those who read it as text; `numbers` stand to the right.

    The cells are Markdown already.
    """
    lines = [list(head), *(list(row) for row in rows)]
    right = set(numbers)
    widths = [max(3, *(len(line[column]) for line in lines)) for column in range(len(head))]

    def shown(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join(padded)} |"

    rule = (
        "-" * (width - 1) + ":" if column in right else "-" * width for column, width in enumerate(widths)
    )
    return "\n".join([shown(lines[0]), f"| {' | '.join(rule)} |", *map(shown, lines[1:])])


class MarkdownText:
    """A text whose links stand together at its end, where they don't disturb the reader."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._targets: dict[str, int] = {}

    def link(self, text: str, path: Path) -> str:
        """A link to a file."""
        number = self._targets.setdefault(self._links.to(path), len(self._targets) + 1)
        return f"[{plain(text)}][{number}]"

    def to_bytes(self, parts: Iterable[str | None]) -> bytes:
        """The parts with a blank line between them, then the links; parts without text are left out."""
        text = "\n\n".join(part for part in parts if part)
        targets = "\n".join(f"[{number}]: <{target}>" for target, number in self._targets.items())
        return f"{text}\n\n{targets}\n".encode()
