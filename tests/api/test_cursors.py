"""Cursors: signed for one list and one organization, so that nobody makes one up or takes one elsewhere."""

import base64
from timeit import repeat
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.errors import InvalidInput
from tandem.kit.pagination import Cursors, whole_number
from tandem_graphql.ids import global_id
from tests.api.asking import Answer, ask
from tests.support.builders import make_case

LENOIR, ATLAS = (actor_of_cast(*who).organization_id for who in (("awa", "lenoir"), ("tom", "atlas")))
OURS = Cursors("a list", LENOIR)
ROW = UUID(int=7)


def test_a_cursor_comes_back_as_its_key() -> None:
    assert OURS.read(OURS.of(-12, ROW), whole_number, UUID) == (-12, ROW)
    assert OURS.read(None, whole_number, UUID) is None


# By their names, so that each worker collects the same tests: they are signed with the key of its own process.
NEVER_GIVEN = {
    "another list's": Cursors("another", LENOIR).of(1, ROW),
    "another organization's": Cursors("a list", ATLAS).of(1, ROW),
    "of a shorter key": OURS.of(1),
    "unsigned": base64.urlsafe_b64encode(orjson.dumps([1, str(ROW)])).decode(),
    "signed with nothing": base64.urlsafe_b64encode(bytes(12) + orjson.dumps([1, str(ROW)])).decode(),
    "cut": OURS.of(1, ROW)[:-2],
    "empty": "",
    "not ASCII": "é",
    "endless": "A" * 900_000,
}


@pytest.mark.parametrize("case", NEVER_GIVEN)
def test_a_cursor_that_this_list_never_gave_is_refused_by_the_fields_name(case: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        OURS.read(NEVER_GIVEN[case], whole_number, UUID, field="before")

    assert refusal.value.field == "before"


@given(st.text() | st.binary().map(lambda some: base64.urlsafe_b64encode(some).decode()))
def test_no_text_that_a_forger_finds_is_a_cursor(text: str) -> None:
    with pytest.raises(InvalidInput):
        OURS.read(text, whole_number, UUID)


@given(st.integers(0, 77), st.integers(1, 255))
def test_a_cursor_with_one_byte_changed_is_refused(place: int, change: int) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(OURS.of(1, ROW) + "=="))
    sealed[place % len(sealed)] ^= change

    with pytest.raises(InvalidInput):
        OURS.read(base64.urlsafe_b64encode(bytes(sealed)).decode(), whole_number, UUID)


def test_a_cursor_costs_a_page_next_to_nothing() -> None:
    best = min(repeat(lambda: OURS.of(12_345, ROW), number=2_000, repeat=5)) / 2_000

    assert best < 20e-6  # seconds; 2e-6 on a quiet machine


async def _case_files(after: str | None) -> Answer:
    return await ask("awa", "lenoir", _CASE_FILES, after=after)


_CASE_FILES = "query ($after: String) { caseFiles(first: 1, after: $after) { edges { cursor node { id } } } }"
_WORKLIST = "query ($after: String) { worklist(first: 1, after: $after) { edges { cursor } } }"
_TIMELINE = """query ($id: ID!, $after: String) { caseFile(id: $id) { timeline(first: 1, after: $after) {
    edges { cursor } } } }"""


@pytest.mark.usefixtures("served")
async def test_pages_follow_on_and_no_cursor_goes_from_one_to_another() -> None:
    made = [await make_case() for _ in range(2)]
    case_file_id = global_id("CaseFile", made[0].case_file.id)
    first = await _case_files(None)
    cursor = first.data["caseFiles"]["edges"][0]["cursor"]

    second = await _case_files(cursor)
    elsewhere = [
        await ask("awa", "lenoir", _WORKLIST, after=cursor),
        await ask("awa", "lenoir", _TIMELINE, id=case_file_id, after=cursor),
        await ask("helene", "bati-loire", _CASE_FILES, after=cursor),
        await ask("awa", "lenoir", _CASE_FILES.replace("first: 1", "first: 1, sort: LARGEST"), after=cursor),
    ]

    assert second.data["caseFiles"]["edges"][0]["node"] != first.data["caseFiles"]["edges"][0]["node"]
    assert [answer.codes for answer in elsewhere] == [["BAD_USER_INPUT"]] * 4
    assert {answer.errors[0]["extensions"]["field"] for answer in elsewhere} == {"after"}
