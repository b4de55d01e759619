"""How the templates become pages: what they may ask for, and the key of all that a page is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from msgspec import Struct

from ..model.dates import ENGLISH_MONTHS, MONTHS
from ..model.settings import SiteSettings
from ..model.story import Mark, Part, Piece, ShownPhoto, Story
from ..model.units import Period
from ..office import sound
from ..people.redaction import COVER, to_cover
from ..wording import decimal, language, say
from .contents import Award, ShownWriting, unit_slug

ROOM = Path(__file__).parent
SUMMARY = 180  # letters of a text that stand in a list
_PLAYED = {
    "audio": (".mp3", ".m4a", ".wav", ".ogg", ".oga", ".opus", ".flac", ".aac", ".weba"),
    "video": (".mp4", ".m4v", ".webm", ".ogv", ".mov"),
}


class PageFrame(Struct, frozen=True):
    """What every page has around what is its own."""

    title: str
    settings: SiteSettings
    menu: Sequence[tuple[str, str]]  # paths and titles
    language: str


class WritingPage(Struct, frozen=True):
    """All that the page of a writing is made of but its story; `key` says the story as well."""

    path: str
    key: str
    writing: ShownWriting
    others: Sequence[tuple[str, str]] = ()  # by the same authors: title, and the name of the page
    medium: str = ""  # the path in the site of the recording that was handed in


class Card(Struct, frozen=True):
    """A writing in a list."""

    writing: ShownWriting
    cover: ShownPhoto | None
    summary: str


def rendered(template: str, frame: PageFrame, path: str, values: Mapping[str, object]) -> bytes:
    """The page at this path, from a template."""
    common = {"root": "../" * path.count("/"), "path": path, "site": frame, "menu": frame.menu}
    return f"{_environment().get_template(template).render(**common, **values)}\n".encode()


def writing_page(frame: PageFrame, page: WritingPage, story: Story, card: Card) -> bytes:
    """The page of a writing; `card` is how it stands in lists."""
    values = {
        "writing": page.writing,
        "story": story,
        "blocks": [*blocks(story.pieces)],
        "loose": with_captions(page.writing, story),
        "others": page.others,
        "medium": page.medium,
        "plays": playing(page.medium),
        "unit": unit_slug,
        "facts": facts_of(page.writing),
        "summary": card.summary,
    }
    return rendered("writing.html.j2", frame, page.path, values)


def card_of(writing: ShownWriting, story: Story) -> Card:
    """A writing in a list: its first photo, and how its text begins."""
    cover = next((one for one in story.photos if one.small), None)
    texts = (piece.text for piece in story.pieces if piece.kind is Part.PARAGRAPH and len(piece.text) > 60)
    said = " ".join(next(texts, "").split())
    said = writing.says(said)
    return Card(writing, cover, said if len(said) <= SUMMARY else f"{said[:SUMMARY].rsplit(' ', 1)[0]} …")


def files_of(story: Story) -> list[str]:
    """The photos that a story's page shows, large and small."""
    return [name for photo in story.photos for name in photo_files(photo)]


def photo_files(photo: ShownPhoto) -> list[str]:
    """Where a photo lies in the site: the large one, and the small one where there is one."""
    if not photo.name:
        return []
    place = f"foto/{photo.name[:2]}/{photo.name}"
    return [f"{place}.jpg", *([f"{place}-k.jpg"] if photo.small else [])]


