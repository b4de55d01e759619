"""The shape of a programme file's YAML, as pydantic checks it and `bpkit schema program` prints it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..model.programs import MAIN, Arrangement, ColumnKind, Combine, Cycle, LeafKind, VoiceKind
from ..model.tallies import DONE
from ..model.units import fold
from ..wording import say
from .rubric_model import DecimalNumber, Filled, LevelEntry, Positive, ProgramPart, ScaleEntry, Whole, YesNo
from .rubric_model import expectation as expected_in_rubric
from .typed_file import one_of

ENDED = ("selesai", "dibatalkan", "batal")  # choices by which a row is done, where the file names none
_FRACTION = re.compile("-?[0-9]{1,15}(?:[.,][0-9]{1,9})?(?:/[1-9][0-9]{0,8})?")
_NAME = "[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*"  # of what becomes the name of a file or folder
_ITEM = "[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"


def _exact(value: Any) -> Fraction:
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        above, _, below = value.replace(",", ".").partition("/")
        return Fraction(above) / Fraction(below or 1)
    raise PydanticCustomError("exact", "exact")


def _name(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(_NAME, value):
        return str(value)
    raise PydanticCustomError("name", "name")


def _item_code(value: Any) -> str:
    if isinstance(value, str | int) and re.fullmatch(_ITEM, str(value)):
        return str(value)
    raise PydanticCustomError("item", "item")


def _family(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch("BP[0-9]{1,3}", value):
        return str(value)
    raise PydanticCustomError("family", "family")


def _typed(value: Any) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value)
    raise PydanticCustomError("text", "text")


def _scales(value: Any) -> Any:
    """`{min, maks}` is the one scale of the file; otherwise scales have names."""
    is_one = isinstance(value, dict) and (not value or set(map(str, value)) & set(ScaleEntry.model_fields))
    return {"": value} if is_one else value


def _voices(value: Any) -> Any:
    """`asesor: 60` is short for `asesor: {bobot: 60}`."""
    if not isinstance(value, dict):
        return value
    return {key: one if isinstance(one, dict) else {"bobot": one} for key, one in value.items()}


def _short_items(value: Any) -> Any:
    """A list of mere words: items that say no more than what they are called."""
    if not isinstance(value, list):
        return value
    return [ItemEntry.short(_item_code(one)) if isinstance(one, str) else one for one in value]


_EXACT = WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": _FRACTION.pattern}]})
_NAME_SHAPE = WithJsonSchema({"type": "string", "pattern": f"^{_NAME}$"})
Exact = Annotated[Fraction, BeforeValidator(_exact), _EXACT]
Name = Annotated[str, BeforeValidator(_name), _NAME_SHAPE]
ItemCode = Annotated[str, BeforeValidator(_item_code)]
Family = Annotated[str, BeforeValidator(_family)]
Typed = Annotated[str, BeforeValidator(_typed)]


class CycleEntry(ProgramPart):
    """For what span of time something is handed in; `jumlah` is how many periods there are."""

    tiap: Cycle
    jumlah: Whole | None = None


class VoiceEntry(ProgramPart):
    """A source of voices: what it weighs, and where it comes from."""

    bobot: Positive = Fraction(100)
    nama: Filled = ""
    dari: VoiceKind = VoiceKind.ASSESSORS
    tabel: Name | None = None
    sampel: Name | None = None
    penilaian: Name | None = None


class TargetEntry(ProgramPart):
    """What an achievement is held against; empty where the source names none."""

    satuan: Filled = ""
    awal: Exact | None = None
    target: Exact | None = None
    per_periode: dict[Whole, Exact] = Field(default_factory=dict)
    arah: Literal["naik", "turun"] = "naik"
    waktu: Literal["jumlah", "terakhir", "rasio"] = "terakhir"
    kumulatif: YesNo | None = None
    bagian: Literal["jumlah", "tidak"] = "jumlah"
    setiap: Whole = 1
    sampai: Whole | None = None


class BandEntry(ProgramPart):
    """What a value is called from `dari` on."""

    dari: Exact
    sebut: Filled


class RoundingEntry(ProgramPart):
    """From `dari` (or above `di_atas`) on a need counts as `jadi`; every further full `setiap` one more."""

    dari: Exact | None = None
    di_atas: Exact | None = None
    jadi: Exact
    setiap: Positive | None = None


class ItemEntry(ProgramPart):
    """An item of the tree; the items below it may be a list of words."""

    kode: ItemCode
    nama: Filled
    nama_pendek: Filled = ""
    uraian: Filled = ""
    petunjuk: list[Filled] = Field(default_factory=list)
    bobot: Positive | None = None
    gabung: Combine | None = None
    jenis: LeafKind | None = None
    skala: Name | None = None
    bersyarat: YesNo | None = None
    wajib: list[Name] | None = None
    tenggat: Name | None = None
    sasaran: TargetEntry | None = None
    suara: dict[str, Positive] | None = None
    anggapan: YesNo = False
    predikat: list[BandEntry] | None = None
    butir: Annotated[list[ItemEntry], BeforeValidator(_short_items), Field(min_length=1)] | None = None

    @classmethod
    def short(cls, word: str) -> ItemEntry:
        """An item of which only the word is known; its code is made unlike all others later."""
        name = word.replace("_", " ").replace("-", " ")
        return cls.model_construct(kode=word, nama=name[:1].upper() + name[1:])


class SchemeEntry(ProgramPart):
    """One judgement: what is judged by which tree, by whom, and what follows from the value."""

    nama: Filled = ""
    yang_dinilai: Name = "unit"
    di: Name | None = None
    skala: Annotated[dict[str, ScaleEntry], BeforeValidator(_scales)] = Field(default_factory=dict)
    suara: Annotated[dict[Name, VoiceEntry], BeforeValidator(_voices), Field(min_length=1)] | None = None
    gabung: Combine = Combine.MEAN
    butir: Annotated[list[ItemEntry], BeforeValidator(_short_items), Field(min_length=1)] | None = None
    butir_dari: Name | None = None
    predikat: list[BandEntry] = Field(default_factory=list)
    nilai_lulus: DecimalNumber | None = None
    peringkat: YesNo = False
    kursi: Whole | None = None
    penetapan: YesNo = False
    pembulatan: list[RoundingEntry] = Field(default_factory=list)
    beban: Positive | None = None
    setiap: Whole = 1


class ColumnEntry(ProgramPart):
    """A column of a list."""

    kode: ItemCode
    nama: Filled = ""
    jenis: ColumnKind = ColumnKind.TEXT
    wajib: YesNo = False
    pilihan: list[Typed] = Field(default_factory=list)
    petunjuk: Filled = ""
    rujuk: Name | None = None
    menuntut: list[ItemCode] = Field(default_factory=list)


class TableEntry(ProgramPart):
    """A list that people keep in a unit's folder."""

    nama: Filled
    di: Name | None = None
    kolom: list[ColumnEntry] = Field(min_length=1)
    kunci: list[ItemCode] = Field(default_factory=list)
    wajib: YesNo = False
    lanjut: YesNo = False
    banyak: YesNo = False
    selesai: dict[ItemCode, list[Typed]] = Field(default_factory=dict)

    def done_words(self) -> dict[str, list[str]]:
        """In which words of which columns a row is done: as said, else choices that mean it in any list."""
        if self.selesai:
            return self.selesai
        chosen = {column.kode: [one for one in column.pilihan if fold(one) in ENDED] for column in self.kolom}
        return {code: words for code, words in chosen.items() if words}


