"""A page of several parts: tables, what was found, what the panels made of it."""

from __future__ import annotations

from collections.abc import Iterator

from ...wording import say
from ..links import Links
from ..listing import Cell, ReportContents, ReportListing, Target, text_of
from .findings import Thumbnails
from .markup import Child, Element, element, page
from .scoring import scoring_body
from .validation import validation_body


def composed_page(contents: ReportContents, links: Links, thumbnails: Thumbnails) -> bytes:
    """The page, each part under a header of its own."""
    header = element(
        "header",
        element("p", contents.title, class_="kicker"),
        element("h1", contents.name or contents.title),
    )
    title = f"{contents.title} – {contents.name}" if contents.name else contents.title
    return page(title, header, _parts(contents, links, thumbnails))


def _parts(contents: ReportContents, links: Links, thumbnails: Thumbnails) -> Iterator[Child]:
    for listing in contents.listings:
        yield listing_html(listing, links)
    if contents.judged:
        yield element("header", element("h1", say("page.scoring")))
        yield from scoring_body(contents.judged, links)
    if contents.checked:
        yield element("header", element("h1", say("page.validation")))
        yield from validation_body(contents.checked, links, thumbnails)
    for listing in contents.closing:
        yield listing_html(listing, links)


def listing_html(listing: ReportListing, links: Links) -> Element:
    """The table; on a narrow screen every row is a card."""
    title = element("h2", listing.title)
    if not listing.rows:
        return element("section", title, element("p", listing.empty, class_="note"))
    head = (
        element("th", column.heading, scope="col", class_="number" if column.number else None)
        for column in listing.columns
    )
    rows = (element("tr", _cells(listing, row, links)) for row in listing.rows)
    table = element("table", element("thead", element("tr", head)), element("tbody", rows))
    warnings = (element("p", words, class_="warning") for words in listing.warnings)
    notes = (element("p", note, class_="note") for note in listing.notes)
    return element("section", title, warnings, element("div", table, class_="wide cards"), notes)


def _cells(listing: ReportListing, row: tuple[Cell, ...], links: Links) -> Iterator[Element]:
    for column, cell in zip(listing.columns, row, strict=True):
        link = element("a", cell.text, href=links.to(cell.path)) if isinstance(cell, Target) else None
        yield element(
            "td",
            text_of(cell) if link is None else link,
            class_="number" if column.number else None,
            data_label=column.heading,
        )
