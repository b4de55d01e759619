"""The shape of a rubric's YAML, as pydantic checks it and `bpkit schema rubric` prints it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..wording import say
from .typed_file import one_of

FEWEST_LEVELS, MOST_LEVELS = 2, 5


def _decimal(value: Any) -> Fraction:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Fraction(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,9})?", value):
        return Fraction(value.replace(",", "."))
    raise PydanticCustomError("decimal", "decimal")


def _positive(value: Any) -> Fraction:
    if number := _decimal(value):
        return number
    raise PydanticCustomError("positive", "positive")


def _whole(value: Any) -> int:
    if isinstance(value, int | str) and re.fullmatch("[0-9]{1,6}", str(value)):
        return int(value)
    raise PydanticCustomError("whole", "whole")


def _filled(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return str(value)
    raise PydanticCustomError("text", "text")


def _code(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch("[a-z][a-z0-9_]*", value):
        return str(value)
    raise PydanticCustomError("code", "code")


def _yes(value: Any) -> bool:
    words = {"ya": True, "true": True, "tidak": False, "false": False}
    if str(value).casefold() in words:
        return words[str(value).casefold()]
    raise PydanticCustomError("yes_or_no", "yes_or_no")


def _levels(value: Any) -> Any:
    if isinstance(value, list) and FEWEST_LEVELS <= len(value) <= MOST_LEVELS:
        return value
    raise PydanticCustomError("levels", "levels")


_NUMBER = WithJsonSchema({"type": "number", "minimum": 0})
DecimalNumber = Annotated[Fraction, BeforeValidator(_decimal), _NUMBER]
Positive = Annotated[Fraction, BeforeValidator(_positive), _NUMBER]
Whole = Annotated[int, BeforeValidator(_whole)]
Filled = Annotated[str, BeforeValidator(_filled)]
Code = Annotated[str, BeforeValidator(_code)]
YesNo = Annotated[bool, BeforeValidator(_yes)]


class ProgramPart(BaseModel):
    """What all mappings in a rubric or programme have in common: only known keys, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ScaleEntry(ProgramPart):
    """The scores that are allowed: from `min` to `maks` in steps of `langkah`."""

    min: DecimalNumber
    maks: Positive
    langkah: Positive = Fraction(1)


class MonthlyEntry(ProgramPart):
    """For what span of time writings are handed in."""

    tiap: Literal["bulan"]


class LevelEntry(ProgramPart):
    """One level of the programme, from the lowest up."""

    kode: Code
    nama: Filled
    folder: str = ""  # `prefix_word ({unit})_({periode})`; "" at the top: the folder of the month
    kata: list[Filled] = Field(default_factory=list)
    nama_laporan: dict[str, Filled] = Field(default_factory=dict)  # by language
    nama_formulir: str = ""
    sebutan_unit: str = ""
    wilayah: Literal["kota", "provinsi"] | None = None
    panel_minimum: Whole | None = None
    kursi: Whole | None = None
    kuota: YesNo = False
    tulisan_sendiri: YesNo = False
    lulus: YesNo = False
    meneruskan: Literal["semua", "terpilih", "tidak"] | None = None
    tenggat: Whole | None = None
    penandatangan: list[Filled] = Field(default_factory=list)
    tempat: str = ""
    surat: str = ""
    bergilir: YesNo = False


class QuotaEntry(ProgramPart):
    """How many TF writings a city proposes: `usulan` from `tim` TFs on, else `usulan_lainnya` (slide 15)."""

    tim: Whole
    usulan: Whole
    usulan_lainnya: Whole


class InstrumentEntry(ProgramPart):
    """One instrument (POB slides 23 and 24) with its weight (slide 26)."""

    kode: Code
    nama_pendek: Filled
    nama: Filled
    uraian: Filled
    kondisi: list[Filled] = Field(default_factory=list)
    bobot: Positive


class ExampleEntry(ProgramPart):
    """A worked example: a row of scores per assessor and the final value that they must give."""

    skor: list[dict[str, DecimalNumber]] = Field(min_length=1)
    nilai_akhir: DecimalNumber


class RubricFile(ProgramPart):
    """A rubric's YAML."""

    id: Filled
    nama: Filled
    sumber: Filled
    catatan: str = ""
    skala: ScaleEntry
    nilai_lulus: DecimalNumber
    panel_minimum: dict[str, Whole] = Field(default_factory=dict)  # by level; here, or at each level
    terpilih: dict[str, Whole] = Field(default_factory=dict)  # how many a panel names, likewise
    kuota: QuotaEntry
    siklus: MonthlyEntry | None = None
    yang_dinilai: Literal["tulisan"] = "tulisan"
    tingkat: Annotated[list[LevelEntry], BeforeValidator(_levels)] = Field(default_factory=list)
    pemecah_seri: list[Filled] = Field(default_factory=list)
    sembunyikan_penulis: YesNo = False
    instrumen: list[InstrumentEntry] = Field(min_length=1)
    contoh: ExampleEntry


def entries(value: Any) -> Any:
    """A model as mappings and lists; pydantic's own way there makes texts of fractions."""
    if isinstance(value, BaseModel):
        return {key: entries(one) for key, one in value}
    return [entries(one) for one in value] if isinstance(value, list) else value


def expectation(detail: Any) -> tuple[str, list[str]]:
    """What was expected, in words, and the choices where there are some."""
    if detail["type"] == "literal_error":
        return one_of(detail)
    names = {
        "dict_type": "mapping",
        "model_type": "mapping",
        "list_type": "list",
        "too_short": "filled_list",
        "string_type": "text",
    }
    return (say(f"rubric.expected_{names.get(detail['type'], detail['type'])}"), [])
