"""Help lists every command, and loads none of them."""

import subprocess
import sys

import pytest

from bpkit.cli.application import COMMANDS, GROUPS, application

ASK = """
import sys
from bpkit.cli.application import application
application(["--help"])(["--help"], standalone_mode=False)
print([name for name in ("validate", "rounds", "program") if f"bpkit.cli.{name}" in sys.modules])
"""


def test_help_names_every_command_and_loads_none() -> None:
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    assert all(f" {name} " in said for name in (*COMMANDS, *GROUPS))
    assert said.rstrip().endswith("[]")


def test_whatever_names_a_command_has_its_options() -> None:
    (command,) = application(["validate", "--help"]).registered_commands
    assert command.callback and "paths" in command.callback.__annotations__
    after_an_option = application(["--version", "validate"]).registered_commands
    assert {one.name for one in after_an_option} == set(COMMANDS)
    assert all(one.callback and one.callback.__name__ != "_listed" for one in after_an_option)


def test_a_shell_that_completes_is_told_every_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_BPKIT_COMPLETE", "complete_bash")
    assert all(
        one.callback and one.callback.__name__ != "_listed" for one in application([]).registered_commands
    )
