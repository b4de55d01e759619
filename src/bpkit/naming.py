"""The names of units' folders, by the patterns of the programme's levels, and of what bpkit writes.

A pattern is like `best practice_korkot ({unit})_({periode})`: what every name begins with, an underscore, the
word for the level, unit and month. In the field the brackets are typed or left out, and a blank or an
underscore follows the level. `FolderName.format` is the one description of a valid name: a name is valid when
writing out what was read in it gives the name back.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from .model.dates import MONTH_WORDS, MONTHS, month_of
from .model.hints import OF_FOLDER, is_near
from .model.levels import Level, Levels
from .model.signs import regex
from .model.units import Period, fold

ROSTER_BOOK = "Daftar Wilayah.xlsx"

_GAP = r"[\W_]*"
_LETTERS = regex(r"[^\W\d_]+")
_NUMBER = r"(?P<number>0?[1-9]|1[0-2])"
_YEAR = r"(?:(?P<year>(?:19|20)[0-9]{2})|'?(?P<short>[0-9]{2}))"
_ENDINGS = tuple(
    regex(pattern + rf"{_GAP}$", re.IGNORECASE)
    for pattern in (
        rf"^(?P<unit>.*?){_GAP}(?<![^\W\d_])(?P<word>[^\W\d_]+){_GAP}(?:{_YEAR})?",
        rf"^(?P<unit>.*?){_GAP}(?P<year>(?:19|20)[0-9]{{2}}){_GAP}(?:{_NUMBER}|(?P<word>[^\W\d_]+))",
        rf"^(?P<unit>.*?){_GAP}(?<![0-9]){_NUMBER}(?:{_GAP}(?P<year>(?:19|20)[0-9]{{2}}))?",
    )
)
_MONTH_WORD = "|".join(sorted(map(re.escape, MONTH_WORDS), key=len, reverse=True))
# A second month or a day before the month: `(Okt-Nov 2010)`, `(Oktober s.d. Desember)`, `(15 Okt)`.
_SEVERAL = regex(
    rf"(?<=[^\W_])(?P<before>[\W_]+)(?P<first>(?:{_MONTH_WORD})(?![^\W\d_])|[0-9]{{1,2}}(?![0-9]))"
    rf"(?P<after>(?:[\W_]*(?:(?:19|20)?[0-9]{{2}}(?![0-9])|dan|dengan|s\.?d\.?|sampai|hingga|to|and))*[\W_]+)"
    rf"(?:(?:{_MONTH_WORD})(?![^\W\d_])|(?:0?[1-9]|1[0-2])(?=[\W_]*(?:(?:19|20)[0-9]{{2}})?[\W_]*$))",
    re.IGNORECASE,
)
_UNTIL = frozenset(("dan", "dengan", "s", "d", "sd", "sampai", "hingga", "to", "and"))
_ESCAPED = regex("%[0-9A-Fa-f]{2}")
_WIDE = regex("[\uff01-\uff5e\u3000\u3010\u3011\u3014\u3015]")  # as keyboards for Chinese and Japanese type
_NARROW = {0x3010: "(", 0x3011: ")", 0x3014: "(", 0x3015: ")"}
_PERIOD_FOLDERS = (
    regex(r"(?P<year>(?:19|20)[0-9]{2})"),
    regex(r"(?P<year>(?:19|20)[0-9]{2})[-_. ]?(?P<number>0[1-9]|1[0-2])"),
    regex(r"(?:[0-9]{1,2}[-_. ]+)?(?P<word>[^\W\d_]+)(?:[-_. ]+(?P<year>(?:19|20)[0-9]{2}))?"),
    regex(r"(?P<year>(?:19|20)[0-9]{2})[-_. ]+(?P<word>[^\W\d_]+)"),
    regex(r"(?P<number>0?[1-9]|1[0-2])"),
)


class _Words:
    """The words of a programme's folder names, as patterns that find them however they are typed."""

    def __init__(self, levels: Levels) -> None:
        named = {fold(word): level for level in levels.named for word in (level.word, *level.words)}
        self.levels = named
        self.prefixes = sorted(
            {level.prefix for level in levels.named if level.prefix}, key=len, reverse=True
        )
        self._words = "|".join(map(re.escape, sorted(named, key=len, reverse=True))) or "(?!)"

    @cached_property
    def prefix(self) -> re.Pattern[str]:
        """What names begin with: its words with anything between them, c for s, and an s too many."""
        typed = (_GAP.join(map(re.escape, _LETTERS.findall(prefix))) for prefix in self.prefixes)
        begun = "|".join(re.sub("[cs]", "[cs]", one, flags=re.IGNORECASE) + "s?" for one in typed)
        optional = "?" if any(not level.prefix for level in self.levels.values()) else ""
        return re.compile(rf"{_GAP}(?:{begun}){optional}" if begun else "", re.IGNORECASE)

    @cached_property
    def first(self) -> re.Pattern[str]:
        """The word for a level, at the beginning."""
        return re.compile(rf"{_GAP}({self._words})", re.IGNORECASE)

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """The word for a level, further on."""
        return re.compile(rf"(?<![^\W\d_])(?:{self._words})", re.IGNORECASE)

    def begins(self, text: str) -> bool:
        """Whether the text is nearly what names begin with."""
        letters = re.sub(_GAP, "", text)
        return any(is_near(letters, re.sub(_GAP, "", fold(prefix)), OF_FOLDER) for prefix in self.prefixes)


