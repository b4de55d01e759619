"""What every test starts from."""

from collections.abc import Iterator

import pytest

from bpkit.wording import use_language


@pytest.fixture(autouse=True)
def in_indonesian(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins in Indonesian, whatever the machine or the test before it spoke."""
    for name in ("BPKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    use_language("id")
    yield
    use_language("id")


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be read is tried again at once."""
    monkeypatch.setattr("bpkit.share.PAUSES", (0.0, 0.0, 0.0))
