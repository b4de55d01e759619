"""bpkit's own YAML files as people type them: read, or refused with the line and key of every fault."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from .. import limits, share, yamlfile
from ..errors import ShareError, UserError
from ..model import hints
from ..model.problems import UnreadableError
from ..wording import say

if TYPE_CHECKING:
    from pydantic import BaseModel

Model = TypeVar("Model", bound="BaseModel")
Mistake = tuple[int, str]  # line, problem
Steps = tuple[int | str, ...]  # keys and places in lists, from the top of the file
LONGEST = 60  # signs of a file that a message repeats: it may not even be YAML of ours
MOST_LISTED = 20  # options that a message still lists


def read(file: Path, remedy: str, data: bytes | None = None) -> Any:
    """The YAML of a file as `yamlfile.read` gives it; `data` is what was read of it a moment ago.

    Raises:
        UserError: it is not there, or no YAML.
        ShareError: the file can't be read.
    """
    try:
        if data is None and not share.exists(file):
            if not share.exists(file.parent):  # the share went away, and nobody typed a wrong name
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))
            raise UserError(say("typed.no_file", path=file), say("typed.no_file_remedy"))
        return yamlfile.read(share.read(file, limits.TEXT) if data is None else data)
    except share.TooLargeError as error:
        raise refused(file, [(1, say("typed.too_large", detail=error.args[1], column=1))], remedy) from error
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    except UnreadableError as error:
        place = error.place
        problem = say(f"typed.{error.variant}", **error.values, column=place.column)
        raise refused(file, [(place.line or 1, problem)], remedy) from error


def refused(file: Path, faults: Iterable[Mistake], remedy: str) -> UserError:
    """The error that names the faults of a file, one a line; none is looked for beyond `limits.FAULTS`."""
    first = [*islice(faults, limits.FAULTS + 1)]
    told = sorted(first[: limits.FAULTS])
    lines = [say("typed.where", file=file.name, line=line) + problem for line, problem in told]
    lines += [say("typed.more")] if len(first) > len(told) else []
    return UserError("\n".join(lines), remedy)


def checked(
    file: Path,
    typed: Any,
    model: type[Model],
    expected: Callable[[Any], tuple[str, Collection[str]]],
    remedy: str,
) -> Model:
    """What was typed in a file, as its model has it; `expected` as in `fault_of`.

    Raises:
        UserError: with every fault of the file, one a line.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(typed)
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults = {
            fault_of(typed, detail, partial(keys_at, model), expected)
            for detail in details[: limits.FAULTS + 1]
        }
        raise refused(file, faults, remedy) from error


def keys_at(model: type[BaseModel], steps: Steps) -> list[str]:
    """The keys that are valid in the mapping that these steps lead to, from this model on."""
    for step in steps:
        field = model.model_fields.get(str(step)) if isinstance(step, str) else None
        model = (_model_in(field.annotation) if field else None) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field's type speaks of."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if hasattr(annotation, "model_fields") else None
    found = (_model_in(one) for one in get_args(annotation) if one is not NoneType)
    return next((one for one in found if one), None)


def one_of(detail: Any) -> tuple[str, list[str]]:
    """What was expected where there is a choice, in words, and the choices."""
    options = re.findall("'([^']+)'", detail["ctx"]["expected"])
    return say("config.expected_one_of", options=", ".join(options)), options


def fault_of(
    typed: Any,
    detail: Any,
    keys: Callable[[Steps], Collection[str]],
    expected: Callable[[Any], tuple[str, Collection[str]]],
) -> Mistake:
    """What pydantic found, in plain words.

    `keys` gives the keys that are valid in the mapping at these steps; `expected` says what a value should
    have been, and the choices where there are some.
    """
    loc: Steps = detail["loc"]
    path = tuple(_steps(typed, loc))
    line = line_of(typed, path)
    if detail["type"] == "extra_forbidden":
        key = _short(str(loc[-1]))
        return line, say("typed.unknown_key", key=key, near=nearest(key, keys(loc[:-1])))
    if detail["type"] == "missing":
        return line, say("typed.missing_key", key=loc[-1])
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), say("typed.file"))
    words, options = expected(detail)
    value = "…" if isinstance(detail["input"], dict | list) else _short(str(detail["input"]))
    near = nearest(value, options, listed=True) if options else ""
    return line, say("typed.wrong_value", key=key, value=value, expected=words, near=near)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def line_of(typed: Any, steps: Steps) -> int:
    """The line of the deepest thing on the way that is there."""
    return (yamlfile.place_of(typed, steps) or (1, 1))[0]


def nearest(word: str, options: Collection[str], *, listed: bool = False) -> str:
    """The nearest option, or all of them where none is near and they are not `listed` already."""
    folded = {option.casefold(): option for option in options}
    if near := hints.nearest(word.casefold(), folded):
        return say("typed.near", near=folded[near])
    return "" if listed or len(options) >= MOST_LISTED else say("typed.options", options=", ".join(options))


def _steps(typed: Any, loc: Steps) -> Iterator[int | str]:
    """The steps of the path that the file has; pydantic adds names of its own for the branches of a type."""
    for step in loc:
        if step in typed if isinstance(typed, dict) else isinstance(typed, list) and isinstance(step, int):
            yield step
            typed = typed[step]