@lru_cache(maxsize=8)
def _words_of(levels: Levels) -> _Words:
    return _Words(levels)


class Style(Struct, frozen=True):
    """How a folder's name is typed: with brackets or without, a blank or an underscore after the level."""

    brackets: bool = True
    gap: str = " "


class FolderName(Struct, frozen=True):
    """What a folder's name says. `exact` tells whether it is typed in one of the four valid forms."""

    level: Level
    unit: str
    month: int
    year: int | None = None
    style: Style = Style()
    exact: bool = True

    def format(self) -> str:
        """The valid name in this style."""
        month = MONTHS[self.month - 1] + (f" {self.year}" if self.year else "")
        return _written(self.level, self.unit, month, self.style)

    def spelt(self, unit: str) -> FolderName:
        """The same name with the unit's name in this spelling."""
        return replace(self, unit=unit, exact=self.exact and unit == self.unit)


class UnreadableName(Struct, frozen=True):
    """Why a name can't be read: the segment that is wrong, and what could be read of the others.

    `segment` is `prefix`, `level`, `unit`, `month` or `ending` (something after the month); where reading on
    would be guessing, `several` (months, or a day), `escaped` (`%20`), `wide` (`（`) or `signs` (brackets).
    """

    segment: str
    level: Level | None = None
    unit: str = ""
    month: int | None = None
    year: int | None = None
    style: Style = Style()

    def suggestion(self, level: Level, unit: str = "", period: Period | None = None) -> str:
        """The nearest valid name; what the name does not say comes from the arguments or the level."""
        level = self.level or level
        month = MONTHS[self.month - 1] if self.month else period.month_name if period else "bulan"
        if self.month and self.year:
            month += f" {self.year}"
        return _written(level, self.unit or unit or level.unit_words or "unit", month, self.style)


@lru_cache(maxsize=1024)  # several rules ask it of each folder
def parse(name: str, levels: Levels) -> FolderName | UnreadableName:
    """Read a folder's name as generously as it can be read without guessing at its unit.

    `Best practice_korkot(Semarang)-(Okt)` is read, and `format` writes it as it should be.
    """
    name = unicodedata.normalize("NFC", name)
    if doubt := _in_other_signs(name, levels):
        return doubt
    words = _words_of(levels)
    rest = _after_prefix(name, words)
    if rest is None:
        return _without_prefix(name, levels, words)
    level, rest = _level(rest, words)
    style = Style("(" in name, "_" if re.match(r"\s*[_\-–—]", rest) else " ")
    unit, month, year = _ending(rest)
    if level is None:
        begun = len(rest) != len(name)  # or it does not even begin as names do
        read = UnreadableName("level", None, unit, month, year, style)
        return read if begun else UnreadableName("level", style=style)
    if month is None:
        return _without_month(UnreadableName("month", level, _unit(rest), style=style), rest)
    return _checked(FolderName(level, unit, month, year, style), rest, name)


