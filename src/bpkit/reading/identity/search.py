"""Who wrote, and about whom: finds author and institution (POB slide 8) in a writing as people type them.

Every candidate has a confidence: what says itself whose it is counts most; what only stands in the
neighbourhood counts less; and what another person's block says never becomes the author's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ...model.dates import parse_date
from ...model.facts import Fact, Identity, Institution, Person, Source
from ...model.place import quoting
from ...model.signs import hyphenated, regex
from ...people.contacts import PHONE, contact_in
from ...people.names import is_degree, people, person
from ..documents.content import Block, DocumentContent, DocumentPart
from .lines import BlockContext, Gap, Item, LabelledValue, Words, fits, is_sentence, may_sign, next_line
from .phrases import (
    Label,
    PhraseKind,
    is_address,
    is_organisation,
    is_person,
    is_premises,
    phrases,
    trimmed,
    without_invitation,
    without_stop,
)
from .tables import items
from .values import Confidence, Said, answer, names_team, origin_of, own_answer, said_in_sentence, said_of
from .vocabulary import Field, Owner

MOST_BLOCKS = 1000  # paragraphs and tables at either end; a writing has fifty
_MARGINS = (DocumentPart.HEADER, DocumentPart.FOOTER)
FIRST_LINES = 8  # a byline stands among them
LAST_LINES = 16  # and the facts at the end among these

_PERSONAL_FIELDS = (Field.NAME, Field.POSITION, Field.CONTACT, Field.ADDRESS, Field.AREA)
_SPOKEN = regex(r"[?!“”\"]")  # an interview names who speaks just so
_QUOTED_NAME = regex(r"(?<=\w )[\"“](?:[A-Z][\w.'’-]* ?){1,4}[\"”]")  # `KSM "Sri Rejeki"`
_LEADER = regex(r"(?:ketua|koordinator|sekretaris|bendahara)\b", re.IGNORECASE)
_GOES_ON = regex(r"(?:,|&|\bdan)\s*$", re.IGNORECASE)
_DATELINE = regex(r"^[A-Z][\w .'’-]{2,30},\s*(?:tanggal\s+|tgl\.?\s+)?(.{8,30})$")


def read_candidates(content: DocumentContent) -> list[PossibleFact]:
    """Every candidate of a document, the body's before those of headers and footers."""
    collector = FactCollector()
    inner = _ends([block for block in content.blocks if block.part not in _MARGINS])
    outer = [block for block in content.blocks if block.part in _MARGINS]
    collector.read(list(items(inner)))
    if outer:
        collector.read(list(items(outer)), margins=True)
    return collector.candidates


def _ends(blocks: list[Block]) -> list[Block]:
    """The blocks without the middle of a book: who wrote stands at its beginning or at its end."""
    return blocks if len(blocks) <= 2 * MOST_BLOCKS else [*blocks[:MOST_BLOCKS], *blocks[-MOST_BLOCKS:]]


def read_identity(path: Path, candidates: Sequence[PossibleFact]) -> Identity:
    """The facts about author and institution, and the writing's own, each with its place."""
    return _Choice(path, candidates).identity()


class PossibleFact(Struct):
    """One candidate for one field; without an owner it is the writing's own (source, date, kind, title)."""

    owner: Owner | None
    field: Field
    text: str
    confidence: Confidence
    source: Source
    line: str
    block: int


