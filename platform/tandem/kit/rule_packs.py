"""Where each country's rules are: the packs that ship, and over them those of whoever runs this installation."""

from collections.abc import Mapping
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "contacts" / "packs"
_files: dict[str, Path] = {}


def configure(folder: Path | None) -> None:
    """Lay the packs of a folder over those that ship: a file stands in for the one of its name, a new one adds its
    country. None: those that ship alone. Before anything reads a rule.
    """
    _files.clear()
    for each in (SHIPPED, folder):
        _files.update({path.stem: path for path in each.glob("*.toml")} if each else {})


def pack_files() -> Mapping[str, Path]:
    """The pack file of each country, by its code in lower case."""
    return _files


configure(None)
