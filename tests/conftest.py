"""What every test starts from."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from make.shares import CONFIG, KMW, Run, korkot, make_share, write_sheet

from bpkit.__main__ import main
from bpkit.wording import use_language

# A slow machine is no fault of the code; times are measured in benchmarks/. What lands does not hang on luck.
hypothesis.settings.register_profile("any machine", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("any machine")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are called by their argument: a zip holds the time it was made at, and workers must agree."""
    return argname if isinstance(val, bytes) and len(val) > 20 else None


@pytest.fixture(autouse=True)
def in_indonesian(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins in Indonesian, whatever the machine or the test before it spoke."""
    for name in ("BPKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    use_language("id")
    yield
    use_language("id")


@pytest.fixture
def speaking_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that speaks Indonesian: what a command says where no bpkit.yaml names a language."""
    monkeypatch.setenv("BPKIT_LANG", "id")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """bpkit with these arguments: its exit code, what it printed, what it said on stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bpkit", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        code = left.value.code
        return (int(code) if code else 0, out, err)

    return call


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests keep what they read to themselves."""
    os.environ["BPKIT_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A share with two cities and a panel of three that is in order."""
    return make_share(tmp_path / "Berbagi")


@pytest.fixture(scope="session")
def panel_share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cities whose writings are empty files, and a panel of three: only sheets matter here."""
    root = tmp_path_factory.mktemp("share")
    (root / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    for city, title in (("Semarang", "Jalan"), ("Surakarta", "Batik")):
        (root / korkot(city)).mkdir(parents=True)
        (root / korkot(city) / f"{title}.docx").touch()
    for assessor in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(root / KMW, assessor, {"Jalan": 8, "Batik": 7})
    return root


@pytest.fixture
def panel(panel_share: Path, tmp_path: Path) -> Path:
    """The `penilaian` of the province, with the sheets of three."""
    return Path(shutil.copytree(panel_share, tmp_path / "share")) / KMW / "penilaian"


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be read is tried again at once."""
    monkeypatch.setattr("bpkit.share.PAUSES", (0.0, 0.0, 0.0))
