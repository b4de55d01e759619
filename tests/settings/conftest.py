"""Files of programmes and rubrics, sound but for one change."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def edited(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, str], Path]:
    """`kami.yaml`: the text that the test module works on, one piece of it put in another's place."""
    text: str = request.module.TEXT

    def write(old: str, new: str) -> Path:
        assert old in text
        (tmp_path / "kami.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path / "kami.yaml"

    return write
