"""Documents that are small to send and heavy to read: each is refused, or priced, before it can hold the process."""

from time import process_time

import pytest

from tandem_graphql import documents
from tandem_graphql.documents import ready
from tandem_graphql.limits import DEFAULT
from tandem_graphql.schema import schema


def _doubling(variables: str, size: str, times: int = 60) -> str:
    lines = [f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(times)]
    last = f"fragment f{times} on Query {{ caseFiles(first: {size}) {{ edges {{ node {{ id }} }} }} }}"
    return " ".join([f"query {variables} {{ ...f0 }}", *lines, last])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (_doubling("($n: Int!)", "$n"), "millions of fields"),
        (_doubling("($n: Int! = 9)", "$n"), "millions of fields"),
        (_doubling("", "5"), "millions of fields"),
        ("{ " + "viewer { locale } " * 495 + "}", "same field too often"),
        ("{ ...f } fragment f on Query { " + "viewer { locale } " * 450 + "}", "same field too often"),
        ("{ viewer { locale } } fragment unused on Query { " + "viewer { locale } " * 400 + "}", "too often"),
        ("{ " + ("viewer { " + "locale " * 14 + "} ") * 14 + "}", "same field too often"),
        ("{ __schema { " + " ".join(f"a{n}: types {{ name }}" for n in range(40)) + " } }", "40 aliases"),
        ("{ __schema { " + " ".join(f"a{n}: types {{ fields {{ name }} }}" for n in range(4)) + " } }", "8 lists"),
        ("{ ...a } fragment a on Query { ...b ...b } fragment b on Query { ...a ...a }", "within itself"),
    ],
)
def test_what_would_be_slow_to_validate_is_refused_before(query: str, words: str) -> None:
    ready(schema._schema, "{ viewer { role } }", DEFAULT, False)
    begun = process_time()

    found = ready(schema._schema, query, DEFAULT, False)

    assert words in str(found.errors[0])
    assert process_time() - begun < 1.0  # some milliseconds; unbounded it is seconds, or for ever


def test_a_field_may_be_asked_for_by_many_fragments() -> None:
    kinds = " ".join(f"...f{n}" for n in range(40))
    fragments = " ".join(f"fragment f{n} on Query {{ viewer {{ locale }} }}" for n in range(40))

    assert ready(schema._schema, f"{{ {kinds} }} {fragments}", DEFAULT, False).errors == []


def test_what_is_kept_of_documents_is_bounded_by_their_size() -> None:
    for number in range(40):
        text = "{ viewer { locale } } # " + str(number) * 20_000
        assert ready(schema._schema, text[: documents.MOST_CHARACTERS], DEFAULT, False).errors == []

    assert documents._kept_characters == sum(size for _, size in documents._kept.values()) <= 1_000_000
    assert ready(schema._schema, "{ viewer { locale } }", DEFAULT, False).errors == []


@pytest.mark.parametrize("text", ["{ viewer { locale } } #" + "\U0001f600" * 50_000, "{ nothing }", "{"])
def test_what_is_refused_is_not_kept(text: str) -> None:
    ready(schema._schema, "{ viewer { locale } }", DEFAULT, False)
    before = list(documents._kept)

    found = ready(schema._schema, text, DEFAULT, False)

    assert found.errors
    assert list(documents._kept) == before
