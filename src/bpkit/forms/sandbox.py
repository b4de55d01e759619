"""What a user's letter template may do: show what it is given, and no more than a letter takes.

Jinja's sandbox keeps a template from reaching into Python; here it is also kept from turning for ever and
from filling the memory, for a mark such as `{% for %}` is soon mistyped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import TemplateRuntimeError, nodes
from jinja2.sandbox import SandboxedEnvironment

from ..limits import LETTER_CHARACTERS, LETTER_STEPS
from ..wording import say

_GROWING = (
    "center",
    "indent",
    "wordwrap",
    "format",
    "batch",
    "slice",
    "xmlattr",
    "urlize",
    "tojson",
    "pprint",
)
_STEPPING = "_counted"


class LetterEnvironment(SandboxedEnvironment):
    """The sandbox of one letter, with its count of what the template did."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._steps = 0
        for name in _GROWING:
            self.filters.pop(name, None)
        self.globals.pop("lipsum", None)
        self.filters[_STEPPING] = self._counted
        self.filters["replace"] = self._sized(self.filters["replace"])
        self.filters["join"] = self._sized(self.filters["join"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """A sum or product that is no larger than a letter."""
        if operator in ("**", "%") or (operator == "*" and not _are_numbers(left, right)):
            raise TemplateRuntimeError(say("forms.letter_operator", operator=operator))
        return self._within(super().call_binop(context, operator, left, right))

    def call(self, *given: Any, **named: Any) -> Any:
        """A call, which counts as a step: a macro may call itself."""
        self._step()
        return self._within(super().call(*given, **named))

    def _generate(self, source: nodes.Template, *given: Any, **named: Any) -> str:
        """The template's code, every loop counted and every joint text measured."""
        for loop in list(source.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, _STEPPING, [], [], None, None)
        for joint in list(source.find_all(nodes.Concat)):
            joint.nodes = [nodes.Filter(one, _STEPPING, [], [], None, None) for one in joint.nodes]
        source.set_environment(self)
        made: str = super()._generate(source, *given, **named)
        return made

    def _counted(self, value: Any) -> Any:
        """What a loop goes through, or a piece of a joint text."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            return self._within(value)
        return self._each(value)

    def _each(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._step()
            yield item

    def _step(self) -> None:
        self._steps += 1
        if self._steps > LETTER_STEPS:
            raise TemplateRuntimeError(say("forms.letter_steps", count=LETTER_STEPS))

    def _within(self, value: Any) -> Any:
        too_long = isinstance(value, (str, list, tuple)) and len(value) > LETTER_CHARACTERS
        too_large = isinstance(value, int) and value.bit_length() > 1000
        if too_long or too_large:
            raise TemplateRuntimeError(say("forms.letter_long", count=LETTER_CHARACTERS))
        return value

    def _sized(self, apply: Any) -> Any:
        """A filter whose text stays within a letter; what it is given counts as a step."""

        def sized(*given: Any, **named: Any) -> Any:
            self._step()
            return self._within(apply(*given, **named))

        for mark in ("jinja_pass_arg",):
            if hasattr(apply, mark):
                setattr(sized, mark, getattr(apply, mark))
        return sized


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, (int, float)) for value in values)