def _checked(read: FolderName, rest: str, name: str) -> FolderName | UnreadableName:
    """What was read, if it is a unit and one month; `rest` is what follows the level in the whole name."""
    doubt = UnreadableName("", read.level, read.unit, read.month, read.year, read.style)
    if not read.unit:
        return replace(doubt, segment="unit")
    if several := _several(rest):
        unit = _unit(rest[: several.start("before")])
        return replace(doubt, segment="several", unit=unit, month=None, year=None)
    # `korkot_Okt-Nov 2010` names no city, though `korkot_Mei_Oktober` may.
    if not re.search("[_()]", rest.strip(" _")) and _is_months(read.unit):
        return replace(doubt, segment="unit", unit="", month=None, year=None)
    if read.unit.count("(") != read.unit.count(")"):
        return replace(doubt, segment="signs", unit=re.sub(r"^[^()]*[()]", "", read.unit))
    return read if read.format() == name else replace(read, exact=False)


def _is_months(unit: str) -> bool:
    """Whether what stands for a unit is months alone, or the first of several: `Okt`, `Okt s.d`."""
    first, *words = re.findall(r"[^\W\d_]+", unit) or [""]
    return first.casefold() in MONTH_WORDS and all(
        word.casefold() in MONTH_WORDS or word.casefold() in _UNTIL for word in words
    )


def looks_like_ours(name: str, levels: Levels) -> bool:
    """Whether a folder's name was meant to be one of the programme's, however badly typed."""
    words = _words_of(levels)
    heads = (fold(name)[: len(prefix) + 2] for prefix in words.prefixes)
    return any(map(words.begins, heads)) or bool(words.first.match(fold(name)))


def period_of_folder(name: str) -> tuple[int | None, int | None] | None:
    """Year and month that a period folder says (`2010-10`, `2010`, `Oktober`, `Oktober 2010`), or None."""
    for pattern in _PERIOD_FOLDERS:
        if match := pattern.fullmatch(unicodedata.normalize("NFC", name).strip()):
            found = match.groupdict()
            month = int(number) if (number := found.get("number")) else None
            if word := found.get("word"):
                month = month_of(word)
                if month is None:
                    continue
            return (int(found["year"]) if found.get("year") else None, month)
    return None


def period_in(text: str) -> Period | None:
    """The month that somebody typed: `2010-10` or `Oktober 2010`; None without its year."""
    year, month = period_of_folder(text) or (None, None)
    return Period(year, month) if year and month else None


def form_name(kind: str, level: Level, unit: str, period: Period, suffix: str) -> str:
    """The name of a form or letter: `Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx`."""
    owner = level.word + (f" ({safe(unit)})" if unit else "")
    return f"{kind}_{owner}_({period.in_words}){suffix}"


def provisional_name(name: str) -> str:
    """The name of a form that was made from a disturbed view: it lies beside the one from a whole view.

    >>> provisional_name("Lampiran 2_KMP_(Oktober 2010).xlsx")
    'Lampiran 2_KMP_(Oktober 2010) (sementara).xlsx'
    """
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} (sementara){dot}{suffix}"


def sheet_name(assessor: str, period: Period, suffix: str) -> str:
    """The name of an assessor's form: `Lembar Penilaian_Siti Rahma_(Oktober 2010).xlsx`."""
    return f"Lembar Penilaian_{safe(assessor)}_({period.in_words}){suffix}"


class FormName(Struct, frozen=True):
    """What the name of a form or letter says of whose it is; no unit for the nation's."""

    kind: str
    level: Level
    unit: str


_FORMS = {
    "Lampiran 2": ".xlsx",
    "Lampiran 3": ".xlsx",
    "Surat Penetapan": ".docx",
    "Surat Perbaikan": ".docx",
    "Hasil Pemeriksaan": ".html",  # of a month, where one folder stands for several
}
# Beside a form that a person has edited, or that was made from a whole view.
_BESIDE = r"(?: \((?:bpkit|sementara)(?: [0-9]+)?\))*"


@lru_cache(maxsize=8)
def _form(levels: Levels) -> re.Pattern[str]:
    words = "|".join(re.escape(level.word) for level in levels)
    return re.compile(
        rf"(?P<kind>{'|'.join(_FORMS)})_(?P<level>{words})(?: \((?P<unit>.+)\))?"
        rf"_\((?:{'|'.join(MONTHS)}) [0-9]{{4}}\){_BESIDE}(?P<suffix>\.xlsx|\.docx|\.html)"
    )


def form_of(name: str, levels: Levels) -> FormName | None:
    """What a name that `form_name` made says, also with `(bpkit)` or `(sementara)`; None for any other."""
    if not name.startswith((*_FORMS,)):
        return None
    found = _form(levels).fullmatch(unicodedata.normalize("NFC", name))
    if found is None or _FORMS[found["kind"]] != found["suffix"]:
        return None
    level = next(level for level in levels if level.word == found["level"])
    return FormName(found["kind"], level, found["unit"] or "")


