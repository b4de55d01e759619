"""What a site shows of a tree: its writings with what may be said of them, and where each has its page.

Nothing that a panel decided is in it before the decision is sealed or its letter is out, and no contact that
bpkit.yaml keeps back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from ..figures import final_shown
from ..model.facts import Fact, Folder, Medium, Submission
from ..model.levels import Levels
from ..model.outcomes import Checked, Judged
from ..model.settings import SiteContacts, SiteSettings
from ..model.story import Comment
from ..model.units import Period, fold
from ..people.names import person, split_names
from ..people.redaction import without_contacts
from ..wording import language

WORDS_A_MINUTE = 200  # that people read of a text in their own language
LONGEST_NAME = 56  # letters of a title in the name of its page
PRODUCT = "produk pengetahuan"

K = TypeVar("K")


class Award(Struct, frozen=True):
    """What one panel made of a writing, once its decision is sealed or its letter is out."""

    level: str  # the code of the panel's level
    where: str  # its city or province, or what the level is called
    period: Period | None
    rank: int | None
    final: str  # NA with a decimal point
    selected: bool


class PersonShown(Struct, frozen=True, order=True):
    """An author, and the name of the page with the writings of that author."""

    name: str
    slug: str


class ShownWriting(Struct, frozen=True):
    """One submission as pages tell it."""

    slug: str
    title: str
    path: Path
    period: Period | None
    province: str
    city: str
    medium: Medium
    is_product: bool
    authors: tuple[PersonShown, ...] = ()
    position: str = ""
    contact: str = ""
    institution: str = ""
    address: str = ""
    institution_contact: str = ""
    kind: str = ""
    submitted: date | None = None
    words: int = 0
    minutes: float | None = None  # of a recording
    awards: tuple[Award, ...] = ()
    captions: tuple[str, ...] = ()  # of the photos in the document, by their number
    loose: tuple[tuple[str, Path, str], ...] = ()  # caption, file and digest of the photos beside it
    hidden: tuple[str, ...] = ()  # contacts that must not show wherever they stand
    shown: tuple[str, ...] = ()  # contacts that may
    comments: tuple[Comment, ...] = ()
    sha256: str = ""
    has_document: bool = False

    @property
    def selected(self) -> bool:
        """Whether any panel selected it."""
        return any(one.selected for one in self.awards)

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read, at least a minute; 0 where there is nothing to read."""
        return max(1, round(self.words / WORDS_A_MINUTE)) if self.words else 0

    def says(self, text: str) -> str:
        """A text of the writing without the contacts that are not to be shown."""
        return without_contacts(text, self.shown, self.hidden)


class SiteContents(Struct, frozen=True, dict=True):
    """Everything that the pages of a site are made of, the newest month first."""

    settings: SiteSettings
    title: str
    levels: Levels
    writings: tuple[ShownWriting, ...]
    checked: Checked
    judged: Judged
    letters: frozenset[int]  # the identities of the judged folders whose letter of decision is out

    @cached_property
    def periods(self) -> list[Period]:
        """Every month with a writing, the newest first."""
        return sorted({one.period for one in self.writings if one.period}, reverse=True)

    @cached_property
    def provinces(self) -> list[str]:
        """Every province, by name."""
        return sorted({one.province for one in self.writings if one.province}, key=fold)

    @cached_property
    def cities(self) -> list[tuple[str, str]]:
        """Every city with its province."""
        pairs = {(one.province, one.city) for one in self.writings if one.city}
        return sorted(pairs, key=lambda pair: (fold(pair[0]), fold(pair[1])))

    @cached_property
    def by_period(self) -> dict[Period | None, list[ShownWriting]]:
        """The writings of each month."""
        return _grouped(self.writings, lambda one: one.period)

    @cached_property
    def by_province(self) -> dict[str, list[ShownWriting]]:
        """The writings of each province."""
        return _grouped(self.writings, lambda one: one.province)

    @cached_property
    def by_city(self) -> dict[tuple[str, str], list[ShownWriting]]:
        """The writings of each city of a province."""
        return _grouped(self.writings, lambda one: (one.province, one.city))

    @cached_property
    def by_author(self) -> dict[PersonShown, list[ShownWriting]]:
        """The writings of each author."""
        found: dict[str, tuple[PersonShown, list[ShownWriting]]] = {}
        for writing in self.writings:
            for author in writing.authors:
                found.setdefault(author.slug, (author, []))[1].append(writing)
        return {author: theirs for _, (author, theirs) in sorted(found.items())}

    def winners(self, level: str, period: Period | None = None) -> list[ShownWriting]:
        """What panels of this level selected (of one month), by rank."""
        ranked = [
            (award.where, award.rank or 0, writing)
            for writing in (self.writings if period is None else self.by_period.get(period, []))
            for award in writing.awards
            if award.selected and award.level == level and period in (None, award.period)
        ]
        ranked.sort(key=lambda found: (fold(found[0]), found[1], found[2].slug))
        return [writing for *_, writing in ranked]


