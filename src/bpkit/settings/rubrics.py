"""Rubrics: read from YAML, checked at the border, proven against their own worked example.

A rubric that could give a wrong final value is refused: weights that are not 100, a code given twice, a
tie-break by an instrument that is not there, an example that does not come out.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from .. import limits, share
from ..errors import ShareError, UserError
from ..figures import exact, two_decimals, whole
from ..levels import KEY as LEVELS
from ..levels import default_levels, levels_of, made
from ..model.levels import Levels
from ..model.scores import Example, Instrument, Rubric, Scale
from ..model.units import fold
from ..resources import resource
from ..wording import decimal, say
from .typed_file import Mistake, checked, line_of, nearest, read, refused

RESERVED = ("catatan",)  # beside the scores on a sheet

# What travels with bpkit, by the SHA-256 of the files: tests prove these, so that no run has to load
# pydantic, which takes longer than to check most folders.
PROVEN = frozenset(
    {
        "fc8e784212c0a9b5bdfe4df367467a5df5cc6cfce45125f133284b8fc56a2cbb",  # pob-2010
    }
)


def available() -> list[str]:
    """The names of the rubrics that travel with bpkit; of other programmes: `resources.program_names`."""
    files = resource("rubrics").glob("*.yaml")
    return sorted(file.stem for file in files if b"\ninstrumen:" in share.read(file, limits.TEXT))


def load_rubric(name_or_path: str, base: Path | None = None) -> Rubric:
    """The rubric of that name, or in that file; a relative path counts from `base`, the folder of bpkit.yaml.

    Raises:
        UserError: there is none, or it has faults: every one with file, line and key.
        ShareError: the file can't be read.
    """
    file = rubric_file(name_or_path, base)
    if not os.path.isfile(file):  # noqa: PTH113 - no name is too long for it
        near = nearest(name_or_path, available())
        problem = say("rubric.no_rubric", name=name_or_path, near=near)
        raise UserError(problem, say("rubric.no_rubric_remedy", names=", ".join(available())))
    return read_rubric(file)


def rubric_file(name_or_path: str, base: Path | None = None) -> Path:
    """Where the rubric of that name is, or is to be."""
    if name_or_path in available():
        return resource("rubrics") / f"{name_or_path}.yaml"
    return (base or Path()) / name_or_path


def is_within(file: Path, folder: Path) -> bool:
    """Whether a file lies in this folder or below it, wherever links lead.

    A bpkit.yaml comes with the share: what is wrong with a file that it names is said to whoever runs bpkit,
    so it may name none of theirs.

    Raises:
        ShareError: nobody can say at the moment where they lead.
    """
    try:
        return share.is_within(file, folder)
    except ValueError:  # a sign that no name may have
        return True  # and nothing is there
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return True
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error


def read_rubric(file: Path) -> Rubric:
    """The rubric in this file; raises as `load_rubric` does."""
    typed = read(file, say("rubric.remedy"))
    if hashlib.sha256(share.read(file, limits.TEXT)).hexdigest() in PROVEN:
        levels = {LEVELS: typed.pop(LEVELS, None)}  # made into records as they were typed
        return _rubric(_as_checked(typed) | levels, file)
    return prove(file, typed)


def prove(file: Path, typed: Any) -> Rubric:
    """The rubric that was typed in this file, once nothing is found wrong with it.

    Raises:
        UserError: with every fault of the file, one a line.
    """
    rubric = _rubric(_checked(file, typed), file)
    if faults := [*islice(_faults(rubric, typed), limits.FAULTS + 1)]:
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


def _checked(file: Path, typed: Any) -> Any:
    from .rubric_model import RubricFile, entries, expectation

    return entries(checked(file, typed, RubricFile, expectation, say("rubric.remedy")))


_DECIMAL = ("skala", "nilai_lulus", "bobot", "contoh")
_WHOLE = ("panel_minimum", "terpilih", "kuota")


def _as_checked(typed: Any, kind: type[Fraction | int | str] = str) -> Any:
    """What the model gives of a rubric in which nothing is wrong; `kind` is what its values are."""
    if isinstance(typed, list):
        return [_as_checked(one, kind) for one in typed]
    if not isinstance(typed, dict):
        return kind(typed.replace(",", ".") if kind is Fraction else typed)
    kinds = dict.fromkeys(_DECIMAL, Fraction) | dict.fromkeys(_WHOLE, int)
    return {str(key): _as_checked(one, kinds.get(key, kind)) for key, one in typed.items()}


def _rubric(entry: Mapping[str, Any], file: Path) -> Rubric:
    rows = tuple({str(code): score for code, score in row.items()} for row in entry["contoh"]["skor"])
    scale, quota = entry["skala"], entry["kuota"]
    levels = made(entry["tingkat"]) if entry.get("tingkat") else None
    rubric = Rubric(
        id=entry["id"],
        name=entry["nama"],
        source=entry["sumber"],
        note=entry["catatan"],
        scale=Scale(scale["min"], scale["maks"], scale["langkah"]),
        passing=entry["nilai_lulus"],
        panel_minimum=_minimum(entry, levels),
        named=entry.get("terpilih") or _seats(levels),
        quota_teams=quota["tim"],
        quota_many=quota["usulan"],
        quota_few=quota["usulan_lainnya"],
        tie_break=tuple(entry["pemecah_seri"]),
        instruments=tuple(map(_instrument, entry["instrumen"])),
        example=Example(rows, entry["contoh"]["nilai_akhir"]),
        file=file,
        sha256="",
        blind=entry.get("sembunyikan_penulis", False),
        levels=levels,
    )
    return _signed(rubric)


def _minimum(entry: Mapping[str, Any], levels: Levels | None) -> Mapping[str, int]:
    """The least number of assessors by level: of the rubric, else of each level."""
    told = entry.get("panel_minimum") or {}
    return told or {level.code: level.panel_minimum for level in levels or ()}


def _seats(levels: Levels | None) -> Mapping[str, int]:
    return {level.code: level.seats for level in levels or () if level.seats is not None}


def _instrument(entry: Mapping[str, Any]) -> Instrument:
    names = entry["kode"], entry["nama_pendek"], entry["nama"], entry["uraian"]
    return Instrument(*names, tuple(entry["kondisi"]), entry["bobot"])


def _signed(rubric: Rubric) -> Rubric:
    """The rubric with the SHA-256 of what it says; notes, layout and line ends don't count."""
    facts = asdict(rubric)
    for aside in ("name", "source", "note", "example", "file", "sha256", "blind", "levels"):
        del facts[aside]
    if (deciding := _deciding(levels_of(rubric))) != _deciding(default_levels()):
        facts["levels"] = deciding
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, default=_plain)
    return replace(rubric, sha256=hashlib.sha256(text.encode()).hexdigest())


