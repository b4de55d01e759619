"""Which pages a site has, and what each is made of: a page is made again only where that has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from ..model.facts import Medium
from ..model.settings import Settings
from ..model.units import Period, fold
from ..months.standing import Standing
from ..wording import language, say
from . import progress
from .contents import PersonShown, ShownWriting, SiteContents, unit_slug
from .search import overview, segment_of, shards
from .templating import (
    ROOM,
    Card,
    PageFrame,
    WritingPage,
    key_of,
    month_name,
    rendered,
    sources,
    updated,
)

ASSETS = ("situs.css", "situs.js", "cari.js")
ON_A_PAGE = 48  # writings in a list
NEWEST = 12  # on the front page, and of those selected above a list
LONGEST_TABLE = 120  # rows of a month's progress; of more each province has a page of its own
IN_FEED = 50


class Stories(Protocol):
    """What pages ask for of the stories of writings."""

    def key(self, writing: ShownWriting) -> str:
        """The same while the story is."""

    def card(self, writing: ShownWriting) -> Card:
        """How it stands in lists."""

    def words(self, writings: Sequence[ShownWriting]) -> dict[str, str]:
        """The words to search for of each, by the name of its page."""

    def medium(self, writing: ShownWriting) -> str:
        """The path in the site of the recording that was handed in; empty where there is none."""


class SitePage(Struct, frozen=True):
    """A file of the site: where it lies, the key of all that it is made of, and how it is made."""

    path: str
    key: str
    make: Callable[[], bytes]


class SiteListing(Struct, frozen=True):
    """Writings under one heading, on as many pages as they take."""

    path: str  # without its extension
    title: str
    writings: Sequence[ShownWriting]
    kicker: str = ""
    kicker_path: str = ""  # of the page that it names
    intro: str = ""
    winners: Sequence[ShownWriting] = ()
    winners_path: str = ""  # of the list of all winners, where they are more than stand above
    links: Sequence[tuple[str, str, int]] = ()  # title, path, count
    heading: str = ""  # above the writings, where they are not all
    current: str = ""  # the entry of the menu that it belongs to


class Pages:
    """All files of a site."""

    def __init__(
        self,
        contents: SiteContents,
        settings: Settings,
        stories: Stories,
        standings: Iterable[Standing],
        calendars: Mapping[str, bytes],
    ) -> None:
        """`standings` tell how far every folder is; `calendars` are the files with each year's deadlines."""
        self._years = calendars
        self._contents, self._settings, self._stories = contents, settings, stories
        self._known: dict[str, str] = {}  # keys of writings, by the names of their pages
        self._months = progress.months(contents, settings, standings)
        self.frame = PageFrame(contents.title, contents.settings, self._menu, language())
        self._base = key_of(self.frame, sources())

    def all(self) -> Iterator[SitePage]:
        """Every page and file but those of single writings, in no order that matters."""
        yield from self._assets()
        for listing in self._listings():
            yield from self._listed(listing)
        yield self._front()
        yield self._search_page()
        yield from self._index()
        yield from self._progress()
        yield self._feed()
        yield from self._calendars()

    # Single pages ------------------------------------------------------------------------------------

    def _page(
        self, path: str, template: str, inputs: Sequence[object], values: Callable[[], Any]
    ) -> SitePage:
        """A page from a template; `inputs` say all that `values` are made of."""
        return SitePage(
            path,
            key_of(self._base, template, inputs),
            lambda: rendered(template, self.frame, path, values()),
        )

    def writing(self, writing: ShownWriting) -> WritingPage:
        """The page of a writing."""
        siblings = (one for author in writing.authors for one in self._contents.by_author[author])
        others = islice((one for one in siblings if one is not writing), 5)
        links = [(one.says(one.title), one.slug) for one in others]
        medium = self._stories.medium(writing)
        key = key_of(self._base, self._key(writing), links, medium)
        return WritingPage(f"tulisan/{writing.slug}.html", key, writing, links, medium)

    def _front(self) -> SitePage:
        contents = self._contents
        level, month, winners = self._latest()
        newest, count = contents.writings[:NEWEST], len(winners)
        winners = winners[:NEWEST]
        more = (f"bulan/{month}-terpilih.html", count) if count > NEWEST else None
        months = [(month_name(one), f"bulan/{one}.html", self._count(one)) for one in contents.periods]
        links = self._unit_links()
        inputs = (
            level,
            month,
            self._keys(winners),
            self._keys(newest),
            months,
            links,
            len(contents.writings),
            more,
        )

        def values() -> Mapping[str, object]:
            return {
                "level": level, "month": month, "winners": self._cards(winners),
                "newest": self._cards(newest), "months": months, "links": links,
                "count": len(contents.writings), "more": more, "by_province": len(contents.provinces) > 1,
            }  # fmt: skip

        return self._page("index.html", "front.html.j2", inputs, values)

    def _latest(self) -> tuple[str, Period | None, list[ShownWriting]]:
        """The winners of the newest month that has any, those of the highest level."""
        for period in self._contents.periods:
            for level in reversed(self._contents.levels.all):
                if winners := self._contents.winners(level.code, period):
                    return level.title(language()), period, winners
        return "", None, []

    def _unit_links(self) -> list[tuple[str, str, int]]:
        """The provinces; within one province its cities."""
        found = self._contents
        if len(found.provinces) > 1:
            return [
                (one, f"propinsi/{unit_slug(one)}.html", len(found.by_province[one]))
                for one in found.provinces
            ]
        return [self._city_link(*pair) for pair in found.cities]

    def _city_link(self, province: str, city: str) -> tuple[str, str, int]:
        return city, f"kota/{unit_slug(province, city)}.html", len(self._contents.by_city[province, city])

    def _count(self, period: Period) -> int:
        return len(self._contents.by_period[period])

    @cached_property
    def _highest(self) -> list[str]:
        """The codes of the highest level and of the one below it."""
        return [level.code for level in self._contents.levels.all[-2:]][::-1]

    @cached_property
    def _menu(self) -> list[tuple[str, str]]:
        """The entries of the menu that lead somewhere: their paths and titles."""
        found = self._contents.writings
        menu = [("index.html", say("site.front")), ("cari.html", say("site.search"))]
        if any(one.selected for one in found):
            menu.append(("terpilih.html", say("site.winners")))
        if any(one.is_product for one in found):
            menu.append(("produk.html", say("site.products")))
        if any(one.medium is not Medium.WRITING for one in found):
            menu.append(("media.html", say("site.media")))
        return [*menu, ("kemajuan.html", say("site.progress"))]

    # Lists -------------------------------------------------------------------------------------------

    def _listings(self) -> Iterator[SiteListing]:
        for period in self._contents.periods:
            listing = self._month_listing(period)
            yield listing
            if listing.winners_path:
                title = f"{say('site.selected')}, {month_name(period)}"
                yield SiteListing(listing.winners_path, title, listing.winners)
        yield from map(self._province_listing, self._contents.provinces)
        for province, city in self._contents.cities:
            theirs = self._contents.by_city[province, city]
            above = f"propinsi/{unit_slug(province)}.html" if province else ""
            yield SiteListing(f"kota/{unit_slug(province, city)}", city, theirs, province, above)
        for author, theirs in self._contents.by_author.items():
            yield self._author_listing(author, theirs)
        yield from self._kinds()

    def _month_listing(self, period: Period) -> SiteListing:
        theirs = self._contents.by_period[period]
        found = (self._contents.winners(level, period) for level in self._highest)
        winners = next((some for some in found if some), [])
        by_province: dict[str, int] = {}
        for one in theirs:
            by_province[one.province] = by_province.get(one.province, 0) + 1
        links = [
            (name, f"propinsi/{unit_slug(name)}.html", count) for name, count in by_province.items() if name
        ]
        path = f"bulan/{period}"
        more = f"{path}-terpilih" if len(winners) > NEWEST else ""
        return SiteListing(path, month_name(period), theirs, winners=winners, winners_path=more, links=links)

    def _province_listing(self, province: str) -> SiteListing:
        theirs = self._contents.by_province[province]
        chosen = [
            one for one in theirs
            if any(award.selected and award.level == self._highest[-1] for award in one.awards)
        ]  # fmt: skip
        links = [self._city_link(*pair) for pair in self._contents.cities if pair[0] == province]
        return SiteListing(
            f"propinsi/{unit_slug(province)}", province, theirs, winners=chosen[:NEWEST], links=links
        )

    def _author_listing(self, author: PersonShown, theirs: Sequence[ShownWriting]) -> SiteListing:
        places = sorted({one.city or one.province for one in theirs} - {""}, key=fold)
        return SiteListing(
            f"penulis/{author.slug}",
            theirs[0].says(author.name),
            theirs,
            say("site.author"),
            intro=", ".join(places),
        )

    def _kinds(self) -> Iterator[SiteListing]:
        found = self._contents.writings
        paths = {path for path, _ in self._menu}
        if "terpilih.html" in paths:
            national = [
                w
                for period in self._contents.periods
                for w in self._contents.winners(self._highest[0], period)
            ]
            above = {one.slug for one in national}
            rest = [one for one in found if one.selected and one.slug not in above]
            intro = say("site.winners_intro")
            heading = say("site.winners_below")
            more = "terpilih-nasional" if len(national) > NEWEST else ""
            yield SiteListing(
                "terpilih", say("site.winners"), rest, intro=intro, winners=national, heading=heading,
                current="terpilih.html", winners_path=more,
            )  # fmt: skip
            if more:
                title = say("site.winners_national")
                yield SiteListing(more, title, national, intro=intro, current="terpilih.html")
        if "produk.html" in paths:
            products = [one for one in found if one.is_product]
            yield SiteListing("produk", say("site.products"), products, current="produk.html")
        if "media.html" in paths:
            media = [one for one in found if one.medium is not Medium.WRITING]
            yield SiteListing("media", say("site.media"), media, current="media.html")

    def _listed(self, listing: SiteListing) -> Iterator[SitePage]:
        count = max(1, -(-len(listing.writings) // ON_A_PAGE))
        paths = [f"{listing.path}{f'-{at + 1}' if at else ''}.html" for at in range(count)]
        for at, path in enumerate(paths):
            shown = listing.writings[at * ON_A_PAGE : (at + 1) * ON_A_PAGE]
            yield self._list_page(listing, path, at, paths, shown)

    def _list_page(
        self, listing: SiteListing, path: str, at: int, paths: Sequence[str], shown: Sequence[ShownWriting]
    ) -> SitePage:
        winners = listing.winners[:NEWEST] if at == 0 else ()
        links = listing.links if at == 0 else ()
        counts = (len(listing.writings), len(listing.winners))
        told = (
            listing.title,
            listing.kicker,
            listing.kicker_path,
            listing.intro,
            listing.current,
            listing.winners_path,
            counts,
        )
        inputs = (told, links, at, len(paths), self._keys(shown), self._keys(winners))

        def values() -> Mapping[str, object]:
            return {
                "listing": listing, "cards": self._cards(shown), "winners": self._cards(winners),
                "links": links, "paths": paths, "at": at,
            }  # fmt: skip

        return self._page(path, "list.html.j2", inputs, values)

    def _keys(self, writings: Iterable[ShownWriting]) -> list[object]:
        return [self._key(one) for one in writings]

    def _key(self, writing: ShownWriting) -> str:
        """The key of everything that is shown of a writing."""
        if writing.slug not in self._known:
            self._known[writing.slug] = key_of(writing)
        return self._known[writing.slug] + self._stories.key(writing)

    def _cards(self, writings: Iterable[ShownWriting]) -> list[Card]:
        return [self._stories.card(one) for one in writings]

    # Searching ---------------------------------------------------------------------------------------

    def _search_page(self) -> SitePage:
        return self._page("cari.html", "search.html.j2", (), dict)

    def _index(self) -> Iterator[SitePage]:
        segments: dict[str, list[ShownWriting]] = {}
        for one in self._contents.writings:
            segments.setdefault(segment_of(one), []).append(one)
        named = [
            (name, month_name(theirs[0].period), len(theirs))
            for name, theirs in sorted(segments.items(), reverse=True)
        ]
        yield SitePage("cari/segmen.js", key_of(self._base, named), lambda: overview(named))
        for name, theirs in segments.items():
            yield from self._segment(name, sorted(theirs, key=lambda one: one.slug))

    def _segment(self, name: str, theirs: Sequence[ShownWriting]) -> Iterator[SitePage]:
        """The files of a segment; which there are is known only once they are made."""
        rows = [(one.slug, one.title, one.authors, one.city, one.province, one.selected) for one in theirs]
        key = key_of(self._base, rows, [self._stories.key(one) for one in theirs])

        def files() -> Iterator[tuple[str, bytes]]:
            words = self._stories.words(theirs)
            return shards(name, theirs, words, {one.slug: one.says(one.title) for one in theirs})

        yield SitePage(f"cari/{name}/", key, lambda: bundle(files()))

    # Progress, feed, assets --------------------------------------------------------------------------

    def _progress(self) -> Iterator[SitePage]:
        picture = progress.picture(self._months)
        values = {
            "months": self._months,
            "picture": picture,
            "standalone": False,
            "calendars": sorted(self._years),
        }
        inputs = msgspec.json.encode(values).decode()
        yield self._page("kemajuan.html", "progress.html.j2", (inputs,), lambda: values)
        drawn = self._page(
            "kemajuan.svg", "progress.svg.j2", (inputs,), lambda: {"picture": picture, "standalone": True}
        )
        yield drawn
        for month in self._months:
            yield from self._month_progress(month)

    def _month_progress(self, month: progress.Month) -> Iterator[SitePage]:
        """The table of a month; where that is long one of the provinces, and each with its own."""
        path = f"kemajuan/{month.period or 'lain'}"
        if len(month.rows) <= LONGEST_TABLE:
            yield self._progress_table(f"{path}.html", month, "", month.rows, {})
            return
        by_province: dict[str, list[progress.ProgressRow]] = {}
        for row in month.rows:
            by_province.setdefault(row.province, []).append(row)
        above = by_province.pop("", [])
        links = {name: f"{path}/{unit_slug(name)}.html" for name in by_province}
        heads = [rows[0] for rows in by_province.values()]
        yield self._progress_table(f"{path}.html", month, "", [*above, *heads], links)
        for name, rows in by_province.items():
            yield self._progress_table(links[name], month, name, rows, {})

    def _progress_table(
        self,
        path: str,
        month: progress.Month,
        province: str,
        rows: Sequence[progress.ProgressRow],
        links: Mapping[str, str],
    ) -> SitePage:
        words = [row.words for row in rows]
        told = {"month": month, "province": province, "rows": rows, "links": links}
        inputs = (month.period, province, rows, words, sorted(links))
        return self._page(path, "progress_month.html.j2", inputs, lambda: told)

    def _feed(self) -> SitePage:
        dated = sorted(self._contents.writings, key=lambda one: (updated(one), one.slug), reverse=True)[
            :IN_FEED
        ]

        def values() -> Mapping[str, object]:
            return {
                "entries": [(card, updated(card.writing)) for card in self._cards(dated)],
                "address": self._contents.settings.address,
                "site_id": key_of(self._contents.title)[:16],
            }

        return self._page("atom.xml", "feed.xml.j2", self._keys(dated), values)

    def _calendars(self) -> Iterator[SitePage]:
        for name, data in self._years.items():
            yield SitePage(name, key_of(data.decode()), lambda data=data: data)  # type: ignore[misc]

    def _assets(self) -> Iterator[SitePage]:
        for name in ASSETS:
            data = (ROOM / "assets" / name).read_bytes()
            if name.endswith(".js"):
                words = {key: say(f"site.js_{key}") for key in _JS_WORDS}
                data = data.replace(b"/*WORDS*/{}", json.dumps(words).encode())
            yield SitePage(f"aset/{name}", key_of(data.decode()), lambda data=data: data)  # type: ignore[misc]


_JS_WORDS = (
    "results", "none", "more", "loading", "all", "selected", "product", "tulisan", "audio", "video",
    "audiovisual", "grafis", "subject", "name", "date", "about", "need_name", "need_text", "saved",
)  # fmt: skip


def bundle(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Several files as one: their paths, and their bytes."""
    return msgspec.msgpack.encode([*files])


def unbundled(data: bytes) -> list[tuple[str, bytes]]:
    """The files of a bundle."""
    return msgspec.msgpack.decode(data, type=list[tuple[str, bytes]])
