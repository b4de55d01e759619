"""bpkit.yaml as text, made of settings; `Daftar Wilayah.xlsx`, and what it would change in a bpkit.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import ShareError, UserError
from ..forms.common import scalar
from ..levels import levels_of
from ..model.problems import Problem
from ..model.settings import SEVERITY_WORDS, City, Province, Settings, Waiver
from ..model.sheet_words import ROLES, ROSTER_BOOK
from ..model.units import same_unit
from ..model.zones import ZONES
from ..reading.roster_book import Papers, RosterBook, read_roster_book
from ..resources import DEFAULT_PROGRAM
from ..settings.config import NAME
from ..settings.typed_file import read
from ..share.placing import write_over
from ..wording import say, speaking
from .demo import EXAMPLE_CONFIG

_KEY = re.compile(r"(?:# )?([a-z_]+):")
PAPERS = ("penandatangan", "kop")
_BARE = re.compile(r"[^\W\d_][\w .\-]*[\w.]|[^\W\d_]")  # plain inside brackets, and before a colon


def config_text(settings: Settings, papers: Papers) -> str:
    """bpkit.yaml with what these settings say, and the example's comments to everything.

    `papers` stands under `penandatangan` and `kop`.
    """
    parts = EXAMPLE_CONFIG.read_text(encoding="utf-8").split("\n\n")
    values = _values(settings)
    values |= {key: list(_paper(key, papers[key])) for key in PAPERS if papers.get(key) and _is_known(key)}
    filled = [_head(parts[0], settings), *(_filled(part, values) for part in parts[1:])]
    known = {found[1] for part in parts for line in part.splitlines() if (found := _KEY.match(line))}
    filled += ["\n".join(lines) for key, lines in values.items() if key not in known]
    return "\n\n".join(part.rstrip("\n") for part in filled) + "\n"


def _is_known(key: str) -> bool:
    """Whether bpkit.yaml may have this key."""
    from ..settings.config_model import ConfigFile

    return key in ConfigFile.model_fields


def _paper(key: str, units: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield f"{key}:"
    for unit, said in units.items():
        yield f"  {_flow(unit)}:"
        for name, value in said.items():
            yield f"    {name}: {_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(text)}" for name, text in value.items()) + "}"
    return _listed(value) if isinstance(value, list) else _flow(value)


def papers_in(file: Path) -> Papers:
    """What stands under `penandatangan` and `kop` of a bpkit.yaml, whichever short form was typed."""
    if not file.is_file():
        return {}
    typed = read(file, say("config.remedy"))
    found = {
        key: typed[key] for key in PAPERS if isinstance(typed, dict) and isinstance(typed.get(key), dict)
    }
    return {
        key: {unit: {name: _in_full(name, one) for name, one in said.items()} for unit, said in units.items()}
        for key, units in found.items()
    }


def _in_full(name: str, value: Any) -> Any:
    """A signer who is only a name, and lines that are one text, as the workbook gives them."""
    if isinstance(value, str) and name in ROLES:
        return {"nama": value}
    return value.splitlines() if isinstance(value, str) and name in ("nama", "alamat") else value


def _head(part: str, settings: Settings) -> str:
    """The paragraph of what stands on one line each."""
    values = {
        "program": f"program: {scalar(settings.program)}",
        "tahun": f"tahun: {settings.year}" if settings.year else "# tahun: 2010",
    }
    lines = [values.get(line.partition(":")[0], line) for line in part.splitlines()]
    return "\n".join(lines).replace(f"rubrik: {DEFAULT_PROGRAM}", f"rubrik: {scalar(settings.rubric)}")


def _filled(part: str, values: Mapping[str, Sequence[str]]) -> str:
    """A paragraph with its key's value in place of the example, where there is one; its comment stays."""
    lines = part.splitlines()
    at = next((i for i, line in enumerate(lines) if _KEY.match(line)), None)
    found = _KEY.match(lines[at]) if at is not None else None
    if found is None:
        return part
    value = values.get(found[1])
    if value is None and found[1] == "wilayah":
        value = ()
    return part if value is None else "\n".join([*lines[:at], *value])


