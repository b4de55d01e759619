"""A text of several parts in Markdown: tables, what was found, what the panels made of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..links import Links
from ..listing import Cell, ReportContents, ReportListing, Target, text_of
from .scoring import scoring_parts
from .text import MarkdownText, plain, table
from .validation import validation_parts


def composed_md(contents: ReportContents, links: Links) -> bytes:
    """The text, each part under a heading of its own."""
    text = MarkdownText(links)
    return text.to_bytes(_parts(contents, text))


def _parts(contents: ReportContents, text: MarkdownText) -> Iterator[str | None]:
    yield f"# {plain(f'{contents.title} – {contents.name}' if contents.name else contents.title)}"
    for listing in contents.listings:
        yield f"## {plain(listing.title)}"
        yield listing_md(listing, text)
    if contents.judged:
        yield from scoring_parts(contents.judged, text)
    if contents.checked:
        yield from validation_parts(contents.checked, text)
    for listing in contents.closing:
        yield f"# {plain(listing.title)}"
        yield listing_md(listing, text)


def listing_md(listing: ReportListing, text: MarkdownText) -> str:
    """The table, or what is said in its place."""
    if not listing.rows:
        return plain(listing.empty)
    numbers = [index for index, column in enumerate(listing.columns) if column.number]
    rows = ([_cell(cell, text) for cell in row] for row in listing.rows)
    lines = table([plain(column.heading) for column in listing.columns], rows, numbers)
    warnings = (f"**{plain(words)}**" for words in listing.warnings)
    return "\n\n".join([*warnings, lines, *map(plain, listing.notes)])


def _cell(cell: Cell, text: MarkdownText) -> str:
    return text.link(cell.text, cell.path) if isinstance(cell, Target) else plain(text_of(cell))
