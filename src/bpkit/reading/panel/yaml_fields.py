"""A YAML file of the panel's, taken key by key: what is wrong with a key becomes a problem with its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ... import yamlfile
from ...model.dates import parse_date
from ...model.hints import nearest
from ...model.place import Place
from ...model.problems import Kind, Problem, UnreadableError
from ...model.signs import plain
from ...model.units import Level, Period, fold
from ...naming import period_in
from ...people.degrees import is_degree
from ...people.names import listed
from ...yamlfile import Text


def place_of(text: Text) -> Place:
    """Where a key or value was typed."""
    return Place(text.line, text.column)


def read_fields(path: Path, data: bytes, known: Collection[str]) -> Fields:
    """The keys of a file; one that is no YAML, or holds something else, gives none but the problem."""
    try:
        typed = yamlfile.read_again(data)
    except UnreadableError as fault:
        return Fields(
            path,
            {},
            known,
            [
                Problem(
                    path,
                    place=fault.place,
                    variant=fault.variant,
                    values={"detail": fault.detail},
                    kind=Kind.SHEET,
                )
            ],
        )
    if not isinstance(typed, dict):
        return Fields(
            path, {}, known, [Problem(path, place=Place(1, 1), variant="no_mapping", kind=Kind.SHEET)]
        )
    return Fields(
        path,
        typed,
        known,
        [] if typed else [Problem(path, place=Place(1, 1), variant="empty", kind=Kind.SHEET)],
    )


def with_degrees(typed: dict[Text, Any]) -> dict[Text, Any]:
    """The keys of `{nama: Siti Rahma, S.Sos, jabatan: TA}` with the degree at its name again."""
    made: dict[Text, Any] = {}
    named: Text | None = None  # the key of a name, while nothing but degrees follows
    for key, value in typed.items():
        if named is not None and value == "" and is_degree(key):
            joined = Text(f"{made[named]}, {key}")
            joined.line, joined.column = made[named].line, made[named].column
            made[named] = joined
        else:
            made[key] = value
            named = key if key == "nama" and isinstance(value, Text) else None
    return made


class Fields:
    """The keys of one mapping. What is wrong with what stands under them gathers in `problems`."""

    def __init__(
        self, path: Path, typed: dict[Text, Any], known: Collection[str], problems: list[Problem]
    ) -> None:
        self.path = path
        self.problems = problems
        self._typed: Mapping[Any, Any] = typed  # keys are `Text`, looked up by plain texts
        self.problems += [_unknown(path, key, known) for key in typed if key not in known]

    def __bool__(self) -> bool:
        """Whether there is any key."""
        return bool(self._typed)

    def __contains__(self, key: str) -> bool:
        return self._typed.get(key, "") not in ("", {}, [])

    def lacks(self, *keys: str) -> bool:
        """Whether none of these keys is filled in; then that is a problem."""
        if not self._typed or any(key in self for key in keys):
            return False
        at = next((place_of(key) for key in self._typed if key in keys), Place(1, 1))
        self.problems.append(
            Problem(self.path, place=at, variant="missing", values={"key": keys[0]}, kind=Kind.SHEET)
        )
        return True

    def text(self, key: str) -> str:
        """The text under the key; empty where there is none."""
        value = self._typed.get(key, "")
        if isinstance(value, Text):
            return plain(value).strip()
        return "" if value == "" else self._wrong(key, "not_text", "")

    def place(self, key: str) -> Place | None:
        """Where the text under the key was typed."""
        value = self._typed.get(key)
        return place_of(value) if isinstance(value, Text) else None

    def level(self, key: str) -> Level | None:
        """`korkot`, `kmw` or `kmp`."""
        text = fold(self.text(key))
        if text in (Level.KORKOT, Level.KMW, Level.KMP):
            return Level(text)
        return self._wrong(key, "not_level", None) if text else None

    def day(self, key: str) -> date | None:
        """A date, as 2010-10-22 or 22 Oktober 2010."""
        text = self.text(key)
        day = parse_date(text) if text else None
        return self._wrong(key, "not_date", None) if text and day is None else day

    def period(self, key: str) -> Period | None:
        """A month, as 2010-10 or Oktober 2010."""
        text = self.text(key)
        period = period_in(text)
        return self._wrong(key, "not_period", None) if text and period is None else period

    def texts(self, key: str) -> tuple[tuple[str, Place], ...] | None:
        """A list of texts with their places; None where there is none that could be read."""
        value = self._typed.get(key)
        if value is None:
            return None
        if value == "":
            return ()
        if isinstance(value, list) and all(isinstance(one, Text) for one in value):
            return tuple((str(one).strip(), place_of(one)) for one in value if one.strip())
        self._wrong(key, "not_list", None)
        return None

    def people(self, key: str) -> tuple[str, ...]:
        """The names in a list of people, or a text; a degree is with its name, wherever YAML parted them."""
        value = self._typed.get(key)
        entries = ((str(value), place_of(value)),) if isinstance(value, Text) else self.texts(key) or ()
        found = listed([entry for entry, _ in entries])
        if found and is_degree(found[0][0]):
            degree, index = found.pop(0)
            values = {"key": key}
            self.problems.append(
                Problem(
                    self.path,
                    found=degree,
                    place=entries[index][1],
                    variant="no_name_before",
                    values=values,
                    kind=Kind.SHEET,
                )
            )
        return tuple(name for name, _ in found)

    def mapping(self, key: str) -> dict[Text, Any]:
        """What stands below the key; empty where there is nothing."""
        value = self._typed.get(key, "")
        if isinstance(value, dict):
            return value
        return {} if value == "" else self._wrong(key, "not_mapping", {})

    def below(self, key: str, known: Collection[str]) -> Fields:
        """The mapping under the key, its problems among these."""
        return Fields(self.path, with_degrees(self.mapping(key)), known, self.problems)

    def add(self, variant: str, key: str) -> None:
        """Note a problem with what stands under this key."""
        typed = next(one for one in self._typed if one == key)
        self.problems.append(
            Problem(self.path, place=place_of(typed), variant=variant, values={"key": key}, kind=Kind.SHEET)
        )

    def gathered(self) -> tuple[Problem, ...]:
        """The problems in the order of the file."""
        return tuple(sorted(self.problems, key=_position))

    def _wrong(self, key: str, variant: str, instead: Any) -> Any:
        typed = next(one for one in self._typed if one == key)
        value = self._typed[typed]
        found = str(value) if isinstance(value, Text) else ""
        place = place_of(value if isinstance(value, Text) else typed)
        self.problems.append(
            Problem(
                self.path, found=found, place=place, variant=variant, values={"key": key}, kind=Kind.SHEET
            )
        )
        return instead


def _position(problem: Problem) -> tuple[int, int]:
    place = problem.place or Place()
    return (place.line or 0, place.column or 0)


def _unknown(path: Path, key: Text, known: Collection[str]) -> Problem:
    near = nearest(key.casefold(), known)
    if near:
        return Problem(
            path,
            found=str(key),
            expected=near,
            place=place_of(key),
            variant="unknown_key",
            values={"key": key, "near": near},
            kind=Kind.SHEET,
        )
    options = ", ".join(known)
    return Problem(
        path,
        found=str(key),
        expected=options,
        place=place_of(key),
        variant="stray_key",
        values={"key": key, "options": options},
        kind=Kind.SHEET,
    )
