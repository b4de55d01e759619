"""What was typed: understood where Windows or a clipboard spoilt it, and explained where it is wrong.

typer has its own words for wrong usage and for the headings of `--help`, in English alone; they are said here
in the language of the run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from typer.core import TyperCommand, TyperGroup

from .helping import help_of

if TYPE_CHECKING:
    from typer.exceptions import TyperException

# What Explorer's properties put before a path that is copied there, and marks of their kind.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PATH_LIKE = re.compile(r"(?:--?[\w-]+=)?(?:[A-Za-z]:|[\\/.~]|file:)")
# What a browser's address bar and Linux' file managers give for a file or folder.
_ADDRESS = re.compile(r"(--?[\w-]+=)?file:(//(?:localhost(?=/))?)?([\\/]?.+)", re.IGNORECASE | re.DOTALL)
_DRIVE = re.compile(r"^[\\/]+(?=[A-Za-z]:(?:[\\/]|$))")
_BRACED = re.compile(r"\{([^{}]*)\}")  # what typer puts around an argument that has to be there
_CURLY = str.maketrans("“”„‟", '""""')
# English words in typer's help, and the keys of ours.
_WORDS = {
    "Show this message and exit.": "words_help",
    "Install completion for the current shell.": "words_install",
    "Show completion for the current shell, to copy it or customize the installation.": "words_show",
}
_TYPES = {
    "path": "words_path",
    "file": "words_file",
    "directory": "words_folder",
    "int range": "words_number",
}
_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "words_arguments",
    "OPTIONS_PANEL_TITLE": "words_options",
    "COMMANDS_PANEL_TITLE": "words_commands",
    "DEFAULT_STRING": "words_default",
    "REQUIRED_LONG_STRING": "words_required",
}


# As it was meant ---------------------------------------------------------------------------------------


def understood(arguments: Sequence[str]) -> list[str]:
    """The arguments without what people did not type: unseen marks, and the quote of `"C:\\Folder\\"`.

    Windows takes `\\"` for a quote that is meant, and everything up to the next one for the same argument.

    >>> understood(["validate", 'S:\\Berbagi" -q', "\\u202aC:\\Berbagi"])
    ['validate', 'S:\\Berbagi', '-q', 'C:\\Berbagi']
    """
    found: list[str] = []
    for argument in arguments:
        spoilt = _UNSEEN.search(argument) or any(sign in argument for sign in '"“”„‟')
        found += _mended(argument) if spoilt and not os.path.lexists(argument) else [argument]
    return [argument if os.path.lexists(argument) else _without_address(argument) for argument in found]


def _without_address(argument: str) -> str:
    """The path of an address: `file:///S:/Air%20Bersih#foto` names `S:/Air Bersih`."""
    found = _ADDRESS.fullmatch(argument)
    if found is None:
        return argument
    from urllib.parse import unquote

    option, slashes, address = found[1] or "", found[2], found[3]
    if address[0] not in "\\/":
        if not slashes:
            return argument
        address = f"//{address}"  # it begins with the name of a server
    # What follows `#` or `?` is a place on the page, or it is in the name: then there is such a file.
    ends = (address, re.split("[?#]", address)[0])
    whole, path = (_DRIVE.sub("", unquote(end, errors="surrogateescape"), count=1) for end in ends)
    if not path.strip("\\/"):
        return argument  # of nothing, or of the whole computer, which nobody means
    return option + (whole if os.path.lexists(whole) else path)


def _mended(argument: str) -> Iterator[str]:
    bare = _UNSEEN.sub("", argument)
    looks_like_path = bare if os.path.lexists(bare) else bare.translate(_CURLY).lstrip('"')
    is_there = os.path.lexists(looks_like_path.partition('"')[0])  # a path that begins with a folder's name
    if '"' not in looks_like_path or not (is_there or _PATH_LIKE.match(looks_like_path)):
        whole = bare.translate(_CURLY)
        is_quoted = len(whole) > 1 and whole[0] == whole[-1] == '"' and _PATH_LIKE.match(whole[1:])
        yield whole[1:-1] if is_quoted else looks_like_path if _PATH_LIKE.match(looks_like_path) else bare
        return
    path, _, rest = looks_like_path.partition('"')
    yield path
    yield from rest.replace('"', " ").split()


# What is wrong with it -----------------------------------------------------------------------------------


def explained(error: TyperException, arguments: Sequence[str]) -> str:
    """What is wrong with what was typed and what to type instead, in the language of the run."""
    from ..wording import say

    problem, *more = _words(error)
    if _is_extra(error):
        more = [say("usage.extra_remedy"), *quoted(arguments, guess=True)]
    context: Any = getattr(error, "ctx", None)
    usage = context.get_usage().partition(": ")[2] if context is not None else ""
    lines = [f"bpkit: {problem}", *more]
    if usage:
        lines.append(say("usage.usage", usage=usage, command=context.command_path))
    return "\n".join(lines)


def _is_extra(error: TyperException) -> bool:
    return error.message.startswith("Got unexpected extra argument")


