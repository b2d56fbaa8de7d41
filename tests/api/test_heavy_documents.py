"""Documents that are small to send and heavy to read: each is refused, or priced, before it can hold the process."""

import gc
import resource
from pathlib import Path
from time import process_time

import pytest

from graphql import get_introspection_query
from tandem_graphql import documents
from tandem_graphql.documents import ready
from tandem_graphql.gate import TooDear
from tandem_graphql.limits import DEFAULT
from tandem_graphql.schema import schema
from tests.api.asking import context_of


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
    assert process_time() - begun < 5.0  # some milliseconds; unbounded it is seconds, or for ever


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


def test_a_document_never_seen_is_paid_by_its_length_before_it_is_read() -> None:
    text, paid = "{ viewer { locale } } # never seen before " + "x" * 4_000, list[int]()

    for _ in range(3):
        assert ready(schema._schema, text, DEFAULT, False, paid.append).errors == []

    assert paid == [len(text) // 25]


def test_who_cannot_pay_for_a_document_has_it_read_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_left(_: int) -> None:
        raise TooDear(2, 1)

    monkeypatch.setattr(documents, "_prepared", None)  # would be called
    found = ready(schema._schema, "{ viewer { locale } } # nor this one", DEFAULT, False, nothing_left)

    assert isinstance(found.errors[0].original_error, TooDear)


async def test_a_named_operation_of_what_nobody_read_is_told_why() -> None:
    text = "query Page { viewer { locale } } #" + "x" * documents.MOST_CHARACTERS

    answer = await schema.execute(text, context_value=context_of(None), operation_name="Page")

    assert [error.message for error in answer.errors or []] == [
        f"The document has {len(text)} characters, of at most {documents.MOST_CHARACTERS}."
    ]


@pytest.mark.parametrize(
    ("query", "least", "most"),
    [
        ("{ __schema { queryType { name } } }", 20, 20),
        ("{ __schema { types { name } } }", 21, 40),
        ("{ __schema { types { fields { name args { name type { name } } type { name } } } } }", 80, 300),
        ("{ __schema { ...s } } fragment s on __Schema { types { fields { type { fields { name } } } } }", 100, 400),
        (get_introspection_query(), 1_000, DEFAULT.points_of_address),
    ],
)
def test_introspection_costs_what_it_tells(query: str, least: int, most: int) -> None:
    assert least <= ready(schema._schema, query, DEFAULT, False).cost_of(None).of({}) <= most


def test_six_hundred_documents_of_the_largest_size_hold_some_megabytes() -> None:
    """Of characters that take four bytes each; what is kept is bounded by `_KEPT_CHARACTERS`."""
    for number in range(20):
        _largest(number)
    gc.collect()
    before = _resident()

    for number in range(600):
        assert _largest(number).errors == []
        if number % 50 == 0:
            gc.collect()

    gc.collect()
    assert _resident() - before < 100  # were they kept, the texts alone would be 120
    assert documents._kept_characters <= 1_000_000


def _largest(number: int) -> documents.Ready:
    head = f"{{ viewer {{ locale }} }} #{number} \U0001f600"
    return ready(schema._schema, head + "x" * (documents.MOST_CHARACTERS - len(head)), DEFAULT, False)


def _resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
