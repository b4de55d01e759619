"""What is said about a template that can't be used: unread, broken, or without a place that is needed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .. import share
from ..errors import ShareError, UserError
from ..model.hints import nearest
from ..wording import say


def read_template(file: Path) -> bytes:
    """The content of a template.

    Raises:
        ShareError: it can't be read.
    """
    try:
        return share.read(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = say("forms.template_unread", file=file, reason=reason)
        raise ShareError(problem, say("forms.template_remedy")) from error


def broken(file: Path) -> UserError:
    """What to say of a template that is no sound Office file."""
    return UserError(say("forms.template_broken", file=file), say("forms.template_remedy"))


def require(file: Path, needed: Iterable[str], found: Iterable[str], remedy: str) -> None:
    """Refuse a template without one of the places; `remedy` is the key of the words that help.

    Raises:
        UserError: it names the place, and the one that was perhaps meant.
    """
    needed, found = list(needed), set(found)
    strange = sorted(found - set(needed))
    for name in needed:
        if name not in found:
            near = nearest(name, strange)
            hint = say("forms.place_near", near=near) if near else ""
            raise UserError(
                say("forms.place_missing", file=file, name=name, hint=hint), say(remedy, name=name)
            )
