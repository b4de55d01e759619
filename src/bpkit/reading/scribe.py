"""Goes through the items of a writing and notes who each fact is about.

Labels such as `Nama`, `Alamat` or `HP` say nothing of whose they are; the heading above them, the label
before them, or the value itself does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..model.facts import Source
from ..model.sources import is_korkot, is_team
from .dates import parse_date
from .finds import Find, Said, Weight, origin_of, said_of_author, said_of_institution
from .labels import Field, Label, Owner
from .lines import Break, Entry, Gap, Item, Words
from .pieces import Look, contact_in, is_address, is_organisation, is_person, is_position, pieces, trimmed

FIRST_LINES = 8  # a byline stands among them
LAST_LINES = 16  # and the facts at the end among these
LONGEST_NAME = 100
LONGEST_KIND = 40

_PREMISES = re.compile(r"\W*(?:sekretariat|kantor|balai|gedung)\b", re.IGNORECASE)
_NO_SOURCE = re.compile(
    r"https?:|www\.|\b(?:foto|dok|dokumen\w*|wawancara|data|buku|pedoman|internet|google|bps|laporan|pribadi)\b", re.I
)
_IS_A = re.compile(r"^\W*(.{2,60}?)\s+(?:adalah|merupakan|ialah|bekerja sebagai|saat ini)\s+(?:seorang\s+)?(.+)$", re.I)
_WRITERS = ("penulis", "beliau")
_REACH = re.compile(r"[,.;]?\s*(?:dan\s+|yang\s+)?(?:dapat|bisa)\s+di\s?hubungi.*$", re.I)
_DATELINE = re.compile(r"^[A-Z][\w .'’-]{2,30},\s*(?:tanggal\s+|tgl\.?\s+)?(.{8,30})$")


@dataclass(slots=True)
class Context:
    """Whom the lines at hand are about."""

    owner: Owner | None = None
    section: bool = False  # a heading said so, and it holds until prose
    awaited: Field | None = None  # a label whose value was left for the next line
    gap: bool = False  # an empty line came after the last entry
    gaps: int = 0  # entries that came after an empty line: then it means nothing
    strangers: int = 0  # lines in a row that said nothing
    known: set[tuple[Owner, Field]] = field(default_factory=set)  # found in this block
    first: Owner | None = None


class Scribe:
    """Notes the finds of one document."""

    def __init__(self) -> None:
        self.finds: list[Find] = []
        self._block = 0
        self._context = Context()
        self._open_address: Find | None = None

    def read(self, items: Sequence[Item], *, margins: bool = False) -> None:
        """Note what the items say; `margins`: they stand in headers and footers."""
        speaking = [index for index, item in enumerate(items) if isinstance(item, Entry | Words)]
        edge = set(speaking) if margins else {*speaking[:FIRST_LINES], *speaking[-LAST_LINES:]}
        for index, item in enumerate(items):
            if isinstance(item, Entry):
                self._entry(item)
            elif isinstance(item, Words):
                following = next((other for other in items[index + 1 : index + 3] if isinstance(other, Words)), None)
                self._words(item.text, following.text if following else "", index in edge)
            elif isinstance(item, Gap):
                self._context.gap = True
                self._open_address = None
            else:
                self._break()

    def _break(self) -> None:
        self._block += 1
        self._context = Context()
        self._open_address = None

    # Labels ------------------------------------------------------------------------------------------

    def _entry(self, entry: Entry) -> None:
        context, label = self._context, entry.label
        context.awaited, context.strangers = None, 0
        self._open_address = None
        if context.gap:
            context.gaps += 1
        if label.owner and not label.fields:
            self._owner_entry(entry)
        elif len(label.fields) > 1:
            self._composite(entry)
        elif label.field:
            self._field_entry(entry, label.field, entry.value)
        context.gap = False

    def _owner_entry(self, entry: Entry) -> None:
        label, context = entry.label, self._context
        if label.named:  # `BKM Sejahtera: Jl. Mawar 3`
            if contact_in(entry.value) or is_address(entry.value):
                self._turn_to(Owner.INSTITUTION)
                self._note(Owner.INSTITUTION, Field.NAME, label.named, Weight.NEAR, entry)
                self._note_all(Owner.INSTITUTION, said_of_institution(entry.value, named=False), Weight.NEAR, entry)
            return
        self._turn_to(label.owner, section=label.heading or not entry.value)
        if not entry.value:
            return
        said = self._said(label.owner, entry.value, named=not label.heading)
        if label.owner is Owner.INSTITUTION or len(entry.value) <= LONGEST_NAME:
            self._note_all(label.owner, said, Weight.STATED, entry)
            context.first = context.first or label.owner

    def _field_entry(self, entry: Entry, asked: Field, value: str) -> None:
        if asked in (Field.SOURCE, Field.WORK, Field.DATE, Field.KIND, Field.TITLE, Field.OTHER):
            self._own_field(entry, asked, value)
            return
        owner = entry.label.owner or self._owner_of(asked, entry.label, value)
        if entry.label.owner:
            self._turn_to(entry.label.owner)
        if owner is None:
            return
        stated = entry.label.owner is not None or self._context.section
        weight = Weight.STATED if stated else Weight.NEAR
        if entry.label.named:
            self._note(owner, Field.NAME, entry.label.named, Weight.NEAR, entry)
        if value:
            self._answer(owner, asked, value, weight, entry)
        elif entry.source is not Source.TABLE:
            self._context.awaited = asked
        if asked in (Field.NAME, Field.ADDRESS, Field.AREA) and not self._context.section:
            self._turn_to(owner)

    def _owner_of(self, asked: Field, label: Label, value: str) -> Owner | None:
        """Whose field it is where the label doesn't say; None where it is of nobody we look for."""
        context = self._context
        if asked is Field.NAME:
            return self._owner_of_name(value)
        if context.section and context.owner:
            if asked is Field.POSITION and context.owner is Owner.INSTITUTION:
                return None  # of the person to be asked there
            if asked in (Field.ADDRESS, Field.AREA) and context.owner is Owner.AUTHOR:
                return None  # where the author lives is nobody's question
            return context.owner
        if asked is Field.POSITION:
            lacking = (Owner.AUTHOR, Field.POSITION) not in context.known
            return Owner.AUTHOR if context.owner is not Owner.INSTITUTION or lacking else None
        if asked is Field.CONTACT:
            return self._owner_of_contact(label)
        return self._owner_of_address(value)

    def _owner_of_name(self, value: str) -> Owner | None:
        context = self._context
        if is_organisation(value) and not (context.section and context.owner is Owner.AUTHOR):
            return Owner.INSTITUTION
        if context.section and context.owner:
            return context.owner if (context.owner, Field.NAME) not in context.known else None
        return Owner.AUTHOR if (Owner.AUTHOR, Field.NAME) not in context.known else None

    def _owner_of_contact(self, label: Label) -> Owner:
        context = self._context
        if context.owner is not Owner.INSTITUTION:
            return Owner.AUTHOR
        of_author = (Owner.AUTHOR, Field.NAME) in context.known and (Owner.AUTHOR, Field.CONTACT) not in context.known
        # One list of both: the telephone that somebody carries is the author's.
        return Owner.AUTHOR if label.personal and of_author else Owner.INSTITUTION

    def _owner_of_address(self, value: str) -> Owner | None:
        context = self._context
        if context.owner is not Owner.AUTHOR or is_organisation(value) or _PREMISES.match(value):
            return Owner.INSTITUTION
        set_apart = context.gap and context.gaps < 3
        complete = (Owner.AUTHOR, Field.CONTACT) in context.known
        named = (Owner.AUTHOR, Field.NAME) in context.known
        return Owner.INSTITUTION if set_apart or complete or not named else None

    def _answer(self, owner: Owner, asked: Field, value: str, weight: Weight, entry: Entry) -> None:
        """Note a value under its field, and its neighbours in the same value under theirs."""
        span = contact_in(value)
        if asked is Field.NAME:
            if len(value) <= LONGEST_NAME or span:
                self._note_all(owner, self._said(owner, value, named=True), weight, entry)
        elif asked is Field.CONTACT:
            self._note_contact(owner, value, weight, entry)
        elif asked is Field.POSITION:
            before = trimmed(value[: span[0]]) if span else value
            said = dict(said_of_author(f"Nn, {value}", named=True)) if span else {}
            position = said.get(Field.POSITION, before)
            self._note(owner, Field.POSITION, position, weight, entry)
            if span:
                self._note(owner, Field.CONTACT, said[Field.CONTACT], Weight.NEAR, entry)
        else:
            self._note_address(owner, asked, value, weight, entry)

    def _note_contact(self, owner: Owner, value: str, weight: Weight, entry: Entry) -> None:
        span = contact_in(value)
        if span is None:
            if not is_address(value):
                self._note(owner, Field.CONTACT, value, Weight.POSSIBLE, entry)
            return
        address = next((p for p in pieces(value) if p.look is Look.ADDRESS and p.start > span[0]), None)
        self._note(owner, Field.CONTACT, trimmed(value[span[0] : address.start if address else None]), weight, entry)
        if address and owner is Owner.INSTITUTION:
            self._note(owner, Field.ADDRESS, trimmed(value[address.start :]), Weight.NEAR, entry)

    def _note_address(self, owner: Owner, asked: Field, value: str, weight: Weight, entry: Entry) -> None:
        said = dict(said_of_institution(value, named=False))
        span = contact_in(value)
        if Field.CONTACT in said:
            self._note(owner, Field.CONTACT, said[Field.CONTACT], Weight.NEAR, entry)
        if Field.NAME in said and Field.ADDRESS in said:
            self._note(owner, Field.NAME, said[Field.NAME], Weight.POSSIBLE, entry)
        text = said.get(Field.ADDRESS, "") if span or Field.NAME in said else value
        if asked is Field.AREA:
            text = _area(entry, text)
        text = ", ".join(part.strip(" ,") for part in text.split("\n") if part.strip(" ,"))
        if text:
            self._note(owner, asked, text, weight, entry)
            self._open_address = self.finds[-1] if asked is Field.ADDRESS else None

    def _composite(self, entry: Entry) -> None:
        """`Nama/Jabatan: Siti Rahma / Faskel TF-03`: as many answers as questions, else by their looks."""
        fields, value = entry.label.fields, entry.value
        owner = entry.label.owner
        if owner:
            self._turn_to(owner)
        parts = [trimmed(part) for part in re.split(r"\s*[/;|\n]\s*|\s+[-–—]\s+|,\s*", value) if trimmed(part)]
        if len(parts) == len(fields) and not any(contact_in(p) is None for p, f in zip(parts, fields, strict=True) if f is Field.CONTACT):
            for asked, part in zip(fields, parts, strict=True):
                self._field_entry(entry, asked, part)
        elif value:
            asked = Field.NAME if Field.NAME in fields else fields[0]
            self._field_entry(entry, asked, value)

    def _own_field(self, entry: Entry, asked: Field, value: str) -> None:
        """Source, date and kind are the writing's own, whoever the lines around are about."""
        if asked is Field.WORK:
            typed = value if is_team(value) or is_korkot(value) else entry.text
            if value and (is_team(typed) or is_korkot(typed) or origin_of(value)) and len(typed) <= 60:
                self._note(None, Field.SOURCE, typed, Weight.NEAR, entry)
        elif asked is Field.SOURCE:
            if value and len(value) <= 80 and not _NO_SOURCE.search(value) and not _NO_SOURCE.search(entry.text):
                self._note(None, Field.SOURCE, value, Weight.STATED, entry)
        elif asked is Field.DATE:
            if day := date_in(value):
                self._note(None, Field.DATE, day, Weight.STATED, entry)
        elif asked is Field.KIND:
            if value and len(value) <= LONGEST_KIND:
                self._note(None, Field.KIND, value, Weight.STATED, entry)
        elif asked is Field.TITLE and value:
            self._note(None, Field.TITLE, value, Weight.STATED, entry)

    # Lines without labels ----------------------------------------------------------------------------

    def _words(self, text: str, following: str, at_edge: bool) -> None:
        context = self._context
        if self._open_address and is_address(text) and not contact_in(text) and not is_person(text):
            self._open_address.text += ", " + trimmed(text)
            return
        self._open_address = None
        entry = Entry(Label(), text, Source.LINE, text)
        if context.awaited and context.owner:
            asked, context.awaited = context.awaited, None
            self._answer(context.owner, asked, text, Weight.STATED if context.section else Weight.NEAR, entry)
        elif context.owner and self._continued(context.owner, text, entry):
            context.strangers = 0
        elif at_edge:
            self._loose(text, following, entry)
            context.strangers += 1
        else:
            context.strangers += 1
        if context.strangers > 1:
            context.owner, context.section = None, False
        context.gap = False

    def _continued(self, owner: Owner, text: str, entry: Entry) -> bool:
        """A line below a heading or a label: what it looks like, where the block doesn't know that yet."""
        context = self._context
        weight = Weight.STATED if context.section else Weight.NEAR
        named = context.section and (owner, Field.NAME) not in context.known and not contact_in(text)
        said = [
            (asked, value)
            for asked, value in self._said(owner, text, named=named and (is_person(text) or is_organisation(text)))
            if (owner, asked) not in context.known and (asked is not Field.NAME or context.section)
        ]
        if is_a := _is_a(text):
            said = [(Field.POSITION, is_a[1])] + [(f, v) for f, v in said if f is Field.CONTACT]
        if owner is Owner.AUTHOR and not said and is_position(text) and (owner, Field.POSITION) not in context.known:
            said = [(Field.POSITION, text)]
        self._note_all(owner, iter(said), weight, entry)
        return bool(said)

    def _loose(self, text: str, following: str, entry: Entry) -> None:
        """A line at the beginning or the end that nothing announces."""
        if is_a := _is_a(text):
            name, position = is_a
            said = dict(said_of_author(text, named=False))
            if name.lower() not in _WRITERS:
                self._note(Owner.AUTHOR, Field.NAME, name, Weight.POSSIBLE, entry)
            self._note(Owner.AUTHOR, Field.POSITION, position, Weight.POSSIBLE, entry)
            if Field.CONTACT in said:
                self._note(Owner.AUTHOR, Field.CONTACT, said[Field.CONTACT], Weight.POSSIBLE, entry)
            return
        if is_organisation(text):
            said = dict(said_of_institution(text, named=False))
            if len(said) > 1 or is_address(following) or _PREMISES.match(following):
                self._turn_to(Owner.INSTITUTION)
                self._note_all(Owner.INSTITUTION, iter(said.items()), Weight.POSSIBLE, entry)
            return
        if dateline := _DATELINE.match(text):
            if parse_date(dateline[1]):
                self._note(None, Field.DATE, dateline[1], Weight.POSSIBLE, entry)
                return
        said = dict(said_of_author(text, named=False))
        if Field.NAME not in said:
            return
        signed = is_person(text) and is_position(following) and not is_person(following) and len(following) < 80
        if len(said) > 1 or signed:
            self._turn_to(Owner.AUTHOR)
            self._note_all(Owner.AUTHOR, iter(said.items()), Weight.POSSIBLE, entry)

    # Notes -------------------------------------------------------------------------------------------

    def _turn_to(self, owner: Owner | None, *, section: bool = False) -> None:
        self._context.owner = owner
        self._context.section = section

    @staticmethod
    def _said(owner: Owner | None, text: str, *, named: bool) -> Said:
        said = said_of_author if owner is Owner.AUTHOR else said_of_institution
        return said(text.replace("\n", "; "), named=named)

    def _note_all(self, owner: Owner | None, said: Iterable[tuple[Field, str]], weight: Weight, entry: Entry) -> None:
        for asked, text in said:
            if asked is Field.SOURCE:
                self._note(None, asked, text, Weight.POSSIBLE, entry)
            else:
                self._note(owner, asked, text, weight, entry)

    def _note(self, owner: Owner | None, asked: Field, text: str, weight: Weight, entry: Entry) -> None:
        text = " ".join(text.split())
        if text:
            self.finds.append(Find(owner, asked, text, weight, entry.source, entry.text, self._block))
            if owner:
                self._context.known.add((owner, asked))
            if owner is Owner.AUTHOR and asked is Field.POSITION and (origin := origin_of(text)):
                self._note(None, Field.SOURCE, origin, Weight.POSSIBLE, entry)


def date_in(text: str) -> str:
    """The date in a value such as `Semarang, 14 Oktober 2010`; empty where there is none."""
    for part in (text, text.rpartition(",")[2], text.partition("(")[0]):
        if parse_date(part):
            return trimmed(part)
    return ""


def _is_a(text: str) -> tuple[str, str] | None:
    """`Penulis adalah Faskel TF-03, dapat dihubungi …`: who, and as what."""
    found = _IS_A.match(text)
    if not found or not (found[1].lower() in _WRITERS or is_person(trimmed(found[1]))):
        return None
    span = contact_in(found[2])
    position = trimmed(_REACH.sub("", found[2][: span[0]] if span else found[2]).rstrip("."))
    return (trimmed(found[1]), position) if is_position(position) else None


def _area(entry: Entry, text: str) -> str:
    """`Kelurahan Tandang`: an area reads well only with its kind before it."""
    kind = trimmed(entry.text.split(":")[0]) if ":" in entry.text else trimmed(entry.text)
    return text if text.lower().startswith(kind.lower()) or len(kind) > 14 else f"{kind} {text}"
