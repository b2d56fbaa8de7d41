"""Whose invoice a file is, by its name: people write the number of a document in many ways."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")
_SEPARATORS = re.compile(r"[^A-Z0-9]+")
# A number of one or two signs stands in too many names.
_SHORTEST = 3
# A name of more words than a person writes is read as far as this.
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Numbers(Generic[K]):
    """Numbers of documents, made ready to be found in names; `K` is whatever they are the number of."""

    compact: Mapping[str, list[K]]
    whole: Mapping[tuple[str, ...], list[K]]

    @classmethod
    def of(cls, numbers: Mapping[K, str]) -> "Numbers[K]":
        """From each key to its number."""
        compact: dict[str, list[K]] = {}
        whole: dict[tuple[str, ...], list[K]] = {}
        for key, number in numbers.items():
            words = _words(number)
            if words:
                compact.setdefault("".join(words), []).append(key)
                whole.setdefault(words, []).append(key)
        return cls(compact, whole)

    def matches(self, filename: str) -> list[K]:
        """The keys whose number the name tells: the number alone in any writing (`F101` for F-101), else whole among
        other words (`Facture F-101 signee.pdf`). Of several the longest number; more keys than one when they share it.
        """
        words = _words(filename.rpartition(".")[0] or filename)[:_MOST_WORDS]
        if alone := self.compact.get("".join(words)):
            return alone
        spans = [words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
        found = [span for span in spans if span in self.whole and sum(map(len, span)) >= _SHORTEST]
        longest = max((sum(map(len, span)) for span in found), default=0)
        keys = [key for span in found if sum(map(len, span)) == longest for key in self.whole[span]]
        return list(dict.fromkeys(keys))


def matches(filename: str, numbers: Mapping[K, str]) -> list[K]:
    """The same for one name. See `Numbers.matches`."""
    return Numbers.of(numbers).matches(filename)


def _words(text: str) -> tuple[str, ...]:
    """Groups of capital letters and figures, without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return tuple(word for word in _SEPARATORS.split(plain) if word)
