"""Sites for tests: made, and read as a browser reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from bpkit.work.request import Request
from bpkit.work.running import Work
from bpkit.work.siting import BuiltSite, build_site

REFERENCES = ("href", "src")


class ReadPage(HTMLParser):
    """The tags, texts and references of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append((name, value or ""))
            if name in REFERENCES:
                self.references.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def site_of(share: Path, output: Path, **more: object) -> BuiltSite:
    """The site of a share, made as the command makes it."""
    return build_site(Work(Request(share, **{"cache": True, **more})), output)  # type: ignore[arg-type]


def page(site: Path, title: str) -> str:
    """The page of a writing, by the beginning of its address."""
    (found,) = sorted((site / "tulisan").glob(f"{title}-*.html"))
    return found.read_text("utf-8")


def story(site: Path, title: str) -> str:
    """What stands on the page of a writing between its head and the facts about it, tags without blanks."""
    text = page(site, title)
    text = text[text.index('<div class="story"') : text.index("</article>")]
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", text))


def everything(site: Path) -> dict[str, bytes]:
    """Every file of a site by its path."""
    return {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }


def broken_links(site: Path) -> Iterator[tuple[str, str]]:
    """Each page with what it refers to and is not there, or lies outside the site."""
    for file in site.rglob("*.html"):
        for reference in ReadPage(file.read_text("utf-8")).references:
            path, _, place = reference.partition("#")
            target = (file.parent / unquote(path)).resolve() if path else file
            inside = target.is_relative_to(site.resolve()) and target.is_file()
            if not inside or (place and place not in ReadPage(target.read_text("utf-8")).ids):
                yield file.name, reference
