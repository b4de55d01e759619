"""What every form and letter writes in the same way: dates, places, yes and no, final values."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..figures import final_shown
from ..model.dates import in_words
from ..model.levels import Level
from ..model.settings import Office, Signer
from ..model.signs import straight
from ..wording import say
from .xlsx.cells import FormattedNumber
from .xlsx.workbook import Workbook

_TECHNICAL = re.compile(
    r"`|\bbpkit\b|\byaml\b|\.(?:ya?ml|json|bpkit)\b|\bBP[0-9]{3}\b|penilaian/|(?<!\S)--\w", re.IGNORECASE
)
_FILE = r"[\w-]+\.ya?ml"
_FILED = re.compile(rf"\s*\([^()]*(?:`|{_FILE})[^()]*\)|\s+(?:di|dalam|in) {_FILE}(?:\s*\([^()]*\))?")

DOTS = "." * 22  # a line to write on by hand
PROVISIONAL = "sementara"  # a place that a template may have


def place_and_date(level: Level | None, unit: str, day: date | None, office: Office | None = None) -> str:
    """`Semarang, 15 Oktober 2010`; dots where only a person knows, such as a province's office."""
    place = (office.place if office else "") or (level.place.replace("{unit}", unit) if level else "") or DOTS
    return f"{place}, {in_words(day) if day else DOTS}"


class Signatures(Struct, frozen=True):
    """Who knows of a form and who made it (POB slide 12), each with position and name."""

    knows: Signer
    made: Signer

    @property
    def positions(self) -> tuple[str, str]:
        """Of both; dots where neither bpkit.yaml nor the programme says it."""
        return self.knows.position or DOTS, self.made.position or DOTS


def signatures(level: Level, office: Office) -> Signatures:
    """Who signs a unit's forms: as bpkit.yaml says, positions else as the programme does."""
    knows, made, *_ = (*level.signers, "", "")
    return Signatures(
        replace(office.knows, position=office.knows.position or knows),
        replace(office.made, position=office.made.position or made),
    )


def signed_by(signer: Signer, line: str = f"( {DOTS * 2} )") -> str:
    """The name under a signature with the NIP below it; a line to write on where nobody is named."""
    name = f"( {signer.name} )" if signer.name else line
    return f"{name}\nNIP {signer.number}" if signer.number else name


LETTERHEAD = ("kop", "alamat", "jabatan_penanda", "nama_penanda")  # places that a letter's template may have


def letterhead(office: Office, signer: Signer, position: str) -> dict[str, Any]:
    """The head of a letter and who signs it; lines to write on where bpkit.yaml does not say."""
    return {
        "kop": list(office.heading),
        "alamat": ", ".join(office.address) or say("forms.address"),
        "jabatan_penanda": signer.position or position or DOTS,
        "nama_penanda": signed_by(signer),
    }


def for_people(text: str) -> str:
    """A text without the sentences that speak of files, keys and commands of bpkit's own."""
    sentences = re.split(r"(?<=[.!?;:])\s+", text)
    return " ".join(sentence for sentence in sentences if not _TECHNICAL.search(sentence)).rstrip(";: ")


def unfiled(text: str) -> str:
    """A text without what it says of the file and the key of bpkit's own that something stands in.

    >>> unfiled("Tanggal pertemuan adalah data (`mulai` di pertemuan.yaml). Butir 4 (`undangan`) tetap.")
    'Tanggal pertemuan adalah data. Butir 4 tetap.'
    """
    return _FILED.sub("", text).replace("`", "")


def fill_signatures(book: Workbook, who: Signatures, place_date: str) -> None:
    """The foot of a form: place and date, positions, and in the row of the signatures the names."""
    places = ("tempat_tanggal", "jabatan_mengetahui", "jabatan_pembuat")
    for place, value in zip(places, (place_date, *who.positions), strict=True):
        book.put(place, value)
    for column, signer in zip(places[1:], (who.knows, who.made), strict=True):
        if signer.name:
            book.put_below("tanda_tangan", column, signed_by(signer))


def fill_head(book: Workbook, program: str, provisional: str) -> None:
    """The programme's name, and across the head of a provisional form why it may not be sent.

    A user's own template may have no place for that; then it stands above the programme's name.
    """
    name = program.upper()
    if provisional and PROVISIONAL not in book.places:
        name = f"{provisional}\n{name}"
    book.put("program", name)
    if provisional and PROVISIONAL in book.places:
        book.put(PROVISIONAL, provisional)


def yes_no(value: bool) -> str:
    """`Ya` or `Tidak`."""
    return say("forms.answer_yes" if value else "forms.answer_no")


def final_number(final: Fraction | None, passing: Fraction) -> FormattedNumber | None:
    """A final value as a form shows it: with more than two decimals where two would hide that it failed.

    The cell holds the whole number; `is_about` tells whether what is shown is a rounded one.
    """
    if final is None:
        return None
    decimals = len(final_shown(final, passing).partition(".")[2])
    return FormattedNumber(final, None if decimals == 2 else f"0.{'0' * decimals}")


WIDE = 100  # columns of a comment


def comment(text: str, mark: str = "") -> list[str]:
    """The text as comment lines, each behind its `#`; nothing in it can end the comment."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    indent = " " * len(mark)
    return [
        f"# {line}" for line in textwrap.wrap(printable, WIDE, initial_indent=mark, subsequent_indent=indent)
    ]


def scalar(text: str) -> str:
    """A text as YAML writes it on one line, quoted only where it must be; empty stays empty."""
    if not text:
        return ""
    import yaml

    text = text.encode("utf-8", "replace").decode()  # half a character, from a name no system can show
    # Curled quotes around a bare value would be read as YAML's own.
    style = None if text.isprintable() and straight(text) == text else '"'
    written: str = yaml.safe_dump(text, default_style=style, allow_unicode=True, width=10**6)
    return written.removesuffix("...\n").rstrip("\n")
