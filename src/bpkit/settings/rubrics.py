"""Rubrics: read from YAML, checked at the border, proven against their own worked example.

A rubric that could give a wrong final value is refused: weights that are not 100, a code given twice, a
tie-break by an instrument that is not there, an example that does not come out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from ..figures import exact, two_decimals
from ..model.scores import Example, Instrument, Rubric, Scale
from ..model.units import Level, fold
from ..resources import resource
from ..wording import decimal, say
from .typed_file import Mistake, fault_of, line_of, nearest, read, refused

if TYPE_CHECKING:
    from .rubric_model import RubricFile

RESERVED = ("catatan",)  # beside the scores on a sheet


def available() -> list[str]:
    """The names of the rubrics that travel with bpkit."""
    return sorted(file.stem for file in resource("rubrics").glob("*.yaml"))


def load_rubric(name_or_path: str, base: Path | None = None) -> Rubric:
    """The rubric of that name, or in that file; a relative path counts from `base`, the folder of bpkit.yaml.

    Raises:
        UserError: there is none, or it has faults: every one with file, line and key.
        ShareError: the file can't be read.
    """
    file = rubric_file(name_or_path, base)
    if not file.is_file():
        near = nearest(name_or_path, available())
        problem = say("rubric.no_rubric", name=name_or_path, near=near)
        raise UserError(problem, say("rubric.no_rubric_remedy", names=", ".join(available())))
    return read_rubric(file)


def rubric_file(name_or_path: str, base: Path | None = None) -> Path:
    """Where the rubric of that name is, or is to be."""
    if name_or_path in available():
        return resource("rubrics") / f"{name_or_path}.yaml"
    return (base or Path()) / name_or_path


def read_rubric(file: Path) -> Rubric:
    """The rubric in this file; raises as `load_rubric` does."""
    typed = read(file, say("rubric.remedy"))
    entry = _checked(file, typed)
    rubric = _rubric(entry, file)
    if faults := [*_faults(entry, rubric, typed)]:
        raise refused(file, faults, say("rubric.remedy"))
    return rubric


def worked_final(rubric: Rubric) -> Fraction:
    """The final value that the rubric gives its own example."""
    weights = {instrument.code: instrument.weight for instrument in rubric.instruments}
    totals = [
        sum((row[code] * weight for code, weight in weights.items()), Fraction())
        for row in rubric.example.scores
    ]
    return sum(totals, Fraction()) / len(totals)


def _checked(file: Path, typed: Any) -> RubricFile:
    from pydantic import ValidationError

    from .rubric_model import RubricFile, expectation, keys_at

    try:
        return RubricFile.model_validate(typed)
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults = [fault_of(typed, detail, keys_at, expectation) for detail in details]
        raise refused(file, faults, say("rubric.remedy")) from error


def _rubric(entry: RubricFile, file: Path) -> Rubric:
    rows = tuple({str(code): score for code, score in row.items()} for row in entry.contoh.skor)
    rubric = Rubric(
        id=entry.id,
        name=entry.nama,
        source=entry.sumber,
        note=entry.catatan,
        scale=Scale(entry.skala.min, entry.skala.maks, entry.skala.langkah),
        passing=entry.nilai_lulus,
        panel_minimum={Level(level): least for level, least in entry.panel_minimum.model_dump().items()},
        named={Level(level): seats for level, seats in entry.terpilih.model_dump().items()},
        quota_teams=entry.kuota.tim,
        quota_many=entry.kuota.usulan,
        quota_few=entry.kuota.usulan_lainnya,
        tie_break=tuple(entry.pemecah_seri),
        instruments=tuple(
            Instrument(one.kode, one.nama_pendek, one.nama, one.uraian, tuple(one.kondisi), one.bobot)
            for one in entry.instrumen
        ),
        example=Example(rows, entry.contoh.nilai_akhir),
        file=file,
        sha256="",
        blind=entry.sembunyikan_penulis,
    )
    return _signed(rubric)


def _signed(rubric: Rubric) -> Rubric:
    """The rubric with the SHA-256 of what it says; notes, layout and line ends don't count."""
    facts = asdict(rubric)
    for aside in ("name", "source", "note", "example", "file", "sha256", "blind"):
        del facts[aside]
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, default=str)
    return replace(rubric, sha256=hashlib.sha256(text.encode()).hexdigest())


def _faults(entry: RubricFile, rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    yield from _scale_faults(rubric, typed)
    yield from _instrument_faults(rubric, typed)
    for i, code in enumerate(rubric.tie_break):
        if code not in rubric.codes or code in rubric.tie_break[:i]:
            line = line_of(typed, ("pemecah_seri", i))
            yield line, say("rubric.unknown_code", code=code, near=nearest(code, rubric.codes))
    example = [*_example_faults(rubric, typed)]
    yield from example
    if not example:
        yield from _proof(entry, rubric, typed)


def _shown(value: Fraction) -> str:
    return decimal(exact(value))


def _scale_faults(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    scale, line = rubric.scale, line_of(typed, ("skala",))
    if scale.least >= scale.most or (scale.most - scale.least) % scale.step:
        yield (
            line,
            say("rubric.scale", least=_shown(scale.least), most=_shown(scale.most), step=_shown(scale.step)),
        )
    elif rubric.passing > 100 * scale.most:
        most = _shown(100 * scale.most)
        yield (
            line_of(typed, ("nilai_lulus",)),
            say("rubric.passing", passing=_shown(rubric.passing), most=most),
        )


def _instrument_faults(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    total = sum((instrument.weight for instrument in rubric.instruments), Fraction())
    if total != 100:
        yield line_of(typed, ("instrumen",)), say("rubric.weights", total=_shown(total))
    codes, names = [], []
    for i, instrument in enumerate(rubric.instruments):
        if instrument.code in codes or instrument.code in RESERVED:
            yield line_of(typed, ("instrumen", i, "kode")), say("rubric.code_twice", code=instrument.code)
        if fold(instrument.short_name) in names:
            line = line_of(typed, ("instrumen", i, "nama_pendek"))
            yield line, say("rubric.name_twice", name=instrument.short_name)
        codes.append(instrument.code)
        names.append(fold(instrument.short_name))


def _example_faults(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    for i, row in enumerate(rubric.example.scores):
        line = line_of(typed, ("contoh", "skor", i))
        for code in (code for code in row if code not in rubric.codes):
            yield line, say("rubric.unknown_code", code=code, near=nearest(code, rubric.codes))
        for code in rubric.codes:
            if code not in row:
                yield line, say("rubric.example_lacks", code=code)
            elif not rubric.scale.holds(row[code]):
                yield line, say("rubric.example_score", code=code, score=_shown(row[code]))


def _proof(entry: RubricFile, rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    """The example comes out; a final value whose decimals are many may be given with two."""
    final, given = worked_final(rubric), entry.contoh.nilai_akhir
    if final != given and Fraction(two_decimals(final)) != given:
        shown = exact(final)
        shown = two_decimals(final) if "/" in shown else shown
        line = line_of(typed, ("contoh", "nilai_akhir"))
        yield line, say("rubric.example_final", given=_shown(given), final=decimal(shown))