def _deciding(levels: Levels) -> list[tuple[object, ...]]:
    """What of the levels decides who is selected; what they and their folders are called does not."""
    return [
        (one.code, one.forwards.value, one.gated, one.seats, one.quota, one.own_writing) for one in levels
    ]


def _plain(value: Any) -> Any:
    return asdict(value) if isinstance(value, Struct) else str(value)


def _faults(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    yield from _level_faults(rubric, typed)
    yield from _scale_faults(rubric, typed)
    yield from _instrument_faults(rubric, typed)
    for i, code in enumerate(rubric.tie_break):
        if code not in rubric.codes or code in rubric.tie_break[:i]:
            line = line_of(typed, ("pemecah_seri", i))
            yield line, say("rubric.unknown_code", code=code, near=nearest(code, rubric.codes))
    example = [*_example_faults(rubric, typed)]
    yield from example
    if not example:
        yield from _proof(rubric, typed)


def _scale_faults(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    scale, line = rubric.scale, line_of(typed, ("skala",))
    if scale.least >= scale.most or (scale.most - scale.least) % scale.step:
        yield (
            line,
            say("rubric.scale", least=whole(scale.least), most=whole(scale.most), step=whole(scale.step)),
        )
    elif rubric.passing > 100 * scale.most:
        most = whole(100 * scale.most)
        yield (
            line_of(typed, ("nilai_lulus",)),
            say("rubric.passing", passing=whole(rubric.passing), most=most),
        )


def _level_faults(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    """Levels that can't be told apart or found, and numbers for other levels than there are."""
    if rubric.levels:
        yield from _pattern_faults(rubric.levels, typed)
    for key, numbers in (("panel_minimum", rubric.panel_minimum), ("terpilih", rubric.named)):
        if numbers or rubric.levels:
            yield from _faults_by_level(rubric, typed, key, numbers)
        else:
            yield 1, say("typed.missing_key", key=key)


def _faults_by_level(rubric: Rubric, typed: Any, key: str, numbers: Mapping[str, int]) -> Iterator[Mistake]:
    levels = levels_of(rubric)
    for code in numbers:
        if code not in levels.codes:
            near = nearest(code, levels.codes)
            yield line_of(typed, (key, code)), say("typed.unknown_key", key=code, near=near)
    for level in levels:
        if level.code not in numbers and (key == "panel_minimum" or not level.quota):
            yield line_of(typed, (key,)), say("typed.missing_key", key=f"{key}: {level.code}")


def _pattern_faults(levels: Levels, typed: Any) -> Iterator[Mistake]:
    """Codes and folder names that two levels share, and patterns that can't be read."""
    heads = [fold(level.head) for level in levels.named]
    for level in levels:
        at, folder = (LEVELS, level.number), level.folder
        if levels.codes.index(level.code) != level.number:
            yield line_of(typed, (*at, "kode")), say("rubric.level_twice", code=level.code)
        if level.is_named and heads.index(fold(level.head)) != level.number:
            yield line_of(typed, (*at, "folder")), say("rubric.level_twice", code=level.head)
        is_pattern = bool(level.head) and folder == f"{level.head} ({{unit}})_({{periode}})"
        if not is_pattern and (folder or not level.is_top):
            yield line_of(typed, (*at, "folder")), say("rubric.folder_pattern", code=level.code)


def _instrument_faults(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    total = sum((instrument.weight for instrument in rubric.instruments), Fraction())
    if total != 100:
        yield line_of(typed, ("instrumen",)), say("rubric.weights", total=whole(total))
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
                yield line, say("rubric.example_score", code=code, score=whole(row[code]))


def _proof(rubric: Rubric, typed: Any) -> Iterator[Mistake]:
    """The example comes out; a final value whose decimals are many may be given with two."""
    final, given = worked_final(rubric), rubric.example.final
    if final != given and Fraction(two_decimals(final)) != given:
        shown = exact(final)
        shown = two_decimals(final) if "/" in shown else shown
        line = line_of(typed, ("contoh", "nilai_akhir"))
        yield line, say("rubric.example_final", given=whole(given), final=decimal(shown))
