"""Files that LibreOffice made from the sources in tools/fixtures: see tools/make_fixtures.py."""

from pathlib import Path

OFFICE = Path(__file__).parents[1] / "data" / "office"


def office(name: str) -> bytes:
    """The content of one of them."""
    return (OFFICE / name).read_bytes()
