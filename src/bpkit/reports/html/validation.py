"""`Hasil Pemeriksaan`: what was found, for people who never open a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ...model.facts import Folder, Submission
from ...model.outcomes import Checked
from ...wording import say, speaking
from ..json_output import summary
from ..outline import Group, Section, headline, measures, named_facts, sections
from ..panels import title_of
from ..places import Links, relative
from .findings import MARKS, Thumbnails, block_html, counts_html, explanations_html, first_html
from .markup import Child, Element, element, page

COUNTED = ("submissions", "complete", "errors", "warnings", "infos", "waived")
MOST_EXPLAINED = (
    100  # findings that each unfold into their rule; with more, the page's end has the rules once
)
ALWAYS = 4  # of the counts: the others only where they are not nought


def validation_page(checked: Sequence[Checked], links: Links, thumbnails: Thumbnails) -> bytes:
    """The page of `bpkit validate --report FILE.html`, with a part for every given path."""
    return _FindingsPage(checked, links, thumbnails).to_bytes()


def validation_body(checked: Sequence[Checked], links: Links, thumbnails: Thumbnails) -> Iterator[Child]:
    """What stands on that page below its header."""
    return _FindingsPage(checked, links, thumbnails).body()


def hasil_pemeriksaan(checked: Checked, thumbnails: Thumbnails) -> bytes:
    """`Hasil Pemeriksaan.html` of one korkot folder: in Indonesian whatever the language of the run."""
    with speaking("id"):
        return validation_page([checked], Links(checked.folder.path), thumbnails)


class _FindingsPage:
    """One page while it is made."""

    def __init__(self, checked: Sequence[Checked], links: Links, thumbnails: Thumbnails) -> None:
        self.checked = checked
        self.links = links
        self.thumbnails = thumbnails
        self.sections = sections(checked)
        self.blocks = [block for section in self.sections for block in section.blocks]
        self.explains_inside = len(self.blocks) <= MOST_EXPLAINED
        self.several_months = len({section.checked.folder.period for section in self.sections}) > 1

    def to_bytes(self) -> bytes:
        name = ", ".join(headline(one) for one in self.checked)
        return page(
            f"{say('page.validation')} – {name}",
            element("header", element("p", say("page.validation"), class_="kicker"), element("h1", name)),
            self.body(),
        )

    def body(self) -> Iterator[Child]:
        """Everything below the header."""
        yield (_counts(one, several=len(self.checked) > 1) for one in self.checked)
        yield first_html(self.blocks)
        yield self.contents()
        yield (self.section(section, number) for number, section in enumerate(self.sections, start=1))
        yield None if self.explains_inside else explanations_html(block.code for block in self.blocks)
        yield element("footer", element("p", say("page.footer")))

    def contents(self) -> Child:
        """The folders with their counts, where there are several."""
        if len(self.sections) < 2:
            return None
        names = ("submissions", "complete", "errors", "warnings")
        head = [element("th", say("report.column_unit"), scope="col")]
        head += [element("th", say(f"report.column_{name}"), scope="col", class_="number") for name in names]
        rows = []
        for number, section in enumerate(self.sections, start=1):
            counts = _own_counts(section.checked)
            link = element("a", self.short_name(section.checked.folder), href=f"#f{number}")
            cells = (element("td", str(counts[name]), class_="number") for name in names)
            rows.append(element("tr", element("th", link, scope="row"), cells))
        table = element("table", element("thead", element("tr", head)), element("tbody", rows))
        return element("nav", element("h2", say("page.folders")), element("div", table, class_="wide"))

    def short_name(self, folder: Folder) -> str:
        """A folder's name, without the month where that is the same all over the page."""
        return title_of(folder if self.several_months else replace(folder, period=None))

    def section(self, section: Section, number: int) -> Element:
        """One folder: what was found, then what is sound."""
        folder = section.checked.folder
        sound = [group for group in section.groups if not group.blocks]
        title = None
        if len(self.sections) > 1:
            link = element("a", folder.path.name, href=self.links.to(folder.path))
            title = element(
                "header", element("h2", headline(section.checked)), element("p", link, class_="path")
            )
        faulty = (self.group(group, section) for group in section.groups if group.blocks)
        return element("section", title, faulty, self.sound(sound), class_="folder", id=f"f{number}")

    def group(self, group: Group, section: Section) -> Element:
        """One submission or other file with its findings."""
        name = group.name if group.submission is None else group.submission.path.name
        head: list[Child] = [element("h3", element("a", name, href=self.links.to(group.path)))]
        if group.submission:
            complete = section.checked.is_complete(group.submission)
            head += [_state(complete), element("p", measures(group.submission), class_="measures")]
        found = (block_html(block, self.thumbnails, explained=self.explains_inside) for block in group.blocks)
        facts = self.facts(group.submission, section.checked.folder.path) if group.submission else None
        return element("article", element("header", head), found, facts)

    def facts(self, submission: Submission, given: Path) -> Child:
        """What was read of a submission and where, so that a wrong reading is seen."""
        rows = [
            element(
                "tr",
                element("th", say(f"report.{name}"), scope="row"),
                element(
                    "td", fact.text, " ", element("small", _origin(fact.source, relative(fact.file, given)))
                ),
            )
            for name, fact in named_facts(submission)
        ]
        if not rows:
            return None
        table = element("table", element("tbody", rows), class_="facts")
        return element("details", element("summary", say("page.facts")), table)

    def sound(self, sound: Sequence[Group]) -> Child:
        """The submissions with nothing against them, in one list."""
        if not sound:
            return None
        items = (
            element(
                "li",
                element("a", group.path.name, href=self.links.to(group.path)),
                element("small", measures(group.submission)) if group.submission else None,
            )
            for group in sound
        )
        return element("section", element("h3", say("page.sound")), element("ul", items), class_="sound")


def _counts(checked: Checked, *, several: bool) -> Iterator[Element]:
    counts = summary(checked)
    if several:
        yield element("h2", headline(checked))
    yield counts_html({name: counts[name] for n, name in enumerate(COUNTED) if n < ALWAYS or counts[name]})
    if counts["skipped"]:
        yield element("p", say("report.skipped", codes=", ".join(counts["skipped"])), class_="note")


def _own_counts(checked: Checked) -> dict[str, int]:
    """The counts of a folder without those below it; a KMW's row is about the KMW."""
    alone = Checked(checked.folder, checked.findings)
    return {name: value for name, value in summary(alone).items() if isinstance(value, int)}


def _state(complete: bool) -> Element:
    mark = "✓" if complete else MARKS["error"]
    words = say("page.complete" if complete else "page.incomplete")
    return element("span", f"{mark} {words}", class_=f"state {'good' if complete else 'error'}")


def _origin(source: str, file: str) -> str:
    return say(f"report.from_{source}", file=file)