def safe(text: str) -> str:
    """The text as a part of a file name that Windows, macOS and Linux can all hold."""
    text = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", text).strip(" .") or "-"


def _written(level: Level, unit: str, month: str, style: Style) -> str:
    head = f"{level.head}{style.gap}"
    return f"{head}({unit})_({month})" if style.brackets else f"{head}{unit}_{month}"


def _in_other_signs(name: str, levels: Levels) -> UnreadableName | None:
    """A name with signs that stand for others: what they stand for is told, never taken for granted."""
    from urllib.parse import unquote  # which hardly any name has a use for

    segment = "escaped" if _ESCAPED.search(name) else "wide" if _WIDE.search(name) else ""
    meant = unquote(name) if segment == "escaped" else name
    meant = unicodedata.normalize("NFKC", meant.translate(_NARROW)) if segment else name
    if meant == name:
        return None
    read = parse(meant, levels)
    if isinstance(read, UnreadableName):
        return read if read.level is None else replace(read, segment=segment)
    return UnreadableName(segment, read.level, read.unit, read.month, read.year, read.style)


def _several(rest: str) -> re.Match[str] | None:
    """Where a second month or a day stands before the month, and not at the end of the unit's name.

    `(Kota Mei)_(Oktober)` is one month of a place called so; `Semarang_Mei-Juni` is two.
    """
    for match in _SEVERAL.finditer(rest):
        apart = re.search(r"[_()\[\]]", match["before"])
        if apart or not re.search(r"[_()\[\]]", match["after"]):
            return match
    return None


def _after_prefix(name: str, words: _Words) -> str | None:
    if match := words.prefix.match(name):
        return name[match.end() :]
    # A misspelt prefix is readable where a level follows it.
    match = words.anywhere.search(name)
    return name[match.start() :] if match and words.begins(name[: match.start()]) else None


def _without_prefix(name: str, levels: Levels, words: _Words) -> UnreadableName:
    """What a name that does not begin as it should says: whatever else can be read."""
    match = words.anywhere.search(name)
    if not match:
        return UnreadableName("prefix", style=Style("(" in name))
    rest = parse(f"{words.prefixes[0]}_{name[match.start() :]}", levels)
    if isinstance(rest, UnreadableName):
        return replace(rest, segment="prefix")
    return UnreadableName("prefix", rest.level, rest.unit, rest.month, rest.year, rest.style)


def _level(rest: str, words: _Words) -> tuple[Level | None, str]:
    match = words.first.match(rest)
    word = _LETTERS.search(rest)
    if word and not (match and match.end() == word.end()):
        for known, level in words.levels.items():
            if is_near(word[0], known, OF_FOLDER):
                return (level, rest[word.end() :])
    return (words.levels[fold(match[1])], rest[match.end() :]) if match else (None, rest)


def _ending(rest: str) -> tuple[str, int | None, int | None]:
    """Unit, month and year from what follows the level."""
    in_words = any(word.casefold() in MONTH_WORDS for word in _LETTERS.findall(rest))
    for pattern in _ENDINGS:
        found = match.groupdict() if (match := pattern.match(rest)) else {}
        number, word = found.get("number"), found.get("word")
        month = int(number) if number and not in_words else month_of(word or "")
        if month:
            year = found.get("year") or (f"20{short}" if (short := found.get("short")) else None)
            return (_unit(found["unit"] or ""), month, int(year) if year else None)
    return ("", None, None)


def _without_month(name: UnreadableName, rest: str) -> UnreadableName:
    """What a name whose end is no month says: something follows the month, or there is none."""
    for word in reversed(list(_LETTERS.finditer(rest))):
        if word[0].casefold() in MONTH_WORDS:
            unit, month, year = _ending(_with_year(rest, word.end()))
            return replace(name, segment="ending", unit=unit, month=month, year=year)
    parts = re.findall(r"\(([^()]*)\)", rest) or [part for part in rest.split("_") if part.strip()]
    return replace(name, unit=_unit(parts[0]) if parts else "")


def _with_year(rest: str, end: int) -> str:
    year = re.match(r"[ (]*(?:19|20)[0-9]{2}(?![0-9])", rest[end:])
    return rest[: end + (year.end() if year else 0)]


def _unit(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("_", " ")).strip(" ()[]-–—,;")
