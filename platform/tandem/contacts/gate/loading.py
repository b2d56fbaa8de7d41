"""Read a pack file: TOML, checked row by row, then as a whole; whatever is wrong is named by table, row and field."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from tandem.contacts.gate.compiling import Misplaced, compiled
from tandem.contacts.gate.pack import Pack
from tandem.contacts.gate.rows import PackFile

PACKS = Path(__file__).resolve().parent.parent / "packs"


class PackInvalid(ValueError):
    """A pack file that cannot be used; the message names file, table, row (from 1) and field."""

    def __init__(self, file: str, place: str, problem: str) -> None:
        super().__init__(f"{file}: {place}: {problem}")


@cache
def shipped_pack(name: str) -> Pack:
    """The pack that ships as `packs/<name>.toml`, read once a process."""
    return load_pack(PACKS / f"{name}.toml")


def load_pack(path: Path) -> Pack:
    """Read and check a pack file. Raises PackInvalid."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PackInvalid(path.name, "file", str(error)) from None
    return pack_of(content, path.name)


def pack_of(content: Mapping[str, object], file: str) -> Pack:
    """Check and compile the content of the pack file called `file`. Raises PackInvalid."""
    try:
        return compiled(PackFile.model_validate(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem = f"{first['msg']} (found {str(first['input'])[:80]!r})"
        raise PackInvalid(file, _place(first["loc"]), problem) from None
    except Misplaced as error:
        raise PackInvalid(file, error.place, error.problem) from None


def _place(location: Sequence[str | int]) -> str:
    """`windows, row 3, field start`: rows are counted from 1, as a reader counts them."""
    table, *rest = location
    return ", ".join([str(table), *(f"row {part + 1}" if isinstance(part, int) else f"field {part}" for part in rest)])
