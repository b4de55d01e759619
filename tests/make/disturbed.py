"""A share that does not give one file or folder, in the ways in which programs ask for it."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def failing(path: Path, error: int = errno.EIO, *, stat: bool = False) -> Iterator[list[int]]:
    """Opening and listing this path, or asking for it with `stat`, fails; the list grows with every try."""
    tries: list[int] = []

    def spoilt(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(asked: Any, *arguments: Any, **named: Any) -> Any:
            if not isinstance(asked, int) and os.fspath(asked) == str(path):
                tries.append(1)
                raise OSError(error, os.strerror(error), str(path))
            return real(asked, *arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", spoilt(os.scandir))
        patch.setattr(io, "open", spoilt(io.open))
        if stat:
            patch.setattr(os, "stat", spoilt(os.stat))
        yield tries
