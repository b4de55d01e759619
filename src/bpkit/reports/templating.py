"""Templates, and the words, numbers and outlines that every one of them may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .. import figures
from ..rules.catalogue import name_of, render
from ..wording import decimal, language, say
from . import outline, panels

TEMPLATES = Path(__file__).with_name("templates")


def environment(finalize: Callable[[object], object], **names: object) -> Environment:
    """What makes texts of the templates: `finalize` is asked for every value, `names` are known besides.

    Functions stand in it as functions and never as filters: Jinja works out a filter of a constant when it
    compiles, once, and the words of a run change with its language.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # of what is no Markup yet after `finalize`
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(vars(figures) | vars(panels) | vars(outline), language=language)
    made.globals.update(say=say, decimal=decimal, name_of=name_of, render=render, **names)
    return made