class PaperEntry(ProgramPart):
    """A document that a unit owes."""

    nama: Filled
    di: Name | None = None
    bagian: list[Filled] = Field(default_factory=list)
    bagian_bila_ada: list[Filled] = Field(default_factory=list)
    sebutan: dict[str, list[Filled]] = Field(default_factory=dict)
    kirim_ke: list[Filled] = Field(default_factory=list)
    dimuat_di: list[Filled] = Field(default_factory=list)
    wajib: YesNo = True


class TaskEntry(ProgramPart):
    """What is due when."""

    kode: Name
    nama: Filled
    di: Name | None = None
    tanggal: Whole | None = None
    bulan: Whole | None = None
    sebelum: Whole | None = None
    setiap: Whole = 1


class FormEntry(ProgramPart):
    """A form or letter that bpkit writes."""

    kode: Name
    nama: Filled
    di: Name | None = None
    bentuk: Literal["xlsx", "docx"]
    templat: Filled = ""
    isi: ItemCode | None = None
    kepada: list[Filled] = Field(default_factory=list)
    sebelum_nilai: YesNo = False
    susunan: Arrangement = Arrangement.USUAL
    tindak_lanjut: Name | None = None
    setiap: Whole = 1
    bila: dict[ItemCode, Typed] = Field(default_factory=dict)


