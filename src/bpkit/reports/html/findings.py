"""Findings on a page: code and weight, what was seen, what to do, and why the rule is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ...model.place import PhotoName
from ...model.problems import Finding
from ...rules.catalogue import entry, name_of, photo_in_words, render
from ...wording import language, say
from ..outline import FIRST, Block, do_first, where
from .markup import Element, element

MARKS = {"error": "✕", "warning": "!", "info": "i", "waived": "–"}  # beside the colour, never instead of it

Thumbnails = Mapping[tuple[Path, str], str]  # by file and photo: the picture as a `data:` link


def block_html(block: Block, thumbnails: Thumbnails, *, explained: bool = True) -> Element:
    """One rule's findings about one file; where the rule is not `explained` here, the page's end does so."""
    code = element("span", block.code, class_="code")
    head = element("h4", badge(block), " ", code, " ", name_of(block.code))
    said = element("ul", (_item(finding, thumbnails) for finding in block.findings), class_="said")
    remedies = (
        element(
            "p", element("b", say("page.reason" if block.waived else "page.do")), " ", text, class_="remedy"
        )
        for text in block.remedies
    )
    why = (
        _why(block.code) if explained else element("a", say("page.why"), href=f"#{block.code}", class_="why")
    )
    return element("div", head, said, remedies, why, class_=f"finding {block.kind}", id=block.anchor)


def badge(block: Block) -> Element:
    """The severity as a word and a mark on its colour."""
    return element("span", f"{MARKS[block.kind]} {block.label}", class_=f"badge {block.kind}")


def _item(finding: Finding, thumbnails: Thumbnails) -> Element:
    words = render(finding)
    place = where(finding, words.message)
    return element(
        "li",
        _thumbnail(finding, thumbnails),
        element("div", words.message, element("small", place) if place else None),
    )


def _thumbnail(finding: Finding, thumbnails: Thumbnails) -> Element | None:
    place = finding.problem.place
    name = place.part or "" if place else ""
    source = thumbnails.get((finding.problem.path, name))
    if not source:
        return None
    words = photo_in_words(name) if isinstance(name, PhotoName) else ""
    return element("img", src=source, alt=words or say("page.photo", name=name or finding.problem.path.name))


def _why(code: str) -> Element:
    return element("details", element("summary", say("page.why")), _explanation(code))


def _explanation(code: str) -> Iterator[Element]:
    texts = entry(code)
    yield element("p", texts["why"][language()])
    yield element("p", element("b", say("page.mend")))
    yield element(
        "ol", (element("li", step) for step in texts["mend"][language()].splitlines() if step.strip())
    )


def explanations_html(codes: Iterable[str]) -> Element:
    """What the rules ask and why, once for the whole page."""
    rules = (
        element("article", element("h3", f"{code} {name_of(code)}"), _explanation(code), id=code)
        for code in sorted(set(codes))
    )
    return element("section", element("h2", say("page.rules")), rules)


def first_html(found: Sequence[Block]) -> Element:
    """What to do first, with links to the findings."""
    urgent = do_first(found)
    if not urgent:
        return element("p", say("page.no_errors" if found else "report.all_good"), class_="good")
    listed = element("ol", (_urgent(block) for block in urgent[:FIRST]))
    rest = len(urgent) - FIRST
    more = element("p", say("page.more", count=rest)) if rest > 0 else None
    return element("section", element("h2", say("page.first")), listed, more, class_="first")


def _urgent(block: Block) -> Element:
    link = element("a", block.path.name, href=f"#{block.anchor}")
    code = element("span", block.code, class_="code")
    return element("li", link, " ", code, element("br"), " ".join(block.remedies))


def counts_html(counts: Mapping[str, int]) -> Element:
    """A row of figures, each with its word."""
    return element("dl", (_count(name, count) for name, count in counts.items()), class_="counts")


def _count(name: str, count: int) -> Element:
    word, figure = element("dt", say(f"page.count_{name}")), element("dd", str(count))
    return element("div", word, figure, class_=f"count {name}" + ("" if count else " none"))