def _grouped(
    writings: Iterable[ShownWriting], key: Callable[[ShownWriting], K]
) -> dict[K, list[ShownWriting]]:
    found: dict[K, list[ShownWriting]] = {}
    for one in writings:
        found.setdefault(key(one), []).append(one)
    return found


Letters = Callable[[Folder], bool]  # whether the panel's letter of decision is out
Comments = Callable[[Submission], tuple[Comment, ...]]


def contents_of(  # noqa: PLR0913 - what a site is made of
    checked: Checked,
    judged: Judged,
    settings: SiteSettings,
    title: str,
    levels: Levels,
    letter_is_out: Letters,
    comments: Comments,
) -> SiteContents:
    """The contents of the site of a tree."""
    pairs = [*_side_by_side(checked, judged)]
    letters = frozenset(id(one) for _, one in pairs if one.assessment and letter_is_out(one.folder))
    awards = _awards(one for _, one in pairs if one.whole and (is_sealed(one.folder) or id(one) in letters))
    makers = _WritingMaker(settings, awards, comments)
    writings = [writing for one, _ in pairs for writing in makers.of(one)]
    newest = sorted(writings, key=lambda one: (fold(one.province), fold(one.city), fold(one.title), one.slug))
    newest.sort(key=lambda one: str(one.period or ""), reverse=True)
    return SiteContents(settings, title, levels, tuple(newest), checked, judged, letters)


def _side_by_side(checked: Checked, judged: Judged) -> Iterator[tuple[Checked, Judged]]:
    yield checked, judged
    for one, other in zip(checked.children, judged.children, strict=True):
        yield from _side_by_side(one, other)


def is_sealed(folder: Folder) -> bool:
    """Whether a folder's panel has sealed what it decided."""
    seal = folder.seal
    return bool(seal and seal.readable and seal.seen and seal.closed)


def _awards(judged: Iterable[Judged]) -> Mapping[Path, list[Award]]:
    found: dict[Path, list[Award]] = {}
    for one in judged:
        assessment = one.assessment
        for result in assessment.results if assessment else ():
            if result.final is None and not result.selected:
                continue
            passing = assessment.rubric.passing if assessment else None
            final = final_shown(result.final, passing) if result.final is not None and passing else ""
            level = one.folder.level
            where = one.folder.unit or level.title(language())
            award = Award(level.code, where, one.folder.period, result.rank, final, result.selected)
            found.setdefault(result.candidate.path, []).append(award)
    return found


