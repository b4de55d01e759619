"""A workbook of several parts: tables, what was found, what the panels made of it."""

from __future__ import annotations

from ...wording import say
from ..links import Links
from ..listing import Cell, ReportContents, ReportListing, Target
from .scoring import scoring_sheets
from .validation import validation_sheets
from .workbook import Link, ReportWorkbook, Value


def composed_xlsx(contents: ReportContents, links: Links) -> bytes:
    """The workbook; its tables come first."""
    book = ReportWorkbook(f"{contents.title} – {contents.name}" if contents.name else contents.title)
    for listing in contents.listings:
        listing_xlsx(book, listing, links)
    if contents.judged:
        scoring_sheets(book, contents.judged, links, say("page.sheet_panel_findings"))
    if contents.checked:
        validation_sheets(book, contents.checked, links)
    for listing in contents.closing:
        listing_xlsx(book, listing, links)
    return book.to_bytes()


def listing_xlsx(book: ReportWorkbook, listing: ReportListing, links: Links) -> None:
    """The table on a worksheet of its own."""
    table = book.table(listing.title, [(column.heading, column.width) for column in listing.columns])
    for words in listing.warnings:
        table.add([words], "error")
    for row in listing.rows:
        table.add(_value(cell, links) for cell in row)
    for words in listing.notes if listing.rows else (listing.empty,):
        table.add([words])
    table.close()


def _value(cell: Cell, links: Links) -> Value:
    return Link(cell.text, links.to(cell.path)) if isinstance(cell, Target) else cell
