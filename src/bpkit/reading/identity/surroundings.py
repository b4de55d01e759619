"""What a line may be, seen with the lines around it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .items import Entry, Gap, Item, Words
from .labels import ORGANISATIONS, Field, Owner
from .recognise import Look, contact_in, is_organisation, is_person, is_position, pieces
from .values import said_of


def fits(asked: Field, text: str) -> bool:
    """Whether a line may be the answer that the label before it awaits; else it only stands below it."""
    if asked is Field.CONTACT:
        first = next(pieces(text), None)
        return first is not None and first.look is Look.CONTACT
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
    if isinstance(following, Entry):
        free = following.label.owner is None or following.label.field is Field.ADDRESS
        return following.text[following.start :] if free else ""
    return following.text if isinstance(following, Words) else ""


_INVITATION = re.compile(
    rf"[^.:]{{0,80}}?\b(?:meng)?hubungi\s+(?=(?:{'|'.join(sorted(ORGANISATIONS))})\b)", re.IGNORECASE
)


def without_invitation(text: str) -> str:
    """`BKM Sejahtera, Jl. Mawar 3` from `Untuk keterangan hubungi BKM Sejahtera, Jl. Mawar 3`."""
    return _INVITATION.sub("", text, count=1) if _INVITATION.match(text) else text
