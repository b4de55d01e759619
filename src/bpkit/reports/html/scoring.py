"""`Hasil Penilaian`: ranks, final values and how far the panel agrees, for the people round the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...figures import difference, final, root, two_decimals, whole
from ...model.outcomes import Judged
from ...model.scores import Assessment, Assessor, Result
from ...wording import decimal, say
from ..outline import Cell, Group, ReportContents, ReportListing, Target, text_of
from ..panels import PanelPart, basis, causes_line, is_scored, legends, marks, outcome, parts, title_of
from ..places import Links
from .chart import chart_figure
from .findings import Thumbnails, block_html, counts_html, first_html
from .markup import Child, Element, element, page
from .validation import validation_body


def scoring_page(judged: Judged, links: Links) -> bytes:
    """The page of `bpkit score --report FILE.html`: every panel at and below the given path."""
    name = title_of(judged.folder)
    return page(
        f"{say('page.scoring')} – {name}",
        element("header", element("p", say("page.scoring"), class_="kicker"), element("h1", name)),
        scoring_body(judged, links),
    )


def scoring_body(judged: Judged, links: Links) -> Iterator[Child]:
    """What stands on that page below its header."""
    found = parts(judged)
    yield first_html([block for part in found for block in part.blocks])
    yield (_part(part, links, alone=len(found) == 1) for part in found)
    yield element("footer", element("p", say("page.scoring_footer")))


def _part(part: PanelPart, links: Links, *, alone: bool) -> Element:
    one = part.judged
    heading = None if alone else element("h2", title_of(one.folder))
    warning = element("p", words, class_="warning") if (words := causes_line(one, part.given)) else None
    if one.assessment is None:
        body: Child = element("p", say("report.no_panel", folder="penilaian"), class_="note")
    else:
        body = _assessment(one.assessment, title_of(one.folder), part.anchor, links)
    return element(
        "section", heading, warning, body, _findings(part.groups, links), class_="folder", id=part.anchor
    )


def _assessment(assessment: Assessment, name: str, anchor: str, links: Links) -> Iterator[Child]:
    yield element("p", basis(assessment), class_="note")
    if not assessment.results:
        yield element("p", say("report.no_results"))
        return
    yield _counts(assessment)
    yield chart_figure(assessment, name, anchor)
    yield element("h3", say("page.ranking"))
    yield element("div", _ranking(assessment, links), class_="wide cards")
    yield from (element("p", words, class_="note") for words in legends(assessment))
    yield _instruments(assessment)
    if assessment.assessors:
        yield from _panel(assessment, links)


def _counts(assessment: Assessment) -> Element:
    results = assessment.results
    counts = {
        "titles": len(results),
        "scored": sum(result.final is not None for result in results),
        "passed": sum(result.passed for result in results),
        "selected": sum(result.selected for result in results),
        "provisional": sum(result.provisional for result in results),
    }
    if not is_scored(assessment):
        counts = {name: counts[name] for name in ("titles", "selected")}
    return counts_html({name: count for name, count in counts.items() if count or name != "provisional"})


def _ranking(assessment: Assessment, links: Links) -> Element:
    names = [assessor.name for assessor in assessment.assessors if assessor.sheets]
    figures = ("spread", "deviation") if is_scored(assessment) else ()
    head = [
        _head("rank", number=True),
        _head("title"),
        *(element("th", name, scope="col", class_="number") for name in names),
        *(_head("final", number=True) for _ in figures[:1]),
        _head("outcome"),
        *(_head(name, number=True) for name in figures),
    ]
    rows = (_row(assessment, result, names, links) for result in assessment.results)
    return element("table", element("thead", element("tr", head)), element("tbody", rows), class_="ranking")


def _row(assessment: Assessment, result: Result, names: list[str], links: Links) -> Element:
    candidate = result.candidate
    by = [candidate.city, "" if assessment.rubric.blind else candidate.author]
    title = element(
        "th",
        element("a", candidate.title, href=links.to(candidate.path)),
        element("small", " · ".join(filter(None, by))),
        scope="row",
    )
    cells = [
        _cell("rank", "–" if result.rank is None else str(result.rank), "number rank"),
        title,
        *(_named(name, whole(result.totals.get(name))) for name in names),
    ]
    if is_scored(assessment):
        deviation = "" if result.variance is None else decimal(root(result.variance))
        cells += [
            _cell("final", final(result.final, assessment) or "–", "number na"),
            _outcome(result),
            _cell("spread", whole(result.spread), "number"),
            _cell("deviation", deviation, "number"),
        ]
    else:
        cells.append(_outcome(result))
    return element("tr", cells, class_="selected" if result.selected else None)


def _head(name: str, *, number: bool = False) -> Element:
    return element("th", _column(name), scope="col", class_="number" if number else None)


def _column(name: str) -> str:
    return say(f"page.{name}" if name in ("deviation", "outcome") else f"report.{name}")


def _cell(name: str, text: str, kind: str) -> Element:
    return element("td", text, class_=kind or None, data_label=_column(name))


def _outcome(result: Result) -> Element:
    remarks = element("small", ", ".join(said)) if (said := marks(result)) else None
    text = element("span", outcome(result), remarks)
    return element(
        "td", text, class_="good" if result.selected or result.passed else None, data_label=_column("outcome")
    )


def _named(name: str, text: str) -> Element:
    return element("td", text or "–", class_="number", data_label=name)


def _instruments(assessment: Assessment) -> Child:
    """The mean of every instrument, for talking about where a writing is weak."""
    scored = [result for result in assessment.results if result.instruments]
    if not scored:
        return None
    instruments = assessment.rubric.instruments
    head = [_head("title")]
    head += [
        element(
            "th", one.short_name, element("small", f"× {whole(one.weight)}"), scope="col", class_="number"
        )
        for one in instruments
    ]
    rows = []
    for result in scored:
        means = (result.instruments.get(one.code) for one in instruments)
        cells = (
            element("td", "–" if mean is None else decimal(two_decimals(mean)), class_="number")
            for mean in means
        )
        rows.append(element("tr", element("th", result.candidate.title, scope="row"), cells))
    table = element("table", element("thead", element("tr", head)), element("tbody", rows))
    return element(
        "details", element("summary", say("page.instruments")), element("div", table, class_="wide")
    )


def _panel(assessment: Assessment, links: Links) -> Iterator[Child]:
    """Who sat on the panel, how severe each was, and who is missing."""
    yield element("h3", say("page.panel"))
    columns = ("assessor", "position", "scored", "severity", "sheet")
    head = [
        element(
            "th",
            say(f"page.{name}"),
            scope="col",
            class_="number" if name in ("scored", "severity") else None,
        )
        for name in columns
    ]
    rows = (_assessor(one, assessment, links) for one in assessment.assessors)
    table = element("table", element("thead", element("tr", head)), element("tbody", rows))
    yield element("div", table, class_="wide cards")
    if any(one.severity is not None for one in assessment.assessors):
        yield element("p", say("page.severity_note"), class_="note")
    if agreement := assessment.agreement:
        words = {"titles": agreement.titles, "assessors": agreement.assessors}
        icc = decimal(two_decimals(agreement.icc2k))
        yield element("p", say("report.agreement_line", icc2k=icc, **words), class_="note")


def _assessor(one: Assessor, assessment: Assessment, links: Links) -> Element:
    scored = sum(one.name in result.totals for result in assessment.results)
    sheets: list[Child] = [element("a", sheet.name, href=links.to(sheet)) for sheet in one.sheets]
    missing = element("span", f"✕ {say('page.no_sheet')}", class_="state error")
    return element(
        "tr",
        element("th", one.name, scope="row"),
        _plain("position", one.position),
        _plain("scored", str(scored), "number"),
        _plain("severity", difference(one.severity), "number"),
        _plain("sheet", [[sheet, " "] for sheet in sheets] or missing),
    )


def _plain(name: str, text: Child, kind: str | None = None) -> Element:
    return element("td", text, class_=kind, data_label=say(f"page.{name}"))


def _findings(groups: Iterable[Group], links: Links) -> Iterator[Element]:
    for group in groups:
        link = element("a", group.name, href=links.to(group.path))
        found = (block_html(block, {}) for block in group.blocks)
        yield element("article", element("header", element("h3", link)), found)


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
