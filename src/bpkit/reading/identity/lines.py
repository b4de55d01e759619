"""Takes one line apart into labels with their values; what else a line may be are words, a gap or a break.

A label stands before a colon, before a tab or a gap, before a dash, or (`Oleh …`, `HP 08…`) right before what
can only be its value. A line may carry several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, field

from ...model.facts import Source
from ...model.signs import plain, regex
from ...model.sources import is_own_team
from ...people.contacts import contact_in
from .phrases import (
    Label,
    PhraseKind,
    is_organisation,
    is_person,
    is_position,
    is_premises,
    phrases,
    read_label,
    trimmed,
)
from .vocabulary import Field, Owner


class LabelledValue(Struct, frozen=True):
    """A label and its value, which is empty where it was left out or comes on the next line."""

    label: Label
    value: str
    source: Source
    text: str  # the line it was found in
    start: int = 0  # where in the line


class Words(Struct, frozen=True):
    """A short line without a label."""

    text: str
    listed: bool = False  # a bullet or a number stood before it


class Gap(Struct, frozen=True):
    """An empty line."""


class Break(Struct, frozen=True):
    """Prose, or the border of a cell, box or part: what comes after it begins anew."""


Item = LabelledValue | Words | Gap | Break


LONGEST_LINE = 220  # characters of a line without labels that may still carry facts
LONGEST_VALUE = 200
LONGEST_HEADING = 60


def line_items(line: str) -> Iterator[Item]:
    """What one line carries."""
    if len(line) > LONGEST_LINE and not _EARLY.match(line):
        yield Break()
        return
    text = _without_bullet(line)
    if not text or _PHOTO.match(text):
        yield Gap()
        return
    entries = entries_of(text) if len(text) <= 2 * LONGEST_LINE else []
    if entries:
        before = trimmed(text[: entries[0].start])
        if before and not is_prose(before):
            # `Artikel ini ditulis oleh Siti Rahma, Faskel TF-03. Nomor HP: 0812-3456-7890`
            yield from entries_of(before) or (Words(before),)
        yield from entries
    elif len(text) > LONGEST_LINE or is_prose(text):
        yield Break()
    elif _STRANGE.match(text) and not contact_in(text):
        yield LabelledValue(Label((Field.OTHER,)), "", Source.LABEL, text)
    else:
        yield Words(text, listed=_BULLET.match(line) is not None)


_PHOTO = regex(r"(?:foto|gambar|gbr|ket(?:erangan)?\.? (?:foto|gambar))\b", re.IGNORECASE)
_BULLET = regex(r"^\s*(?:[-–—•●▪■►➢*·>#]+|\(?[0-9]{1,2}[.)](?=\s*[A-Za-z(])|\(?[a-hA-H][.)](?=\s))\s*")
_STRANGE = regex(r"[^\W0-9][^:,.;0-9]{1,40}\s*:(?:\s*\S|$)")  # it asks for something else
_IS_A = regex(r"(?:penulis|(?:[A-Z][\w.']+,? ){1,4})\s*(?:adalah|merupakan)\b", re.IGNORECASE)


def _without_bullet(line: str) -> str:
    text = _BULLET.sub("", plain(line), count=1).strip()
    if text[:1] in "([{" and text[-1:] in ")]}":
        text = text[1:-1].strip()
    return text.strip("*_ ")


def is_prose(text: str) -> bool:
    """Whether a line reads as running text."""
    words = text.split()
    if len(words) <= 12 or _IS_A.match(text):
        return False
    return len(words) > 25 or (text.endswith((".", "?", "!")) and not contact_in(text))


_COLON = regex(r"(?<![0-9])\s*(?::|=)(?!//)\s*|(?<=[0-9])\s*:\s+|(?<=[0-9])\s+:\s*")
_EARLY = regex(r"[^:=]{1,60}[:=]")  # a line as long as a paragraph begins with its label
_GAPS = regex(r"\t+|\s{2,}")
_PERSONAL = (Field.NAME, Field.POSITION)
_DASH = regex(r"\s+[-–—]\s*|\s*[–—]\s+|\s*;\s*|\.\s+")
_BY = regex(
    r"^(?:(?:demikian(?:lah)?,?\s+)?(?:(?:tulisan|artikel|naskah|cerita|kisah|laporan)(?:\s+ini)?\s+)?"
    r"(?:(?:telah\s+)?(?:ditulis|dituliskan|dilaporkan|disusun|dikirim|dikirimkan|diceritakan|dibuat)\s+)?oleh"
    r"|(?:tulisan|artikel|naskah|cerita)\s+ini\s+(?:adalah\s+|merupakan\s+)?(?:karya|tulisan)|by|penulis)\s+(?=\S)",
    re.IGNORECASE,
)
_REACHABLE = regex("[0-9@]")  # without one of these `_ANNOUNCED` looks long and finds nothing
_ANNOUNCED = regex(r"^([A-Za-z][A-Za-z ./]{1,40}?)[\s.]*(?=[+(]?[0-9][0-9() .+\-–]{6,}|[\w.+\-]+@)")


def entries_of(text: str) -> list[LabelledValue]:
    """The labels of a line with their values; empty where the line has none."""
    for read in (_with_colons, _with_gaps, _with_dash, _without_separator):
        if found := read(text):
            return [
                LabelledValue(label, value_of(value), Source.LABEL, text, start)
                for label, value, start in found
            ]
    return []


Labelled = tuple[Label, str, int]  # a label, its value, and where it starts


def _with_colons(text: str) -> list[Labelled]:
    if ":" not in text and "=" not in text:
        return []
    found: list[tuple[Label, int, int]] = []  # label, where it starts, where its value starts
    start = 0
    for colon in _COLON.finditer(text):
        place = _label_before(text, start, colon.start(), first=not found)
        if place:
            found.append((place[0], place[1], colon.end()))
            start = colon.end()
    ends = [*(begin for _, begin, _ in found[1:]), len(text)][: len(found)]
    return [(label, text[value:end], begin) for (label, begin, value), end in zip(found, ends, strict=True)]


_TOKEN_START = regex(r"(?<![\w.])(?=\w)")
_STRONG = regex(r"[,;|/(\t•–—-]\s*$|\s{2,}$|\.\s+$")


def _label_before(text: str, start: int, end: int, *, first: bool) -> tuple[Label, int] | None:
    """The longest label that ends right before a colon, and where it begins."""
    before = text[start:end]
    if first:
        label = read_label(before)
        if label:
            return label, start
    for token in _TOKEN_START.finditer(before):
        at = token.start()
        if len(before) - at > 60:
            continue
        strong = bool(_STRONG.search(before[:at]))
        if first and not strong:
            continue
        label = read_label(before[at:])
        if (
            label
            and (strong or (label.fields and not label.named))
            and not before[at:].startswith(("dan ", "&"))
        ):
            return label, start + at
    return None


def _with_gaps(text: str) -> list[Labelled]:
    """`Nama    Siti Rahma`, in as many pairs as there are."""
    if "\t" not in text and "  " not in text:
        return []
    parts = [part.strip() for part in _GAPS.split(text) if part.strip(" :")]
    labels = labels_in(parts)
    if len(parts) < 2 or labels[0] is None or all(labels):
        return []
    found: list[Labelled] = []
    for part, label in zip(parts, labels, strict=True):
        if label and not (found and not found[-1][1]):
            found.append((label, "", 0))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}\t{part}".strip(), 0)
    return found


def _with_dash(text: str) -> list[Labelled]:
    dash = _DASH.search(text)
    label = read_label(text[: dash.start()]) if dash else None
    if label and dash and "." in dash[0] and not (label.field in _PERSONAL or label.owner is Owner.AUTHOR):
        return []  # `Kel. Tandang` is no label with its value
    asks = label and not label.named and (label.fields or label.owner is Owner.AUTHOR)
    return [(label, text[dash.end() :], 0)] if dash and label and asks else []


def _without_separator(text: str) -> list[Labelled]:
    if by := _BY.match(text):
        name = re.split(r"[,;(/|\t*]|\s[-–—]\s|\s(?:selaku|sebagai|yang|dari)\s", text[by.end() :])[0].strip()
        if is_person(name):
            return [(Label(owner=Owner.AUTHOR), text[by.end() :], 0)]
    if _REACHABLE.search(text) and (announced := _ANNOUNCED.match(text)):
        label = read_label(announced[1])
        if label and label.field is Field.CONTACT:
            return [(label, text[announced.end() :], 0)]
    label = read_label(text.rstrip(" ,;.-"))
    # A label that stands alone heads what follows: `Penulis`, `Alamat BKM`, `Info Penulis`.
    if label and len(text) <= LONGEST_HEADING and (label.heading or (label.owner and not label.named)):
        return [(label, "", 0)]
    return []


_UNFILLED = regex(
    r"\((?:di)?(?:isi|tulis|contoh|sebutkan|lengkapi)\b[^)]*\)?|[\s._…·\-–—*?xX]*|\[[^\]]*\]?|<[^>]*>|«[^»]*»|\([^)]*\.{3,}[^)]*\)"
)


def value_of(text: str) -> str:
    """A value without separators; empty where a form was left unfilled."""
    value = trimmed(text)
    unfilled = _UNFILLED.fullmatch(text.strip()) or _UNFILLED.fullmatch(value)
    return "" if unfilled or len(value) > LONGEST_VALUE or is_prose(value) else value


def labels_in(cells: Sequence[str]) -> list[Label | None]:
    """The labels among some cells."""
    found = [label_of_cell(text) for text in cells]
    for index, (one, text) in enumerate(zip(found, cells[1:], strict=False), start=1):
        if one and Field.SOURCE in one.fields and is_own_team(text):
            found[index] = None  # `korkot` asks for something, but beside `Sumber` it is the answer
    return found


@lru_cache(maxsize=4096)
def label_of_cell(text: str) -> Label | None:
    """The label that a cell is; `BKM Sejahtera` would be one in a line, but is a value in a cell."""
    if not text or "\n" in text or len(text) > LONGEST_LINE:
        return None
    label = read_label(_without_bullet(text).strip(" :"))
    return label if label and (label.fields or label.heading or not label.named) else None


# What the lines around tell of a line: whom it is about, and what it may be. A label such as `Nama` or `HP`
# does not say whose it asks for; a line without a label says even less.

_GAPS_BY_HABIT = 3  # who leaves so many empty lines between labels means nothing by them


class BlockContext(Struct):
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
        first = next(iter(phrases(text)), None)
        return first is not None and first.kind is PhraseKind.CONTACT
    return asked is not Field.ADDRESS or not (is_organisation(text) or is_person(text))


def is_sentence(text: str) -> bool:
    """Whether a line is a sentence of running text, if a short one."""
    return text.endswith((".", "!", "?")) and len(text.split()) > 7


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