class _WritingMaker:
    """Makes what is shown of submissions; no two pages get one name."""

    def __init__(
        self, settings: SiteSettings, awards: Mapping[Path, list[Award]], comments: Comments
    ) -> None:
        self._settings, self._awards, self._comments = settings, awards, comments
        self._taken: set[str] = set()
        self._texts: dict[str, str] = {}  # what several writings say is held once

    def of(self, checked: Checked) -> Iterator[ShownWriting]:
        """The submissions of one folder."""
        folder = checked.folder
        for submission in checked.submissions:
            yield self._shown(folder, submission)

    def _shown(self, folder: Folder, submission: Submission) -> ShownWriting:
        is_city = folder.level.is_lowest
        province, city = _place(folder)
        identity = submission.identity
        name, institution = identity.author.name, identity.institution
        own, theirs = self._text(identity.author.contact), self._text(institution.contact)
        shown, hidden = self._contacts(own, theirs)
        embedded = [photo for photo in submission.photos if photo.file is None]
        beside = [photo for photo in submission.photos if photo.file is not None]
        return ShownWriting(
            slug=self._slug(folder, submission, without_contacts(submission.title, shown, hidden)),
            title=submission.title,
            path=submission.path,
            period=folder.period,
            province=province,
            city=city,
            medium=submission.medium,
            is_product=not is_city or fold(submission.product) == PRODUCT,
            authors=tuple(_authors(self._text(name), province, city)),
            position=self._text(identity.author.position),
            contact=own if own in shown else "",
            institution=self._text(institution.name),
            address=self._text(institution.address),
            institution_contact=theirs if theirs in shown else "",
            kind=self._text(identity.kind),
            submitted=submission.submitted,
            words=submission.document.words if submission.document else 0,
            minutes=submission.minutes,
            awards=tuple(self._awards.get(submission.path, ())),
            captions=tuple(self._text(photo.caption) for photo in embedded),
            loose=tuple(
                (self._text(photo.caption), photo.file, photo.digest) for photo in beside if photo.file
            ),
            hidden=hidden,
            shown=shown,
            comments=tuple(one for one in self._comments(submission) if not one.trouble),
            sha256=submission.sha256,
            has_document=submission.document is not None,
        )

    def _contacts(self, own: str, theirs: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of the contacts of an author and an institution those that may show, and those that must not."""
        show = self._settings.contacts
        shown = [theirs] if theirs and show is not SiteContacts.NOBODY else []
        shown += [own] if own and show is SiteContacts.AUTHOR else []
        return tuple(shown), tuple(text for text in (own, theirs) if text and text not in shown)

    def _text(self, fact: Fact | None) -> str:
        text = " ".join(fact.text.split()) if fact else ""
        return self._texts.setdefault(text, text)

    def _slug(self, folder: Folder, submission: Submission, title: str) -> str:
        """What its page is called: of the title as it is shown, and of what tells it from others."""
        above = folder.above.unit if folder.above else None
        told = (folder.period, above, folder.level.code, folder.unit, submission.title)
        made = f"{slug_of(title)}-{_short(*told)}"
        number = 2
        while made in self._taken:
            made = f"{slug_of(title)}-{_short(*told, number)}"
            number += 1
        self._taken.add(made)
        return made


def _place(folder: Folder) -> tuple[str, str]:
    """The province and city of a folder's writings; those of a province have no city."""
    if not folder.level.is_lowest:
        return folder.unit or "", ""
    return (folder.above.unit if folder.above else None) or "", folder.unit or folder.path.name


def _authors(names: str, province: str, city: str) -> Iterator[PersonShown]:
    """The people of a line of authors; two of one name in two cities are two people."""
    for name in split_names(names) or ((names,) if names else ()):
        who = person(name) or fold(name)
        yield PersonShown(name, f"{slug_of(who)}-{_short(who, province, city)}")


def slug_of(text: str) -> str:
    """A text as the name of a page: small letters, digits and hyphens, whatever the text holds.

    >>> slug_of("Dari Sampah, Menjadi Berkah!")
    'dari-sampah-menjadi-berkah'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:LONGEST_NAME].rstrip("-") or "x"


def _short(*parts: object) -> str:
    return blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def unit_slug(*names: str) -> str:
    """The name of the page of a city or province: two that differ only in signs have two pages."""
    return f"{slug_of(names[-1])}-{_short(*map(fold, names))}"
