"""What the lines around tell of a line: whom it is about, and what it may be.

A label such as `Nama`, `Alamat` or `HP` does not say whose it asks for; a line without a label says
even less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...people.contacts import contact_in
from .labels import ORGANISATIONS, Field, Label, Owner
from .lines import Gap, Item, LabelledValue, Words
from .phrases import PhraseKind, is_organisation, is_person, is_position, phrases
from .values import said_of

_PREMISES = re.compile(r"\W*(?:sekretariat|kantor|balai|gedung)\b", re.IGNORECASE)
_GAPS_BY_HABIT = 3  # who leaves so many empty lines between labels means nothing by them


def is_premises(text: str) -> bool:
    """Whether an address begins as an institution's does: `Sekretariat …`."""
    return bool(_PREMISES.match(text))


@dataclass(slots=True)
class BlockContext:
    """What the lines since the last break have told."""

    owner: Owner | None = None
    section: bool = False  # a heading said so, and it holds until prose
    awaited: Field | None = None  # a label whose value was left for the next line
    gap: bool = False  # an empty line came after the last label
    gaps: int = 0  # how many labels came after an empty line
    strangers: int = 0  # lines in a row that said nothing
    known: set[tuple[Owner, Field]] = field(default_factory=set)

    def turn_to(self, owner: Owner | None, *, section: bool = False) -> None:
        """From here on it is about this owner."""
        self.owner, self.section = owner, section

    def knows(self, owner: Owner, asked: Field) -> bool:
        """Whether the block has told this already."""
        return (owner, asked) in self.known

    def owner_of(self, asked: Field, label: Label, value: str) -> Owner | None:
        """Whose field it is; None where it is of nobody we look for."""
        if label.owner:
            return label.owner
        if asked is Field.NAME:
            return self._owner_of_name(value)
        if self.section and self.owner:
            return self._owner_in_section(asked)
        if asked is Field.POSITION:
            lacking = not self.knows(Owner.AUTHOR, Field.POSITION)
            return Owner.AUTHOR if lacking or self.owner is not Owner.INSTITUTION else None
        return self._owner_of_contact(label) if asked is Field.CONTACT else self._owner_of_address(value)

    def _owner_in_section(self, asked: Field) -> Owner | None:
        # The position of whom to ask at an institution, and the author's home, are nobody's question.
        foreign = {
            Owner.INSTITUTION: (Field.POSITION,),
            Owner.AUTHOR: (Field.ADDRESS, Field.AREA),
        }
        return None if self.owner and asked in foreign[self.owner] else self.owner

    def _owner_of_name(self, value: str) -> Owner | None:
        if is_organisation(value) and not (self.section and self.owner is Owner.AUTHOR):
            return Owner.INSTITUTION
        owner = self.owner if self.section and self.owner else Owner.AUTHOR
        return None if self.knows(owner, Field.NAME) else owner

    def _owner_of_contact(self, label: Label) -> Owner:
        if self.owner is not Owner.INSTITUTION:
            return Owner.AUTHOR
        # One list of both: the telephone that somebody carries is the author's.
        lacking = self.knows(Owner.AUTHOR, Field.NAME) and not self.knows(Owner.AUTHOR, Field.CONTACT)
        return Owner.AUTHOR if label.personal and lacking else Owner.INSTITUTION

    def _owner_of_address(self, value: str) -> Owner | None:
        if self.owner is not Owner.AUTHOR or is_organisation(value) or is_premises(value):
            return Owner.INSTITUTION
        set_apart = self.gap and self.gaps < _GAPS_BY_HABIT
        complete = self.knows(Owner.AUTHOR, Field.CONTACT) or not self.knows(Owner.AUTHOR, Field.NAME)
        return Owner.INSTITUTION if set_apart or complete else None


def fits(asked: Field, text: str) -> bool:
    """Whether a line may be the answer that the label before it awaits; else it only stands below it."""
    if asked is Field.CONTACT:
        first = next(phrases(text), None)
        return first is not None and first.kind is PhraseKind.CONTACT
    return asked is not Field.ADDRESS or not (is_organisation(text) or is_person(text))


def is_sentence(text: str) -> bool:
    """Whether a line is a sentence of running text, if a short one."""
    return text.endswith((".", "!", "?")) and len(text.split()) > 7


def names_somebody(text: str) -> bool:
    """Whether a line is a name with its position."""
    fields = [field for field, _, _ in said_of(Owner.AUTHOR, text, named=False)]
    return Field.NAME in fields and Field.POSITION in fields


def may_sign(text: str) -> bool:
    """Whether a line may stand below the name of who wrote."""
    return 0 < len(text) < 80 and not is_person(text) and (is_position(text) or contact_in(text) is not None)


def next_line(items: Iterable[Item]) -> str:
    """The next line that says something, where it belongs to no one else."""
    following = next((item for item in items if not isinstance(item, Gap)), None)
    if isinstance(following, LabelledValue):
        free = following.label.owner is None or following.label.field is Field.ADDRESS
        return following.text[following.start :] if free else ""
    return following.text if isinstance(following, Words) else ""


_INVITATION = re.compile(
    rf"[^.:]{{0,80}}?\b(?:meng)?hubungi\s+(?=(?:{'|'.join(sorted(ORGANISATIONS))})\b)", re.IGNORECASE
)


def without_invitation(text: str) -> str:
    """`BKM Sejahtera, Jl. Mawar 3` from `Untuk keterangan hubungi BKM Sejahtera, Jl. Mawar 3`."""
    return _INVITATION.sub("", text, count=1) if _INVITATION.match(text) else text
