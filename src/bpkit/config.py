"""bpkit.yaml: found by walking up, checked at the border, handed on as `Settings`.

The keys are Indonesian because people type them. Every fault names file, line, key and the nearest valid key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import yamlfile
from .errors import ShareError, UserError
from .model.settings import City, Province, Settings, Waiver
from .model.units import Severity, same_unit
from .wording import say

if TYPE_CHECKING:
    from .configmodel import ConfigFile, WaiverEntry

NAME = "bpkit.yaml"
SEVERITIES = {"mati": None, "info": Severity.INFO, "peringatan": Severity.WARNING, "galat": Severity.ERROR}
NATIONAL = "KMP"  # under `panel:`, the national panel


def find_config(start: Path) -> Path | None:
    """The nearest bpkit.yaml in this folder or above it."""
    start = start.absolute()
    return next((file for folder in (start, *start.parents) if (file := folder / NAME).is_file()), None)


def load_settings(file: Path | None, codes: Collection[str]) -> Settings:
    """The settings of this bpkit.yaml, or the defaults where there is none. `codes` are the rules there are.

    Raises:
        UserError: with every fault of the file, one a line.
        ShareError: the file can't be read.
    """
    if file is None:
        return Settings()
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise UserError(say("config.no_file", path=file), say("config.no_file_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    try:
        typed = yamlfile.read(data)
    except yamlfile.YamlFault as fault:
        problem = say(f"config.{fault.variant}", detail=fault.detail, column=fault.column)
        raise _user_error(file, [(fault.line, problem)]) from fault
    return _settings(file, _checked(file, typed, codes))


def _checked(file: Path, typed: Any, codes: Collection[str]) -> ConfigFile:
    from pydantic import ValidationError

    from .configmodel import ConfigFile

    try:
        config = ConfigFile.model_validate(typed)
    except ValidationError as error:
        faults = [_wording(typed, detail) for detail in error.errors(include_url=False)]
        raise _user_error(file, faults) from error
    faults = [*_unknown_rules(typed, config, codes), *_unknown_units(typed, config)]
    if faults:
        raise _user_error(file, faults)
    return config


def _wording(typed: Any, detail: Any) -> tuple[int, str]:
    from .configmodel import expectation, keys_at

    path = tuple(_steps(typed, detail["loc"]))
    line = (yamlfile.place_of(typed, path) or (1, 1))[0]
    key = str(detail["loc"][-1]) if detail["loc"] else NAME
    if detail["type"] == "extra_forbidden":
        return (line, say("config.unknown_key", key=key, near=_near(key, keys_at(detail["loc"]))))
    if detail["type"] == "missing":
        return (line, say("config.missing_key", key=key))
    named = next((str(step) for step in reversed(path) if isinstance(step, str)), NAME)
    expected, options = expectation(detail)
    value = "…" if isinstance(detail["input"], dict | list) else str(detail["input"])
    near = _near(value, options, listed=True) if options else ""
    return (line, say("config.wrong_value", key=named, value=value, expected=expected, near=near))


def _steps(typed: Any, loc: tuple[Any, ...]) -> Iterator[int | str]:
    """The steps of the path that the file has; pydantic adds names of its own for the branches of a type."""
    for step in loc:
        if step in typed if isinstance(typed, dict) else isinstance(typed, list) and isinstance(step, int):
            yield step
            typed = typed[step]


def _unknown_rules(typed: Any, config: ConfigFile, codes: Collection[str]) -> Iterator[tuple[int, str]]:
    places: list[tuple[str, tuple[str | int, ...]]] = [(rule, ("aturan", rule)) for rule in config.aturan]
    places += [(waiver.aturan, ("pengecualian", i, "aturan")) for i, waiver in enumerate(config.pengecualian)]
    for rule, path in places:
        if rule not in codes:
            line = (yamlfile.place_of(typed, path) or (1, 1))[0]
            yield line, say("config.unknown_rule", rule=rule, near=_near(rule, codes))


def _unknown_units(typed: Any, config: ConfigFile) -> Iterator[tuple[int, str]]:
    """Names of provinces and cities that the roster does not have, or has twice."""
    if config.wilayah is None:
        return
    known = [*config.wilayah, *(city for province in config.wilayah.values() for city in province.kota)]
    for where, names in (
        ("panel", config.panel),
        ("tenaga_ahli", config.tenaga_ahli),
        ("kewajiban", config.kewajiban),
    ):
        for name in names:
            if name != NATIONAL and not any(same_unit(name, unit) for unit in known):
                line = (yamlfile.place_of(typed, (where, name)) or (1, 1))[0]
                yield line, say("config.unknown_unit", key=name, where=where, near=_near(name, known))
    yield from _twice(typed, ("wilayah",), list(config.wilayah))
    for name, province in config.wilayah.items():
        yield from _twice(typed, ("wilayah", name, "kota"), list(province.kota))


def _twice(typed: Any, path: tuple[str, ...], names: list[str]) -> Iterator[tuple[int, str]]:
    for i, name in enumerate(names):
        other = next((other for other in names[:i] if same_unit(other, name)), None)
        if other:
            line = (yamlfile.place_of(typed, (*path, name)) or (1, 1))[0]
            yield line, say("config.same_unit", key=name, other=other)


def _near(word: str, options: Collection[str], *, listed: bool = False) -> str:
    """The nearest option, or all of them where none is near and they are not `listed` already."""
    folded = {option.casefold(): option for option in options}
    if near := get_close_matches(word.casefold(), folded, n=1, cutoff=0.6):
        return say("config.near", near=folded[near[0]])
    return say("config.options", options=", ".join(options)) if len(options) < 20 and not listed else ""


def _user_error(file: Path, faults: list[tuple[int, str]]) -> UserError:
    lines = [say("config.where", file=file.name, line=line) + problem for line, problem in sorted(faults)]
    return UserError("\n".join(lines), say("config.remedy"))


def _settings(file: Path, config: ConfigFile) -> Settings:
    provinces = config.wilayah
    return Settings(
        file=file,
        root=file.parent,
        program=config.program,
        year=config.tahun,
        language=config.bahasa,
        rubric=config.rubrik,
        templates=file.parent / config.templates if config.templates else None,
        provinces=None
        if provinces is None
        else tuple(
            Province(name, tuple(_city(city, teams) for city, teams in province.kota.items()), province.zona)
            for name, province in provinces.items()
        ),
        panels={name: tuple(names) for name, names in config.panel.items()},
        experts={name: tuple(names) for name, names in config.tenaga_ahli.items()},
        obligations=config.kewajiban,
        deadlines=config.tenggat.model_dump(),
        severities={rule: SEVERITIES[word] for rule, word in config.aturan.items()},
        waivers=tuple(_waiver(entry) for entry in config.pengecualian),
    )


def _waiver(entry: WaiverEntry) -> Waiver:
    until = date.fromisoformat(entry.sampai) if entry.sampai else None
    return Waiver(entry.aturan, entry.berkas, entry.alasan, entry.disetujui, until)


def _city(name: str, teams: int | list[str]) -> City:
    return City(name, teams) if isinstance(teams, int) else City(name, len(teams), tuple(teams))