def blocks(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Pieces with those that belong together as one: the items of a list, photos that follow each other."""
    together: list[Piece] = []
    kind = ""
    for piece in pieces:
        named = _together(piece)
        if together and named != kind:
            yield kind, together
            together = []
        kind = named
        together.append(piece)
        if kind not in _GROUPS:
            yield kind, together
            together = []
    if together:
        yield kind, together


_GROUPS = ("list", "typed list", "pages", "notes")


def _together(piece: Piece) -> str:
    names = {Part.PAGE: "pages", Part.NOTE: "notes", Part.BULLET: "list", Part.NUMBER: "list"}
    return "typed list" if piece.level < 0 else names.get(piece.kind, piece.kind.value)


class ListShown(Struct):
    """Items that follow each other with signs, or with numbers from `start` on; each with the lists in it."""

    start: int  # 0 where they have signs
    sign: str  # `a`, `A`, `i` or `I` where numbers are letters or Roman
    items: list[tuple[Piece, list[ListShown]]]


def lists(pieces: Sequence[Piece]) -> list[ListShown]:
    """Items as the lists that they are; what lies deeper is a list in the item before it."""
    found: list[ListShown] = []
    at = 0
    while at < len(pieces):
        first, end = pieces[at], at + 1
        while end < len(pieces) and pieces[end].level > first.level:
            end += 1
        item = (first, lists(pieces[at + 1 : end]))
        following = found[-1].start + len(found[-1].items) if found and found[-1].start else 0
        if found and (first.number, first.sign) == (following, found[-1].sign):
            found[-1].items.append(item)
        else:
            found.append(ListShown(first.number, first.sign, [item]))
        at = end
    return found


_FACES = {"b": ("<strong>", "</strong>"), "i": ("<em>", "</em>"), "bi": ("<strong><em>", "</em></strong>")}


def spoken(writing: ShownWriting, text: str, marks: Sequence[Mark] = ()) -> Markup:
    """A text of the writing as a page carries it: escaped, its lines kept, bold and italics as they were.

    What covers a contact stands as the contact's beginning did, however many faces that was set in.
    """
    covers = dict(to_cover(text, writing.shown, writing.hidden))
    if not covers and not marks:
        return _lined(text)
    ends = {0, len(text), *covers, *covers.values()}
    ends.update(place for start, stop, _ in marks for place in (start, stop))
    made, covered = [], 0
    for start, stop in pairwise(sorted(ends)):
        if start < covered:
            continue
        covered = covers.get(start, 0)
        face = next((face for first, last, face in marks if first <= start < last), "")
        before, after = _FACES.get(face, ("", ""))
        said = escape(COVER) if covered else _lined(text[start:stop])
        made.append(Markup(before) + said + Markup(after))  # noqa: S704 - tags of the table above
    return Markup("").join(made)


def _lined(text: str) -> Markup:
    return Markup("<br>").join(escape(sound(line)) for line in text.split("\n"))


def with_captions(writing: ShownWriting, story: Story) -> list[ShownPhoto]:
    """The photos that lie beside the document, with what their YAML says of them."""
    said = [caption for caption, *_ in writing.loose]
    shown = zip(story.loose, said, strict=False)
    return [msgspec.structs.replace(photo, caption=caption) for photo, caption in shown if photo.name]


def caption_of(writing: ShownWriting, photo: ShownPhoto) -> str:
    """What is said of a photo: by the YAML beside its document before the document."""
    known = writing.captions[photo.number] if 0 <= photo.number < len(writing.captions) else ""
    return writing.says(known or photo.caption)


def playing(path: str) -> str:
    """How a file is played in a page: `audio` or `video`; empty where browsers can't."""
    extension = Path(path).suffix.casefold()
    return next((kind for kind, extensions in _PLAYED.items() if extension in extensions), "")


def facts_of(writing: ShownWriting) -> list[tuple[str, str]]:
    """What is known about a writing, by the names that the wording has; some are empty."""
    says = writing.says
    return [
        ("author", says(", ".join(author.name for author in writing.authors))),
        ("position", says(writing.position)),
        ("contact", writing.contact),
        ("institution", says(writing.institution)),
        ("address", says(writing.address)),
        ("institution_contact", writing.institution_contact),
        ("kind", says(writing.kind)),
        ("submitted", day_words(writing.submitted) if writing.submitted else ""),
        ("minutes", length_words(writing.minutes) if writing.minutes else ""),
    ]


def updated(writing: ShownWriting) -> str:
    """When a writing came, as a feed says it: the day it was handed in, else the first of its month."""
    if writing.submitted:
        return f"{writing.submitted.isoformat()}T00:00:00Z"
    period = writing.period
    return f"{period.year:04d}-{period.month:02d}-01T00:00:00Z" if period else "1970-01-01T00:00:00Z"


def award_words(award: Award) -> str:
    """`Terpilih nasional, peringkat 1, Oktober 2010`."""
    place = say("site.award_selected" if award.selected else "site.award_scored", where=award.where)
    rank = say("site.award_rank", rank=award.rank) if award.rank is not None else ""
    final = say("site.award_final", final=decimal(award.final)) if award.final else ""
    return ", ".join(part for part in (place, rank, final) if part)


def month_name(period: Period | None) -> str:
    """`Oktober 2010`, in the language of the run."""
    if period is None:
        return say("site.no_month")
    return f"{_month(period.month)} {period.year}"


def _month(number: int) -> str:
    return (MONTHS if language() == "id" else ENGLISH_MONTHS)[number - 1]


def length_words(minutes: float) -> str:
    """How long a recording is: `7 menit`, and of one below a minute `40 detik`."""
    if minutes < 1:
        return say("site.seconds", count=max(1, round(60 * minutes)))
    return say("site.minutes", count=round(minutes))


def day_words(day: date) -> str:
    """`14 Oktober 2010`, in the language of the run."""
    return f"{day.day} {_month(day.month)} {day.year}"


def _typed(value: object) -> object:
    """What people typed as a page can carry it; nothing for None. Jinja escapes it after that."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else sound(str(value))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,  # of what is no Markup yet after `finalize`
        undefined=StrictUndefined,
        finalize=_typed,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        say=say, language=language, month_name=month_name, day=day_words, award=award_words,
        caption=caption_of, files=photo_files, decimal=decimal, grouped=blocks, lists=lists, spoken=spoken,
    )  # fmt: skip
    return made


# Keys ---------------------------------------------------------------------------------------------------


def key_of(*inputs: object) -> str:
    """A key of everything that these records say."""
    # Of a path its name counts: the same share gives the same pages wherever it lies.
    said = msgspec.json.encode(inputs, enc_hook=lambda path: path.name)
    return blake2b(said, digest_size=16).hexdigest()


def sources() -> str:
    """The templates and assets, and the code and words that fill them."""
    rooms = (*(ROOM / "templates").iterdir(), *(ROOM / "assets").iterdir(), *ROOM.glob("*.py"))
    words = (ROOM.parent / "texts" / "site.yaml", ROOM.parent / "__init__.py")
    return key_of([file.read_bytes().hex() for file in sorted((*rooms, *words))])