class FactCollector:
    """Notes the candidates of one document."""

    def __init__(self) -> None:
        self.candidates: list[PossibleFact] = []
        self._block = 0
        self._context = BlockContext()
        self._open_address: PossibleFact | None = None
        self._listed = ""  # the next line, where it goes on with a list of people
        self._named: PossibleFact | None = None  # the author named last, whom another may follow

    def read(self, items: Sequence[Item], *, margins: bool = False) -> None:
        """Note what the items say; `margins`: they stand in headers and footers."""
        speaking = [index for index, item in enumerate(items) if isinstance(item, LabelledValue | Words)]
        edge = set(speaking) if margins else {*speaking[:FIRST_LINES], *speaking[-LAST_LINES:]}
        for index, item in enumerate(items):
            if isinstance(item, LabelledValue):
                self._entry(item)
            elif isinstance(item, Words):
                following = next_line(items[index + 1 : index + 3])
                if not self._is_another_author(item, items[index - 1 : index]):
                    self._words(item.text, following, at_edge=index in edge)
            elif isinstance(item, Gap):
                self._context.gap = True
                self._open_address = None
            else:
                self._break()

    def _break(self) -> None:
        self._block += 1
        self._context = BlockContext()
        self._open_address = None

    # Labels ------------------------------------------------------------------------------------------

    def _entry(self, entry: LabelledValue) -> None:
        context, label = self._context, entry.label
        context.awaited, context.strangers = None, 0
        context.gaps += context.gap
        self._open_address = None
        if label.owner and not label.fields:
            self._owner_entry(entry, label.owner)
        elif len(label.fields) > 1:
            self._composite(entry)
        elif label.field is Field.OTHER:
            self._other_entry(entry)
        elif label.field:
            self._field_entry(entry, label.field, entry.value)
        context.gap = False

    def _owner_entry(self, entry: LabelledValue, owner: Owner) -> None:
        label, value = entry.label, entry.value
        if label.named:  # `BKM Sejahtera: Jl. Mawar 3`, `Profil BKM Sejahtera`
            if label.heading or contact_in(value) or is_address(value):
                self._context.turn_to(owner, section=label.heading)
                self._note(owner, Field.NAME, label.named, Confidence.NEAR, entry)
                self._note_all(owner, said_of(owner, value, named=False), Confidence.NEAR, entry)
            return
        self._context.turn_to(owner, section=label.heading or not value)
        sentence = list(said_in_sentence(value))
        said = sentence or (
            said_of(owner, value, named=True) if label.heading else answer(owner, Field.NAME, value)
        )
        if label.number > 1 and owner is Owner.AUTHOR and self._joins(value):
            return
        self._note_all(owner, said, Confidence.STATED, entry)

    def _is_another_author(self, words: Words, before: Sequence[Item]) -> bool:
        """`2. Budi` below `Penulis: 1. Siti`, or a name below a line that ends with a comma or `dan`."""
        announced = any(isinstance(item, LabelledValue) and _GOES_ON.search(item.text) for item in before)
        listed = words.listed or (announced and is_person(words.text))
        return listed and self._context.owner is Owner.AUTHOR and self._joins(words.text)

    def _joins(self, text: str) -> bool:
        """Whether a text names one more author; then the name stands beside the first."""
        if self._named is None or self._named.block != self._block:
            return False
        said = said_of(Owner.AUTHOR, text, named=False)
        name = next((name for asked, name, _ in said if asked is Field.NAME), "")
        if not name or _same(name, self._named.text):
            return False
        self._named.text += f" dan {name}"
        return True

    def _other_entry(self, entry: LabelledValue) -> None:
        """`Lokasi: BKM Sejahtera, Jl. Mawar 3`, and below an institution `Ketua: Ibu Euis, 0812…`."""
        institution, context = Owner.INSTITUTION, self._context
        if is_organisation(entry.value):
            context.turn_to(institution)
            self._note_all(
                institution, said_of(institution, entry.value, named=True), Confidence.POSSIBLE, entry
            )
        elif context.owner is institution and _LEADER.match(entry.text) and contact_in(entry.value):
            said = answer(institution, Field.CONTACT, entry.value)
            self._note_all(institution, said, Confidence.NEAR, entry)

    def _field_entry(self, entry: LabelledValue, asked: Field, value: str) -> None:
        if asked not in _PERSONAL_FIELDS:
            self._note_all(None, own_answer(asked, value, entry.text), Confidence.STATED, entry)
            return
        context, label = self._context, entry.label
        owner = context.owner_of(asked, label, value)
        if label.owner:
            context.turn_to(label.owner)
        if owner is None:
            return
        confidence = Confidence.STATED if label.owner or context.section else Confidence.NEAR
        if label.named:
            self._note(owner, Field.NAME, label.named, Confidence.NEAR, entry)
        if value and asked is Field.CONTACT and label.owner is Owner.AUTHOR:  # perhaps with a name
            self._note_all(owner, said_of(owner, value, named=False), confidence, entry)
        if value:
            self._note_all(owner, answer(owner, asked, _with_kind(asked, value, entry)), confidence, entry)
        elif entry.source is not Source.TABLE:
            context.awaited = asked
            context.section = context.section or label.owner is not None
        if asked in (Field.NAME, Field.ADDRESS, Field.AREA) and not context.section:
            context.turn_to(owner)

    def _composite(self, entry: LabelledValue) -> None:
        """`Nama/Jabatan: Siti Rahma / Faskel TF-03`: as many answers as questions, else by their looks."""
        fields = entry.label.fields
        parts = [trimmed(part) for part in re.split(r"\s*[/;|\n]\s*|\s+[-–—]\s+|,\s*", entry.value)]
        parts = _with_degrees([part for part in parts if part])
        pairs = list(zip(fields, parts, strict=False))
        if len(parts) == len(fields) and all(contact_in(p) for f, p in pairs if f is Field.CONTACT):
            for asked, part in pairs:
                self._field_entry(entry, asked, part)
        elif entry.value:
            self._field_entry(entry, Field.NAME if Field.NAME in fields else fields[0], entry.value)

    # Lines without labels ----------------------------------------------------------------------------

    def _words(self, text: str, following: str, *, at_edge: bool) -> None:
        context = self._context
        if self._open_address and is_address(text) and not contact_in(text) and not is_person(text):
            self._open_address.text += ", " + trimmed(text)
            return
        self._open_address = None
        entry = LabelledValue(Label(), text, Source.LINE, text)
        if (
            self._is_answer(text, entry)
            or self._is_continued(text, entry)
            or (at_edge and self._is_loose(text, following, entry))
        ):
            context.strangers = 0
        else:
            context.strangers += 1
            if context.strangers > 1:
                context.turn_to(None)
        context.gap = False

    def _is_answer(self, text: str, entry: LabelledValue) -> bool:
        """The value of a label that stood alone on the line before."""
        context = self._context
        asked, context.awaited = context.awaited, None
        if context.owner is None or asked is None or not fits(asked, text):
            return False
        confidence = Confidence.STATED if context.section else Confidence.NEAR
        self._note_all(context.owner, answer(context.owner, asked, text), confidence, entry)
        return True

    def _is_continued(self, text: str, entry: LabelledValue) -> bool:
        """A line below a heading or a label: what it looks like, where the block doesn't know that yet."""
        context, owner = self._context, self._context.owner
        if owner is None or (owner is Owner.AUTHOR and is_organisation(text)):
            return False
        nameable = context.section and not context.knows(owner, Field.NAME)
        named = nameable and not contact_in(text) and (is_person(text) or is_organisation(text))
        named = named or (nameable and owner is Owner.INSTITUTION and _begins_with_person(text))
        said = list(said_in_sentence(text)) if owner is Owner.AUTHOR else []
        said = said or [
            one for one in said_of(owner, text, named=named) if one[0] is not Field.NAME or nameable
        ]
        said = [one for one in said if not context.knows(owner, one[0])]
        if owner is Owner.AUTHOR and not said and (origin := origin_of(text)):
            said = [(Field.SOURCE, origin, Confidence.POSSIBLE)]
        self._note_all(owner, said, Confidence.STATED if context.section else Confidence.NEAR, entry)
        return bool(said)

    def _is_loose(self, text: str, following: str, entry: LabelledValue) -> bool:
        """A line at the beginning or the end that nothing announces."""
        dateline = _DATELINE.match(text)
        if dateline and parse_date(dateline[1]):
            self._note(None, Field.DATE, dateline[1], Confidence.POSSIBLE, entry)
            return True
        text = without_invitation(text)
        owner = Owner.INSTITUTION if is_organisation(text) else Owner.AUTHOR
        sentence = list(said_in_sentence(text))
        said = sentence or list(said_of(owner, text, named=False))
        fields = [field for field, _, _ in said]
        supported = is_address(following) or is_premises(following)
        if owner is Owner.AUTHOR:
            supported = is_person(text) and may_sign(following)
        if not sentence and not (Field.NAME in fields and (len(fields) > 1 or supported)):
            return False
        reachable = Field.CONTACT in fields
        if not sentence and not reachable and (is_sentence(text) or self._is_listed(text, following)):
            return False
        self._context.turn_to(owner)
        self._note_all(owner, said, Confidence.POSSIBLE, entry)
        return True

    def _is_listed(self, text: str, following: str) -> bool:
        """Whether a name with its position is one of several below each other: a list of those present."""
        listed = self._listed == text or names_somebody(following)
        self._listed = following if listed else ""
        return listed

    # Notes -------------------------------------------------------------------------------------------

    def _note_all(
        self, owner: Owner | None, said: Said, confidence: Confidence, entry: LabelledValue
    ) -> None:
        for asked, text, most in said:
            whose = owner if asked in _PERSONAL_FIELDS else None
            self._note(whose, asked, text, min(confidence, most), entry)

    def _note(
        self, owner: Owner | None, asked: Field, text: str, confidence: Confidence, entry: LabelledValue
    ) -> None:
        text = without_stop(" ".join((hyphenated(text) if asked is Field.CONTACT else text).split()))
        if not text or (asked is Field.NAME and _SPOKEN.search(_QUOTED_NAME.sub("", text))):
            return
        if owner is Owner.AUTHOR and asked is Field.NAME and names_team(text):
            confidence = Confidence.POSSIBLE  # `Dikirim oleh Tim 18`: better a person's name, if there is one
        find = PossibleFact(owner, asked, text, confidence, entry.source, entry.text, self._block)
        self.candidates.append(find)
        if owner is Owner.AUTHOR and asked is Field.NAME:
            self._named = find
        if owner:
            self._context.known.add((owner, asked))
        self._open_address = find if asked is Field.ADDRESS else None
        if owner is Owner.AUTHOR and asked in (Field.NAME, Field.POSITION) and (origin := origin_of(text)):
            guessed = replace(entry, source=Source.POSITION)
            self._note(None, Field.SOURCE, origin, Confidence.POSSIBLE, guessed)


