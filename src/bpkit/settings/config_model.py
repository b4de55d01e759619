"""The shape of bpkit.yaml, as pydantic checks it and `bpkit schema config` prints it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ..people.names import is_degree, listed
from ..wording import say


def _whole(least: int, most: int) -> Any:
    def check(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value) and least <= int(value) <= most:
            return int(value)
        raise PydanticCustomError("whole_number", "{least}–{most}", {"least": least, "most": most})

    return BeforeValidator(check)


def _filled(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("filled_text", "text")
    return str(value)


def _teams(value: Any) -> int | list[str]:
    if isinstance(value, list):
        if all(isinstance(team, str) and team.strip() for team in value):
            return [str(team) for team in value]
    elif isinstance(value, str | int) and re.fullmatch("[0-9]{1,3}", str(value)):
        return int(value)
    raise PydanticCustomError("teams", "teams")


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "2010-11-30") from None


Filled = Annotated[str, BeforeValidator(_filled)]


def _people(value: Any) -> Any:
    """A list of people as YAML gives it, with the degrees that it parted from their names at commas."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return value
    found = [name for name, _ in listed(value)]
    if found and is_degree(found[0]):
        raise PydanticCustomError("degree", "name")
    return found


Names = dict[str, Annotated[list[Filled], BeforeValidator(_people)]]
DayOfMonth = Annotated[int, _whole(1, 31)]
SeverityWord = Literal["mati", "info", "peringatan", "galat"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OwnDeadlines(_Section):
    """The days of one province where they are others (POB slide 18 lets it)."""

    korkot: DayOfMonth | None = None
    kmw: DayOfMonth | None = None


class Region(_Section):
    """A province: its zone and its cities with the number of their TFs, or a list of the TFs' names."""

    zona: (
        Literal["WIB", "WITA", "WIT", "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]
        | None
    ) = None
    tenggat: OwnDeadlines | None = None
    kota: dict[str, Annotated[int | list[str], BeforeValidator(_teams)]] = Field(default_factory=dict)


class Deadlines(_Section):
    """The day of the month by which each level hands in (POB slides 15 and 18)."""

    korkot: DayOfMonth = 15
    kmw: DayOfMonth = 20
    kmp: DayOfMonth = 25


class WaiverEntry(_Section):
    """One waiver: which rule, for which files, why, who agreed, and until when."""

    aturan: Filled
    berkas: Filled
    alasan: Filled
    disetujui: Filled
    sampai: Annotated[str, BeforeValidator(_day)] | None = None


class ConfigFile(_Section):
    """bpkit.yaml."""

    versi: Annotated[int, _whole(1, 1)] = 1
    program: Filled = "PNPM Mandiri Perkotaan"
    tahun: Annotated[int, _whole(1999, 2099)] | None = None
    bahasa: Literal["id", "en"] | None = None
    rubrik: Filled = "pob-2010"
    templates: Filled | None = None
    wilayah: dict[str, Region] | None = None
    panel: Names = Field(default_factory=dict)
    tenaga_ahli: Names = Field(default_factory=dict)
    kewajiban: dict[str, Annotated[int, _whole(0, 9999)]] = Field(default_factory=dict)
    tenggat: Deadlines = Field(default_factory=Deadlines)
    aturan: dict[str, SeverityWord] = Field(default_factory=dict)
    pengecualian: list[WaiverEntry] = Field(default_factory=list)


def keys_at(steps: tuple[int | str, ...]) -> list[str]:
    """The keys that are valid in the mapping that these steps lead to."""
    models: dict[str, type[BaseModel]] = {
        "wilayah": Region,
        "tenggat": Deadlines,
        "pengecualian": WaiverEntry,
    }
    if steps[:1] == ("wilayah",) and steps[-1:] == ("tenggat",):
        return list(OwnDeadlines.model_fields)
    return list((models[str(steps[0])] if steps else ConfigFile).model_fields)


def expectation(detail: Any) -> tuple[str, list[str]]:
    """What was expected, in words, and the choices where there are some."""
    kind = detail["type"]
    if kind == "literal_error":
        options = re.findall("'([^']+)'", detail["ctx"]["expected"])
        return (say("config.expected_one_of", options=", ".join(options)), options)
    if kind == "whole_number":
        return (say("config.expected_number", **detail["ctx"]), [])
    names = {
        "teams": "teams",
        "degree": "person",
        "day": "date",
        "list_type": "list",
        "dict_type": "mapping",
        "model_type": "mapping",
        "model_attributes_type": "mapping",
    }
    return (say(f"config.expected_{names.get(kind, 'text')}"), [])