class SittingEntry(ProgramPart):
    """A panel that has to approve a scheme's values or a list."""

    nama: Filled
    di: Name | None = None
    tentang: Name
    minimum: Whole = 1


class PostsEntry(ProgramPart):
    """Which columns of a list say who is there; `jam` where the load was counted already."""

    daftar: Name
    tempat: ItemCode
    bidang: ItemCode
    banyak: ItemCode
    jam: ItemCode | None = None


class ServedEntry(ProgramPart):
    """Which columns of a list say how many are served, group by group."""

    daftar: Name
    tempat: ItemCode
    kelompok: ItemCode
    banyak: ItemCode
    rasio: ItemCode | None = None


class HoursEntry(ProgramPart):
    """Which columns of a list say how many hours a class has in a field."""

    daftar: Name
    bidang: ItemCode
    kelompok: ItemCode | None = None
    banyak: ItemCode


class MovesEntry(ProgramPart):
    """Which columns of a list say who is to move."""

    daftar: Name
    dari: ItemCode
    ke: ItemCode
    bidang: ItemCode
    banyak: ItemCode


class NeedEntry(ProgramPart):
    """How a need is reckoned from lists."""

    nama: Filled
    di: Name | None = None
    rasio: Positive = Fraction(1)
    beban: Positive
    pembulatan: list[RoundingEntry] = Field(default_factory=list)
    tersedia: PostsEntry
    peserta: ServedEntry | None = None
    jam: HoursEntry | None = None
    pindah: MovesEntry | None = None


class StageEntry(ProgramPart):
    """One stage."""

    kode: ItemCode
    nama: Filled
    keadaan: list[Filled] = Field(default_factory=lambda: [DONE], min_length=1)
    angka: list[ItemCode] = Field(default_factory=list)
    bukti: YesNo = True


class StagesEntry(ProgramPart):
    """The stages that units go through, and the list that says how far each has come."""

    nama: Filled
    di: Name | None = None
    daftar: Name
    bila: Name | None = None
    tahap: list[StageEntry] = Field(min_length=1)


class WritingsEntry(ProgramPart):
    """What every writing holds."""

    bagian: list[Filled] = Field(default_factory=list)


class WorkedEntry(ProgramPart):
    """A worked example: answers by voice, and the values that must come out."""

    penilaian: Name | None = None
    jawaban: dict[str, list[dict[str, Typed]]]
    nilai: dict[str, Exact]
    predikat: dict[str, Filled] = Field(default_factory=dict)


class ProgramFile(SchemeEntry):
    """A programme file."""

    id: Name
    nama: Filled
    nama_penilaian: Filled = ""
    sumber: Filled
    catatan: str = ""
    anggapan: list[Filled] = Field(default_factory=list)
    siklus: CycleEntry
    tingkat: list[LevelEntry] = Field(min_length=1)
    penilaian: dict[Name, SchemeEntry] = Field(default_factory=dict)
    daftar: dict[Name, TableEntry] = Field(default_factory=dict)
    dokumen: dict[Name, PaperEntry] = Field(default_factory=dict)
    tugas: list[TaskEntry] = Field(default_factory=list)
    formulir: list[FormEntry] = Field(default_factory=list)
    panel: dict[Name, SittingEntry] = Field(default_factory=dict)
    aturan: list[Family] = Field(default_factory=list)
    ketentuan: dict[Name, Typed] = Field(default_factory=dict)
    kebutuhan: dict[Name, NeedEntry] = Field(default_factory=dict)
    tahapan: dict[Name, StagesEntry] = Field(default_factory=dict)
    tulisan: WritingsEntry = Field(default_factory=WritingsEntry)
    contoh: list[WorkedEntry] = Field(default_factory=list)

    def schemes_typed(self, typed: Any) -> list[tuple[str, SchemeEntry, Any]]:
        """Every scheme with its code and what was typed of it; the one at the top of the file first."""
        further = typed.get("penilaian") or {}
        return [(MAIN, self, typed), *((code, one, further[code]) for code, one in self.penilaian.items())]


def expectation(detail: Any) -> tuple[str, list[str]]:
    """What was expected, in words, and the choices where there are some."""
    kind = detail["type"]
    if kind in ("enum", "literal_error"):
        return one_of(detail)
    if kind in ("exact", "name", "item", "family"):
        return say(f"program.expected_{kind}"), []
    if kind in ("model_attributes_type", "is_instance_of"):
        detail = {**detail, "type": "model_type"}
    return expected_in_rubric(detail)
