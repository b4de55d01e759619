"""The shape of bpkit.yaml, as pydantic checks it and `bpkit schema config` prints it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..people.contacts import is_email, with_country_code
from ..people.names import is_degree, listed, parted_degrees
from ..resources import DEFAULT_PROGRAM
from ..wording import say
from .typed_file import one_of


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


def _email(value: Any) -> str:
    if isinstance(value, str) and is_email(value):
        return str(value)
    raise PydanticCustomError("email", "nama@example.org")


def _whatsapp(value: Any) -> str:
    """A mobile number as WhatsApp's links have it: the country's code first, nothing but digits."""
    digits = with_country_code(re.sub(r"[ ().+-]", "", str(value)))
    if isinstance(value, str | int) and re.fullmatch("[1-9][0-9]{9,14}", digits):
        return digits
    raise PydanticCustomError("whatsapp", "0812-3456-7890")


def _web(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s\"<>?#]+", value):
        return f"{value.rstrip('/')}/"
    raise PydanticCustomError("web", "https://…")


Filled = Annotated[str, BeforeValidator(_filled)]


def _units(value: Any) -> Any:
    """A list of names, or a mapping of names to what is below each of them."""
    if isinstance(value, list):
        if all(isinstance(one, str) and one.strip() for one in value):
            return [str(one) for one in value]
    elif isinstance(value, dict) and all(isinstance(one, str) and one.strip() for one in value):
        return {str(name): _units(below) if below else [] for name, below in value.items()}
    raise PydanticCustomError("units", "units")


_UNIT_NAMES = {"type": "array", "items": {"type": "string", "minLength": 1}}
_UNITS_SCHEMA = {
    "anyOf": [_UNIT_NAMES, {"type": "object", "additionalProperties": {"type": ["array", "object", "null"]}}],
    "description": "names of units, or a mapping of names to the units below each",
}
UnitTree = Annotated[Any, BeforeValidator(_units), WithJsonSchema(_UNITS_SCHEMA)]


def _people(value: Any) -> Any:
    """A list of people as YAML gives it, with the degrees that it parted from their names at commas."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return value
    found = [name for name, _ in listed(value)]
    if found and is_degree(found[0]):
        raise PydanticCustomError("degree", "name")
    return found


def _lines(value: Any) -> Any:
    """A line of text, several, or a list of them."""
    lines = value.splitlines() if isinstance(value, str) else value
    if isinstance(lines, list) and all(isinstance(one, str) for one in lines):
        found = [one.strip() for one in lines if one.strip()]
        if found:
            return found
    raise PydanticCustomError("filled_text", "text")


def _signer(value: Any) -> Any:
    """A name alone, or a mapping; YAML parts degrees from a name at the comma: `{nama: Ir. Budi, M.Si}`."""
    if isinstance(value, str):
        return {"nama": value}
    if isinstance(value, dict):
        degrees = parted_degrees(value)
        if degrees and isinstance(value.get("nama"), str):
            kept = {key: rest for key, rest in value.items() if key not in degrees}
            return {**kept, "nama": ", ".join([value["nama"], *degrees])}
    return value


Lines = Annotated[list[str], BeforeValidator(_lines)]
Names = dict[str, Annotated[list[Filled], BeforeValidator(_people)]]
DayOfMonth = Annotated[int, _whole(1, 31)]
SeverityWord = Literal["mati", "info", "peringatan", "galat"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Region(_Section):
    """A province: its zone and its cities with the number of their TFs, or a list of the TFs' names."""

    zona: (
        Literal["WIB", "WITA", "WIT", "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]
        | None
    ) = None
    tenggat: dict[str, DayOfMonth] = Field(default_factory=dict)  # where they are others (slide 18)
    kota: dict[str, Annotated[int | list[str], BeforeValidator(_teams)]] = Field(default_factory=dict)


class WaiverEntry(_Section):
    """One waiver: which rule, for which files, why, who agreed, and until when."""

    aturan: Filled
    berkas: Filled
    alasan: Filled
    disetujui: Filled
    sampai: Annotated[str, BeforeValidator(_day)] | None = None


class SiteSection(_Section):
    """The pages that `bpkit site` makes: whose contacts they show, and where readers' comments go."""

    judul: Filled | None = None
    kontak: Literal["lembaga", "penulis", "tidak"] = "lembaga"
    surel: Annotated[str, BeforeValidator(_email)] | None = None
    whatsapp: Annotated[str, BeforeValidator(_whatsapp)] | None = None
    alamat: Annotated[str, BeforeValidator(_web)] | None = None


class LetterheadEntry(_Section):
    """What stands at the head of a unit's letters, its address, and where it signs."""

    nama: Lines = Field(default_factory=list)
    alamat: Lines = Field(default_factory=list)
    tempat: Filled | None = None


class SignerEntry(_Section):
    """Who signs: name, position where it is not the programme's word, number of a civil servant."""

    nama: Filled | None = None
    jabatan: Filled | None = None
    nip: Filled | None = None


class SignersEntry(_Section):
    """Who knows of a unit's forms and who made them (POB slide 12); who knows signs its letters."""

    mengetahui: Annotated[SignerEntry | None, BeforeValidator(_signer)] = None
    membuat: Annotated[SignerEntry | None, BeforeValidator(_signer)] = None


class ConfigFile(_Section):
    """bpkit.yaml."""

    versi: Annotated[int, _whole(1, 1)] = 1
    program: Filled = "PNPM Mandiri Perkotaan"
    tahun: Annotated[int, _whole(1999, 2099)] | None = None
    bahasa: Literal["id", "en"] | None = None
    rubrik: Filled = DEFAULT_PROGRAM
    templates: Filled | None = None
    wilayah: dict[str, Region] | None = None
    panel: Names = Field(default_factory=dict)
    tenaga_ahli: Names = Field(default_factory=dict)
    kewajiban: dict[str, Annotated[int, _whole(0, 9999)]] = Field(default_factory=dict)
    tenggat: dict[str, DayOfMonth] = Field(default_factory=dict)
    aturan: dict[str, SeverityWord] = Field(default_factory=dict)
    pengecualian: list[WaiverEntry] = Field(default_factory=list)
    situs: SiteSection = Field(default_factory=SiteSection)
    kop: dict[str, LetterheadEntry] = Field(default_factory=dict)  # by unit: Jawa Tengah, Semarang, KMP
    penandatangan: dict[str, SignersEntry] = Field(default_factory=dict)
    unit: UnitTree | None = None
    mulai: Annotated[str, BeforeValidator(_day)] | None = None


def expectation(detail: Any) -> tuple[str, list[str]]:
    """What was expected, in words, and the choices where there are some."""
    kind = detail["type"]
    if kind == "literal_error":
        return one_of(detail)
    if kind == "whole_number":
        return (say("config.expected_number", **detail["ctx"]), [])
    names = {
        "teams": "teams",
        "degree": "person",
        "day": "date",
        "email": "email",
        "whatsapp": "whatsapp",
        "web": "web",
        "units": "units",
        "list_type": "list",
        "dict_type": "mapping",
        "model_type": "mapping",
        "model_attributes_type": "mapping",
    }
    return (say(f"config.expected_{names.get(kind, 'text')}"), [])