def _values(settings: Settings) -> dict[str, list[str]]:
    """The lines of every key that the settings have a value for."""
    found = {}
    if settings.provinces:
        found["wilayah"] = ["wilayah:", *(line for one in settings.provinces for line in _province(one))]
    people = {"panel": settings.panels, "tenaga_ahli": settings.experts}
    for key, named in people.items():
        if named:
            found[key] = [f"{key}:", *(f"  {_flow(unit)}: {_listed(names)}" for unit, names in named.items())]
    if settings.severities:
        found["aturan"] = [f"aturan: {_paired(_severities(settings))}"]
    if settings.waivers:
        found["pengecualian"] = [
            "pengecualian:",
            *(line for one in settings.waivers for line in _waiver(one)),
        ]
    numbers = {"kewajiban": settings.obligations, "tenggat": settings.deadlines}
    found |= {key: [f"{key}: {_paired(pairs)}"] for key, pairs in numbers.items() if pairs}
    return found


def _severities(settings: Settings) -> dict[str, str]:
    words = {severity: word for word, severity in SEVERITY_WORDS.items()}
    return {code: words[severity] for code, severity in settings.severities.items()}


def _waiver(waiver: Waiver) -> Iterator[str]:
    yield f"  - aturan: {waiver.rule}"
    yield f"    berkas: {_flow(waiver.pattern)}"
    yield f"    alasan: {_flow(waiver.reason)}"
    yield f"    disetujui: {_flow(waiver.approved_by)}"
    if waiver.until:
        yield f"    sampai: {waiver.until}"


def _province(province: Province) -> Iterator[str]:
    yield f"  {_flow(province.name)}:"
    if province.zone:
        yield f"    zona: {province.zone}"
    if province.deadlines:
        yield f"    tenggat: {_paired(province.deadlines)}"
    yield "    kota:" if province.cities else "    kota: {}"
    for city in province.cities:
        yield f"      {_flow(city.name)}: {_listed(city.teams) if city.teams else city.team_count}"


def _flow(text: str) -> str:
    """A name as a key, or inside brackets, where a comma or a colon would end it."""
    if _BARE.fullmatch(text) and scalar(text) == text:
        return text
    return json.dumps(text, ensure_ascii=False)


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(map(_flow, names))}]"


def _paired(pairs: Mapping[str, int | str]) -> str:
    return "{" + ", ".join(f"{_flow(name)}: {number}" for name, number in pairs.items()) + "}"


# What a changed Daftar Wilayah.xlsx would change -----------------------------------------------------


def differences(there: Settings, wanted: Settings, old: Papers, new: Papers) -> list[str]:
    """What bpkit.yaml says otherwise than the workbook, a line each, with what to write there.

    `old` and `new` are what stands under `penandatangan` and `kop`.
    """
    found = [*_province_differences(there, wanted)]
    for key in filter(_is_known, PAPERS):
        before, after = (
            {unit: _shown_paper(said) for unit, said in one.get(key, {}).items()} for one in (old, new)
        )
        found += _mapping_differences(key, before, after)
    for key, one, other in (
        ("panel", there.panels, wanted.panels),
        ("tenaga_ahli", there.experts, wanted.experts),
        ("kewajiban", there.obligations, wanted.obligations),
        ("tenggat", there.deadlines, wanted.deadlines),
        ("aturan", _severities(there), _severities(wanted)),
        ("pengecualian", _waived(there), _waived(wanted)),
    ):
        found += _mapping_differences(key, one, other)
    if there.program != wanted.program:
        found.append(_differs("program", scalar(there.program), scalar(wanted.program)))
    return found


def _waived(settings: Settings) -> dict[str, str]:
    return {
        f"{one.rule} {one.pattern}": "; ".join((one.reason, one.approved_by, str(one.until or "")))
        for one in settings.waivers
    }


