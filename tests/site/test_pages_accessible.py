"""Every kind of page before axe, in both languages, light and dark, and what Lighthouse asks."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from make.browser import asked_of, kinds_of_pages, write_hostile_share
from make.sites import site_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.pages
LANGUAGES, SCHEMES = ("id", "en"), ("light", "dark")
# What a page says about itself, and what of its pictures and headings a reader by ear meets.
TOLD = """({
  lang: document.documentElement.lang, title: document.title,
  description: document.querySelector('meta[name=description]').content,
  viewport: document.querySelector('meta[name=viewport]').content,
  unsized: document.querySelectorAll('img:not([width]), img:not([height])').length,
  broken: [...document.images].filter(one => one.complete && !one.naturalWidth).map(one => one.src),
  headings: [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.tagName[1])),
  landmarks: ['header', 'nav', 'main', 'footer'].filter(one => !document.querySelector(one)),
  small: [...document.querySelectorAll('nav a, button, select, input')].filter(one => {
    const box = one.getBoundingClientRect(); return box.height && box.height < 24 }).length,
})"""


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp(request.param)
    share = write_hostile_share(root / "Berbagi")
    site_of(share, root / "situs", today=date(2010, 12, 1), language=request.param)
    return root / "situs"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(browser: Browser, site: Path, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(color_scheme=scheme)
    found = {}
    for path in kinds_of_pages(site):
        page.goto((site / path).as_uri())
        answer = axe.run(page).response
        assert answer["passes"]
        for one in answer["violations"]:
            found[path, one["id"]] = [node["html"][:200] for node in one["nodes"][:3]]
    page.close()
    assert found == {}


def test_every_page_says_what_it_is_and_weighs_little(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    titles = {}
    with asked_of(page) as asked:
        for path in kinds_of_pages(site):
            assert (site / path).stat().st_size < 60_000
            page.goto((site / path).as_uri())
            told = page.evaluate(TOLD)
            titles[path] = (told["title"], told["description"])
            assert told["lang"] == site.parent.name.rstrip("0123456789")
            assert "width=device-width" in told["viewport"]
            assert (told["unsized"], told["broken"], told["landmarks"], told["small"]) == (0, [], [], 0), path
            assert told["headings"][0] == 1
            assert all(later <= earlier + 1 for earlier, later in pairwise(told["headings"])), path
    page.close()
    assert asked == []
    assert all(title and description for title, description in titles.values())
    assert len({title for title, _ in titles.values()}) == len(titles)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_pictures_of_every_kind_of_page_are_taken(
    browser: Browser, site: Path, scheme: Any, width: int
) -> None:
    """Into build/pages, to be looked at."""
    folder = Path(__file__).parents[2] / "build" / "pages"
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    language = site.parent.name.rstrip("0123456789")
    for path in kinds_of_pages(site):
        page.goto((site / path).as_uri())
        name = path.removesuffix(".html").replace("/", "_").partition("-")[0]
        page.screenshot(path=folder / language / f"{name} {scheme} {width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