def _words(error: TyperException) -> list[str]:
    """The problem, and what to do about it where that is more than the usage tells."""
    from ..wording import say

    kind, known = type(error).__name__, cast("Any", error)
    if kind == "NoSuchOption":
        return [say("usage.no_option", name=known.option_name), *_near(known.possibilities or ())]
    if kind in ("MissingParameter", "BadParameter"):
        return _of_parameter(error)
    if kind == "BadOptionUsage":
        words = "takes_none" if "does not take" in error.message else "needs_value"
        return [say(f"usage.{words}", name=known.option_name)]
    return _of_message(error)


def _of_message(error: TyperException) -> list[str]:
    """The same of an error that only its message tells from others."""
    from ..wording import say

    name, *near = re.findall(r"'([^']*)'", error.message) or [""]
    if _is_extra(error):
        # `… extra argument (b)`, `… extra argument(s) (b c)`
        return [say("usage.extra", words=error.message.partition(" (")[2].removesuffix(")"))]
    if error.message.startswith("No such command"):
        return [say("usage.no_command", name=name), *_near(near)]
    if error.message.startswith("Missing command"):
        return [say("usage.missing_command")]
    return [say("usage.other", reason=error.format_message())]


def _near(names: Sequence[str]) -> list[str]:
    from ..wording import say

    return [say("usage.near", names=", ".join(names))] if names else []


def _of_parameter(error: Any) -> list[str]:
    """What is wrong with the value of an argument or option, or that there is none."""
    from ..wording import say

    param, message = error.param, error.message
    if param is None:
        return [say("usage.other", reason=error.format_message())]
    is_option = param.param_type_name == "option"
    name = max(param.opts, key=len) if is_option else param.metavar or param.name.upper()
    if type(error).__name__ == "MissingParameter":
        return [say("usage.missing_option" if is_option else "usage.missing_argument", name=name)]
    value = (re.findall(r"'([^']*)'", message) or [message.partition(" ")[0]])[0]
    if choices := getattr(param.type, "choices", None):
        listed = ", ".join(str(getattr(one, "value", one)) for one in choices)
        return [say("usage.choice", name=name, value=value), say("usage.choice_remedy", choices=listed)]
    if hasattr(param.type, "min"):
        remedy = say("usage.number_remedy", least=param.type.min)
        return [say("usage.number", name=name, value=value), remedy]
    for ending, words in (("is a directory.", "is_folder"), ("is a file.", "is_file")):
        if message.endswith(ending):
            return [say(f"usage.{words}", name=name, value=value)]
    return [say("usage.bad_value", name=name, reason=message)]


def quoted(arguments: Sequence[str], *, guess: bool = False) -> list[str]:
    """The command with quotes around each path that lies there and was torn at its blanks.

    With `guess`, words that follow each other are taken for one path where no such path is there.
    """
    from ..wording import say

    rest = [*arguments]
    typed: list[str] = []
    joined = False
    while rest:
        length = _of_path(rest, guess=guess and len(typed) == 1)
        typed.append(_shown(" ".join(rest[:length])))
        joined |= length > 1
        del rest[:length]
    return [say("usage.quoted", command=" ".join(["bpkit", *typed]))] if joined else []


def _of_path(words: Sequence[str], *, guess: bool) -> int:
    """How many of the first words make one path."""
    run = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    if run and os.path.lexists(words[0]):
        return 1
    for length in range(run, 1, -1):
        if os.path.lexists(" ".join(words[:length])):
            return length
    return run if guess and run > 1 else 1


def _shown(word: str) -> str:
    return f'"{word}"' if re.search(r"[\s()&;']", word) else word


# Help ----------------------------------------------------------------------------------------------------


class _InWords:
    """What typer says of a command, in one language throughout."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, typer's own among them with our words."""
        return _localised(super().get_params(ctx))  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """The line that says how it is called."""
        return _usage_in_words(super().get_usage(ctx))  # type: ignore[misc]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, its headings in our words: typer looks them up when it prints."""
        from typer import rich_utils

        for name, key in _TITLES.items():
            setattr(rich_utils, name, help_of(key))
        super().format_help(ctx, formatter)  # type: ignore[misc]


class WordedCommand(_InWords, TyperCommand):
    """A command."""


class WordedGroup(_InWords, TyperGroup):
    """A command that has commands of its own."""


def _localised(params: list[Any]) -> list[Any]:
    """The parameters with what typer says of them in our words.

    typer makes some of them once: which words they have is kept with them, for the next run's language.
    """
    for param in params:
        for said, texts, name in ((param, _WORDS, "help"), (param.type, _TYPES, "name")):
            if key := getattr(said, "words", None) or texts.get(getattr(said, name, None) or ""):
                said.words = key
                setattr(said, name, help_of(key))
    return params


def _usage_in_words(usage: str) -> str:
    """typer's line of usage in our words."""
    usage = usage.replace("[OPTIONS]", f"[{help_of('words_options_short')}]")
    usage = usage.replace("COMMAND [ARGS]...", help_of("words_subcommand"))
    usage = _BRACED.sub(r"\1", usage)
    return usage.replace("Usage: ", f"{help_of('words_usage')}: ", 1)
