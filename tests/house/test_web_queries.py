"""What the web app asks is valid by the schema: what its own types cannot see would fail on the page alone."""

import re
from collections.abc import Iterator
from pathlib import Path

from graphql import build_schema, parse, validate

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = re.compile(r"\bgraphql\(\s*`([^`]*)`")
DEFINED = re.compile(r"\bfragment (\w+) on\b")
SPREAD = re.compile(r"\.\.\.\s*(?!on\b)(\w+)")


def _documents() -> list[str]:
    sources = (ROOT / "frontend" / "src").rglob("*.ts*")
    return [text.replace("@_unmask", "") for path in sources for text in DOCUMENT.findall(path.read_text())]


def _with_fragments(document: str, fragments: dict[str, str]) -> Iterator[str]:
    """The document and, once each, those that it takes fragments of."""
    waiting, seen = [document], set[str]()
    while waiting:
        text = waiting.pop()
        if text not in seen:
            seen.add(text)
            yield text
            waiting += [fragments[name] for name in SPREAD.findall(text)]


def test_every_query_of_the_web_app_is_valid_by_the_schema() -> None:
    schema = build_schema((ROOT / "graphql" / "schema.graphql").read_text())
    documents = _documents()
    fragments = {name: text for text in documents for name in DEFINED.findall(text)}
    asked = [text for text in documents if not DEFINED.search(text)]

    faults = [
        error.message
        for document in asked
        for error in validate(schema, parse("\n".join(_with_fragments(document, fragments))))
    ]

    assert len(asked) > 100
    assert faults == []