def _shown_paper(said: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {_written(value)}" for name, value in sorted(said.items()))


def _province_differences(there: Settings, wanted: Settings) -> Iterator[str]:
    known, asked = there.provinces or (), wanted.provinces or ()
    for name in (one.name for one in known if wanted.province(one.name) is None):
        yield say("start.gone", key=f"wilayah > {name}")
    for province in asked:
        where = f"wilayah > {province.name}"
        old = there.province(province.name)
        if old is None:
            cities = ", ".join(f"{_flow(one.name)}: {_teams(one)}" for one in province.cities)
            yield say("start.added", key=where, value=f"kota: {{{cities}}}")
            continue
        zone = {name: str(one.tzname(None)) for name, one in ZONES.items()}
        if zone.get(old.zone or "") != zone.get(province.zone or "") and province.zone:
            yield _differs(f"{where} > zona", old.zone or "", province.zone)
        yield from _mapping_differences(f"{where} > tenggat", old.deadlines, province.deadlines)
        yield from _city_differences(f"{where} > kota", old, province)


def _city_differences(where: str, old: Province, new: Province) -> Iterator[str]:
    for city in old.cities:
        if new.city(city.name) is None:
            yield say("start.gone", key=f"{where} > {city.name}")
    for city in new.cities:
        before = old.city(city.name)
        if before is None:
            yield say("start.added", key=f"{where} > {city.name}", value=_teams(city))
        elif (before.team_count, before.teams) != (city.team_count, city.teams):
            yield _differs(f"{where} > {city.name}", _teams(before), _teams(city))


def _mapping_differences(where: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    shown = {name: _shown(value) for name, value in new.items()}
    for name, value in old.items():
        other = next((one for one in new if same_unit(one, name)), None)
        if other is None:
            yield say("start.gone", key=f"{where} > {name}")
        elif new[other] != value:
            yield _differs(f"{where} > {name}", _shown(value), shown[other])
    for name in new:
        if not any(same_unit(name, one) for one in old):
            yield say("start.added", key=f"{where} > {name}", value=shown[name])


def _shown(value: object) -> str:
    return _listed(value) if isinstance(value, tuple) else str(value)


def _teams(city: City) -> str:
    return _listed(city.teams) if city.teams else str(city.team_count)


def _differs(key: str, old: str, new: str) -> str:
    return say("start.differs", key=key, old=old or "–", new=new)


# The roster -----------------------------------------------------------------------------------------


def read_roster(file: Path, there: Settings) -> RosterBook:
    """`Daftar Wilayah.xlsx`, or what else it is called; with every fault in one error.

    Raises:
        UserError: it is not there, or something in it is wrong: sheet, cell, what was expected, what to do.
        ShareError: it can't be read at the moment.
    """
    from ..rules.registry import all_rules

    try:
        if not file.is_file():
            raise UserError(say("start.no_book", file=file), say("start.no_book_remedy"))
        book = read_roster_book(file, all_rules(), levels_of(there))
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    if book.problems:
        raise UserError(
            "\n".join(_said(one) for one in book.problems), say("start.book_remedy", file=file.name)
        )
    return book


def _said(problem: Problem) -> str:
    place, values = problem.place, dict(problem.values)
    where = say("start.where", sheet=place.sheet, cell=place.cell) if place else ""
    near = values.pop("near", "")
    values["near"] = say("typed.near", near=near) if near else ""
    words = say(f"start.{problem.variant}", found=problem.found, expected=problem.expected, **values)
    return f"{problem.path.name}{where}: {words}"


def write_roster_form(directory: Path, settings: Settings) -> Path | None:
    """`Daftar Wilayah.xlsx` with what the settings say; None where there is one already."""
    from ..forms.roster_book import roster_book

    file = directory / ROSTER_BOOK
    with speaking("id"):
        data = roster_book(settings, papers_in(directory / NAME))
    return file if write_over(file, data, None) else None
