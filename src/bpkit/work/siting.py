"""Makes the site of a tree: only what changed is made again, and the whole comes into its place at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from .. import share
from ..errors import ShareError, UserError
from ..levels import levels_of
from ..model.facts import Folder, out_of_sight
from ..model.levels import Levels
from ..model.problems import Problem
from ..model.story import Story
from ..naming import form_of
from ..reading.comments import CommentReader
from ..reading.tree.listing import SITE_MARK
from ..reports.icalendar import calendar_of
from ..reports.panels import causes_line
from ..share.publishing import Register
from ..site.contents import SiteContents, contents_of
from ..site.pages import Pages, SitePage, unbundled
from ..site.templating import WritingPage, card_of, writing_page
from ..wording import say
from .program_trees import judges_units
from .running import Work
from .site_folder import SiteFolder, SiteItem, SiteRecord, names_of, site_folder
from .site_stories import PageMaker, SiteStories, copy_recording
from .standings import standings_of

LETTER = "Surat Penetapan"
PROVISIONAL = "(sementara)"


class BuiltSite(Struct, frozen=True):
    """What became of a site: how many files were made, kept and taken away; what could not be read."""

    path: Path
    writings: int
    files: int
    made: int
    kept: int
    gone: int
    comments: int
    unread: tuple[Path, ...] = ()
    unseen: tuple[Problem, ...] = ()
    unsettled: tuple[
        str, ...
    ] = ()  # why nobody is named yet, a line for each folder where something is wrong

    @property
    def is_unchanged(self) -> bool:
        """Whether no file was touched."""
        return not self.made and not self.gone


def build_site(work: Work, output: Path) -> BuiltSite:
    """Make or renew the site of a tree in a folder of its own.

    Raises:
        UserError: the folder holds something else, or what was handed in.
        ShareError: the share can't be read, or the folder can't be written.
        LockedError: another bpkit makes this site.
    """
    output = output.absolute()
    if judges_units(work.path, work.request.config):
        raise UserError(say("site.no_writings", path=work.path), say("site.no_writings_remedy"))
    _refuse_tree(work, output)
    with site_folder(output) as folder, work.cache() as cache:
        contents = _contents(work)
        _refuse_hidden(work)
        stories = SiteStories(cache, contents.writings, contents.settings.contacts, folder.there)
        built = _Builder(work, folder, contents, stories).build()
    if output.is_relative_to(work.root):
        # So that the site is nobody's stray: what bpkit wrote is no submission.
        register = Register(work.root)
        register.note(output, SITE_MARK.encode())
        register.save()
    return built


def _refuse_hidden(work: Work) -> None:
    """What lies in a folder that can't be listed at the moment is not gone: the site stays as it is."""
    hidden = [damage for damage in out_of_sight(work.folder) if damage.variant == "folder"]
    if hidden:
        raise _hidden(hidden[0].path)


def _hidden(folder: Path) -> ShareError:
    return ShareError(say("site.hidden_folder", path=folder), say("site.hidden_folder_remedy"))


def _refuse_tree(work: Work, output: Path) -> None:
    """A site is no neighbour of what was handed in, and never takes its place."""
    if work.path.is_relative_to(output) or work.root.is_relative_to(output):
        raise UserError(say("site.inside", path=output), say("site.inside_remedy"))
    pending = [work.layout]
    while pending:
        one = pending.pop()
        if not one.level.is_share and output.is_relative_to(one.path) and one.path != work.root:
            raise UserError(say("site.inside", path=output), say("site.inside_remedy"))
        pending += one.children


def _contents(work: Work) -> SiteContents:
    settings = work.settings
    title = settings.site.title or say("site.title", program=settings.program)
    comments = CommentReader()
    levels = levels_of(settings)
    letter_is_out = partial(_letter_is_out, levels)
    return contents_of(work.checked, work.judged, settings.site, title, levels, letter_is_out, comments.of)


def _letter_is_out(levels: Levels, folder: Folder) -> bool:
    """Whether the letter that names the winners lies in a panel's folder."""
    try:
        names = [entry.name for entry in share.entries(folder.path)]
    except OSError as error:  # whether the winners may be named hangs on it
        raise _hidden(folder.path) from error
    forms = ((name, form_of(name, levels)) for name in names if PROVISIONAL not in name)
    return any(form and form.kind == LETTER and form.level == folder.level for _, form in forms)