def _begins_with_person(text: str) -> bool:
    """`Pak Warsito, Koordinator BKM Mandiri`: somebody, and what else is known of him."""
    first = next(iter(phrases(text)), None)
    return first is not None and first.kind is PhraseKind.NAME


def _with_kind(asked: Field, value: str, entry: LabelledValue) -> str:
    """`Kelurahan Tandang`: an area reads well only with its kind before it."""
    kind = trimmed(entry.text.split(":")[0])
    if asked is not Field.AREA or value.lower().startswith(kind.lower()) or len(kind) > 14:
        return value
    return f"{kind} {value}"


def _with_degrees(parts: Sequence[str]) -> list[str]:
    """The parts of a value, a degree with the name before it."""
    made: list[str] = []
    for part in parts:
        if made and is_degree(part):
            made[-1] += f", {part}"
        else:
            made.append(part)
    return made


def _same(one: str, other: str) -> bool:
    return person(one) in people(other)


def names_somebody(text: str) -> bool:
    """Whether a line is a name with its position."""
    fields = [field for field, _, _ in said_of(Owner.AUTHOR, text, named=False)]
    return Field.NAME in fields and Field.POSITION in fields


# Which of several candidates is told ------------------------------------------------------------


class _Choice:
    """Chooses among the candidates of one document."""

    def __init__(self, path: Path, candidates: Sequence[PossibleFact]) -> None:
        self._path = path
        self._candidates = list(candidates)
        self._author = self._name(Owner.AUTHOR)
        self._give_others_blocks_away()
        self._institution = self._name(Owner.INSTITUTION)

    def identity(self) -> Identity:
        author = (self._of(Owner.AUTHOR, asked, self._author) for asked in (Field.POSITION, Field.CONTACT))
        contact = self._of(Owner.INSTITUTION, Field.CONTACT, self._institution)
        return Identity(
            Person(self._fact(self._author), *author),
            Institution(self._fact(self._institution), self._address(), contact),
            source=self._of(None, Field.SOURCE, None),
            submitted=self._of(None, Field.DATE, None),
            kind=self._of(None, Field.KIND, None),
        )

    def _name(self, owner: Owner) -> PossibleFact | None:
        names = [find for find in self._candidates if find.owner is owner and find.field is Field.NAME]
        return max(names, key=lambda find: (find.confidence, self._richness(find), find.block), default=None)

    def _richness(self, find: PossibleFact) -> int:
        """How much a block says of one owner."""
        return len(
            {
                other.field
                for other in self._candidates
                if other.owner is find.owner and other.block == find.block
            }
        )

    def _give_others_blocks_away(self) -> None:
        """A block that names another person than the author tells of the people written about."""
        for block in {find.block for find in self._candidates}:
            own = [find for find in self._candidates if find.block == block and find.owner is Owner.AUTHOR]
            names = [find.text for find in own if find.field is Field.NAME]
            if self._author and names and not any(_same_person(name, self._author.text) for name in names):
                for find in own:
                    if find.field is Field.POSITION:
                        self._candidates.remove(find)
                    else:
                        find.owner = Owner.INSTITUTION

    def _of(self, owner: Owner | None, asked: Field, name: PossibleFact | None) -> Fact | None:
        found = [find for find in self._candidates if find.owner is owner and find.field is asked]
        if asked is Field.CONTACT:
            found = [find for find in found if PHONE.search(find.text)] or found
        same = name.block if name else -1
        return self._fact(max(found, key=lambda find: (find.confidence, find.block == same), default=None))

    def _address(self) -> Fact | None:
        """The address, else what is known of the area."""
        address = self._of(Owner.INSTITUTION, Field.ADDRESS, self._institution)
        areas = [f for f in self._candidates if f.owner is Owner.INSTITUTION and f.field is Field.AREA]
        if address or not areas:
            return address
        together = [find for find in areas if find.block == areas[-1].block]
        first = together[0]
        text = ", ".join(find.text for find in together)
        return Fact(text, first.source, self._path, quoting(first.line))

    def _fact(self, find: PossibleFact | None) -> Fact | None:
        return Fact(find.text, find.source, self._path, quoting(find.line)) if find else None


def _same_person(one: str, other: str) -> bool:
    words, others = ({word.strip(".,").lower() for word in name.split()} for name in (one, other))
    return bool({word for word in words if len(word) > 2} & others)
