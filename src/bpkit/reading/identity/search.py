"""Who wrote, and about whom: finds author and institution (POB slide 8) in a writing as people type them.

Every find is a candidate with a confidence. What says itself whose it is counts most; what only stands in the
neighbourhood counts less; and what another person's block says never becomes the author's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...model.facts import Fact, Identity, Institution, Person
from ...model.place import Place
from ...people.contacts import PHONE
from ..documents.content import Block, DocumentContent, DocumentPart
from .finds import Find, FindCollector
from .labels import Field, Owner
from .tables import items

MOST_BLOCKS = 1000  # paragraphs and tables at either end; a writing has fifty
_MARGINS = (DocumentPart.HEADER, DocumentPart.FOOTER)


def read_finds(content: DocumentContent) -> list[Find]:
    """Every candidate of a document, the body's before those of headers and footers."""
    collector = FindCollector()
    inner = _ends([block for block in content.blocks if block.part not in _MARGINS])
    outer = [block for block in content.blocks if block.part in _MARGINS]
    collector.read(list(items(inner)))
    if outer:
        collector.read(list(items(outer)), margins=True)
    return collector.finds


def _ends(blocks: list[Block]) -> list[Block]:
    """The blocks without the middle of a book: who wrote stands at its beginning or at its end."""
    return blocks if len(blocks) <= 2 * MOST_BLOCKS else [*blocks[:MOST_BLOCKS], *blocks[-MOST_BLOCKS:]]


def read_identity(path: Path, finds: Sequence[Find]) -> Identity:
    """The facts about author and institution, and the writing's own, each with its place."""
    return _Choice(path, finds).identity()


class _Choice:
    """Chooses among the candidates of one document."""

    def __init__(self, path: Path, finds: Sequence[Find]) -> None:
        self._path = path
        self._finds = list(finds)
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

    def _name(self, owner: Owner) -> Find | None:
        names = [find for find in self._finds if find.owner is owner and find.field is Field.NAME]
        return max(names, key=lambda find: (find.confidence, self._richness(find), find.block), default=None)

    def _richness(self, find: Find) -> int:
        """How much a block says of one owner."""
        return len(
            {other.field for other in self._finds if other.owner is find.owner and other.block == find.block}
        )

    def _give_others_blocks_away(self) -> None:
        """A block that names another person than the author tells of the people written about."""
        for block in {find.block for find in self._finds}:
            own = [find for find in self._finds if find.block == block and find.owner is Owner.AUTHOR]
            names = [find.text for find in own if find.field is Field.NAME]
            if self._author and names and not any(_same_person(name, self._author.text) for name in names):
                for find in own:
                    if find.field is Field.POSITION:
                        self._finds.remove(find)
                    else:
                        find.owner = Owner.INSTITUTION

    def _of(self, owner: Owner | None, asked: Field, name: Find | None) -> Fact | None:
        found = [find for find in self._finds if find.owner is owner and find.field is asked]
        if asked is Field.CONTACT:
            found = [find for find in found if PHONE.search(find.text)] or found
        order = {id(find): -index for index, find in enumerate(found)}
        same = name.block if name else -1
        best = max(found, key=lambda f: (f.confidence, f.block == same, order[id(f)]), default=None)
        return self._fact(best)

    def _address(self) -> Fact | None:
        """The address, else what is known of the area."""
        address = self._of(Owner.INSTITUTION, Field.ADDRESS, self._institution)
        areas = [f for f in self._finds if f.owner is Owner.INSTITUTION and f.field is Field.AREA]
        if address or not areas:
            return address
        together = [find for find in areas if find.block == areas[-1].block]
        first = together[0]
        text = ", ".join(find.text for find in together)
        return Fact(text, first.source, self._path, Place(part=first.line[:40]))

    def _fact(self, find: Find | None) -> Fact | None:
        return Fact(find.text, find.source, self._path, Place(part=find.line[:40])) if find else None


def _same_person(one: str, other: str) -> bool:
    words, others = ({word.strip(".,").lower() for word in name.split()} for name in (one, other))
    return bool({word for word in words if len(word) > 2} & others)