def _unsettled(work: Work) -> Iterator[str]:
    """Why the winners of a folder are not shown, where that is not only for want of sheets."""
    return (causes_line(one, work.path) for one in work.judged.walk() if one.errors)


class _Builder:
    def __init__(self, work: Work, folder: SiteFolder, contents: SiteContents, stories: SiteStories) -> None:
        self._work, self._folder, self._contents, self._stories = work, folder, contents, stories
        self._items: dict[str, SiteItem] = {}
        self._fresh: set[str] = set()  # that are not as they were
        self._lost: set[str] = set()  # recordings that can't be read at the moment

    def build(self) -> BuiltSite:
        writings = self._contents.writings
        folder, there = self._folder, self._folder.there
        settings = self._work.settings
        years = sorted({period.year for period in self._contents.periods})
        calendars = {f"kalender-{year}.ics": calendar_of(settings, year) for year in years}
        pages = Pages(self._contents, settings, self._stories, standings_of(self._work), calendars)
        old = folder.path if there else None
        self._stories.maker = PageMaker(pages.frame, folder.staging, old)
        self._take_writings(pages)
        for page in pages.all():
            self._take(page)
        record = SiteRecord(items=self._items)
        wanted = set(record.names())
        wanted -= self._lost
        kept = wanted & there
        kept -= self._fresh
        gone = there - wanted - {SITE_MARK}
        made = len(wanted) - len(kept)
        if made or gone or not there:
            folder.keep(kept)
            folder.switch(record)
        elif record != folder.record:  # another bpkit, which makes the very same pages
            folder.note(record)
        return BuiltSite(
            folder.path, len(writings), len(wanted), made, len(kept), len(gone),
            sum(len(one.comments) for one in writings), tuple(self._stories.unread),
            out_of_sight(self._work.folder), tuple(_unsettled(self._work)),
        )  # fmt: skip

    def _take_writings(self, pages: Pages) -> None:
        """Keep the pages of writings that are as they were, and make the others."""
        wanted = []
        for page in map(pages.writing, self._contents.writings):
            if not self._keeps(page.path, page.key):
                wanted.append(page)
        for made in self._stories.make(wanted, self._work.request.workers, self._work.tick):
            page = made.page
            self._copy(page)
            uses = (*made.uses, page.medium) if page.medium else made.uses
            self._items[page.path] = SiteItem(page.key, uses)
            if made.is_new:
                self._fresh.add(page.path)
        for page in wanted:
            if page.path not in self._items:
                self._take_unread(pages, page)

    def _keeps(self, path: str, key: str) -> bool:
        """Keep a page that the site has as it is to be, with all that it shows."""
        known = self._folder.record.items.get(path)
        if known is None or known.key != key or not self._has(path, known):
            return False
        self._items[path] = known
        return True

    def _has(self, path: str, item: SiteItem) -> bool:
        return self._folder.there.issuperset(names_of(path, item))

    def _take_unread(self, pages: Pages, page: WritingPage) -> None:
        """What can't be read at the moment is shown as it was: an hour's trouble empties no page."""
        known = self._folder.record.items.get(page.path)
        if known and self._has(page.path, known):
            self._items[page.path] = known
            return
        page = pages.writing(page.writing)  # its key is another now
        data = writing_page(pages.frame, page, Story(), card_of(page.writing, Story()))
        self._put(page.path, data)
        self._copy(page)
        self._items[page.path] = SiteItem(page.key, (page.medium,) if page.medium else ())

    def _take(self, page: SitePage) -> None:
        """Keep a page as it is, or make it."""
        if self._keeps(page.path, page.key):
            return
        data = page.make()
        files = unbundled(data) if page.path.endswith("/") else []
        for name, made in files or [(page.path, data)]:
            self._put(name, made)
        self._items[page.path] = SiteItem(page.key, files=tuple(name for name, _ in files))

    def _put(self, name: str, data: bytes) -> None:
        if self._folder.put(name, data):
            self._fresh.add(name)

    def _copy(self, page: WritingPage) -> None:
        """Copy the recording of a page, where the site does not have it yet."""
        if not page.medium or page.medium in self._folder.there:
            return
        try:
            copy_recording(page.writing.path, self._folder.staging / page.medium)
        except OSError:
            self._stories.unread.append(page.writing.path)
            self._lost.add(page.medium)
