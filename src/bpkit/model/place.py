"""Where in a file something stands."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from .signs import shortened

QUOTED = 40  # characters of a paragraph's beginning

# Names of columns and worksheets as openpyxl.utils has them; to import that is to import all of openpyxl.


@cache
def letters_of(column: int) -> str:
    """The letters of a column: 1 is `A`, 27 is `AA`."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The number of a column: `A` is 1, `AA` is 27; small letters count as capitals."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def quoted_sheet(title: str) -> str:
    """A worksheet's title as formulas name it."""
    return "'{}'".format(title.replace("'", "''"))


def unquoted_sheet(name: str) -> str:
    """The title of the worksheet that a formula names so."""
    return name.removeprefix("'").removesuffix("'").replace("''", "'")


class Place(Struct, frozen=True, gc=False):
    """A place inside a file; whatever is known of it."""

    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    page: int | None = None
    part: str | None = None  # a named part: a key, a photo, a paragraph's beginning


def quoting(text: str) -> Place:
    """The paragraph that begins so.

    >>> quoting("Jabatan : Fasilitator Sosial TF-03, Kelurahan Tandang").part
    'Jabatan : Fasilitator Sosial TF-03, Kel…'
    """
    return Place(part=shortened(text, QUOTED))


class PhotoPlace(Struct, frozen=True):
    """Where in a document somebody finds a photo; `words` are the first ones of the paragraph `side` says of.

    `number` counts the document's photos from one; `side` is `below`, `above`, `near` or `within`; `part` is
    `table`, `text_box`, `note` or nothing; where the document has firm pages, `page` says it all.
    """

    number: int
    side: str = ""
    words: str = ""
    part: str = ""
    page: int | None = None


class PhotoName(str):
    """A photo's name among its files, which nobody sees in Word, with what people do see."""

    place: PhotoPlace | None
    caption: str

    def __new__(cls, name: str, place: PhotoPlace | None = None, caption: str = "") -> PhotoName:
        """A text like any other; the words that people need are made of the rest."""
        made = super().__new__(cls, name)
        made.place, made.caption = place, caption
        return made
