"""Operations that an installation knows in advance: where they are given, no others run.

A file is a JSON object of documents by their SHA-256, in hexadecimal; the web app's build writes its own. A client
sends the document as ever, or only its hash, as `extensions.persistedQuery.sha256Hash`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from tandem.kit.errors import ErrorKind, TandemError


class OperationUnknown(TandemError):
    """An operation that is not in the installation's list."""

    code = "operation_unknown"
    kind = ErrorKind.FORBIDDEN


class ManifestRefused(Exception):
    """A file of operations that is none; the message is one line for the operator."""


class Operations:
    """The documents by their hashes."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._documents = documents

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> "Operations":
        """Those of some files together, and of all `*.json` in a folder. Raises ManifestRefused."""
        documents: dict[str, str] = {}
        for path in paths:
            for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
                documents |= _read(file)
        return cls(documents)

    def __len__(self) -> int:
        return len(self._documents)

    def knows(self, text: str) -> bool:
        """Whether this very text is listed."""
        return _hash_of(text) in self._documents

    def text_of(self, extensions: object) -> str | None:
        """The document that a request names by its hash."""
        named: Any = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
        sha256 = named.get("sha256Hash") if isinstance(named, dict) else None
        return self._documents.get(sha256) if isinstance(sha256, str) else None


def _hash_of(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _read(file: Path) -> dict[str, str]:
    try:
        found = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise ManifestRefused(f"{file}: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ManifestRefused(f"{file}: not an object of documents by their SHA-256")
    if wrong := next((sha256 for sha256, text in found.items() if _hash_of(text) != sha256), None):
        raise ManifestRefused(f"{file}: {wrong} is not the SHA-256 of its document")
    return found
