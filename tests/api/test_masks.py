"""Fields that the reader's sight does not include: null where they may be, refused where they may not."""

from datetime import UTC, datetime
from typing import Any

import pytest
import strawberry

from tandem.casefiles import models
from tandem.casefiles.models import ContactPointKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.ids import new_id
from tandem.timeline.queries import Entry
from tandem_graphql.casefiles.parties import ContactPoint, Debtor
from tandem_graphql.fields import Public
from tandem_graphql.roots import query
from tandem_graphql.schema import Schema
from tandem_graphql.sight import Sight
from tandem_graphql.timeline import EVENT_TYPES
from tandem_graphql.timeline.types import TimelineEvent, event_of
from tandem_policies.vocabulary import Relation, Resource
from tests.api.asking import Answer, context_of


async def read(type_: Any, value: object, selection: str) -> Answer:
    @strawberry.type
    class Query:
        @query(Public.VALUE)
        def found(self) -> type_:
            return value

    schema = Schema(query=Query, types=list(EVENT_TYPES.values()))
    result = await schema.execute(f"{{ found {{ {selection} }} }}", None, context_of(actor_of_cast("awa", "lenoir")))
    return Answer(result.data, [dict(error.formatted) for error in result.errors or []])


def _debtor(*readable: Resource) -> Debtor:
    row = models.Debtor(reference="C-1", name="Camille Durand", company_number="552100554")
    return Debtor(row=row, sight=Sight(Relation.AGENCY, frozenset(readable)))


async def test_an_identity_is_null_without_the_right_to_it() -> None:
    answer = await read(Debtor, _debtor(Resource.CASE_FILE), "reference name companyNumber")

    assert answer.errors == []
    assert answer.data["found"] == {"reference": "C-1", "name": None, "companyNumber": None}


async def test_an_identity_is_shown_with_the_right_to_it() -> None:
    answer = await read(Debtor, _debtor(Resource.CASE_FILE, Resource.CASE_FILE_IDENTITY), "name")

    assert answer.data["found"] == {"name": "Camille Durand"}


async def test_what_can_be_no_null_is_refused() -> None:
    answer = await read(Debtor, _debtor(Resource.CASE_FILE_IDENTITY), "reference")

    assert answer.data is None
    assert answer.codes == ["FORBIDDEN"]


@pytest.mark.parametrize(("resource", "shown"), [(Resource.OPT_OUT, ["SMS"]), (Resource.PARTY, [])])
async def test_opt_outs_are_the_agencys_alone(resource: Resource, shown: list[str]) -> None:
    row = models.ContactPoint(kind=ContactPointKind.PHONE, value="+33639980000")
    sight = Sight(Relation.AGENCY, frozenset({Resource.CONTACT_POINT, resource}))

    answer = await read(ContactPoint, ContactPoint(row=row, refused=("sms",), sight=sight), "optedOut")

    assert answer.data["found"] == {"optedOut": shown}


def _entry(kind: str, chain: str, **data: object) -> Entry:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    return Entry(new_id(), new_id(), chain, 1, kind, False, now, now, None, None, "person", "Awa", "Lenoir", data)


@pytest.mark.parametrize(
    ("person", "organization", "chain", "codes"),
    [
        ("awa", "lenoir", "agency", []),
        ("awa", "lenoir", "parties", []),
        ("awa", "lenoir", "creditor", ["FORBIDDEN"]),
        ("helene", "bati-loire", "creditor", []),
        ("helene", "bati-loire", "agency", ["FORBIDDEN"]),
        ("yann", "lemanique", "parties", ["FORBIDDEN"]),
    ],
)
async def test_an_event_of_the_other_sides_chain_is_dark(
    person: str, organization: str, chain: str, codes: list[str]
) -> None:
    event = event_of(actor_of_cast(person, organization), _entry("note_written", chain, body="words"))

    answer = await read(TimelineEvent, event, "__typename sequence ... on NoteWritten { body }")

    assert answer.codes == codes


async def test_the_words_of_an_erased_person_are_null() -> None:
    event = event_of(actor_of_cast("awa", "lenoir"), _entry("note_written", "agency"))

    answer = await read(TimelineEvent, event, "__typename ... on NoteWritten { body }")

    assert answer.data["found"] == {"__typename": "NoteWritten", "body": None}


_SAYS_AN_AMOUNT = {Resource.TIMELINE, Resource.PAYMENT, Resource.CASE_FILE_AMOUNTS}


@pytest.mark.parametrize("without", [None, *sorted(_SAYS_AN_AMOUNT)])
async def test_a_sentence_says_nothing_that_its_reader_may_not_read(without: Resource | None) -> None:
    row = _entry("payment_recorded", "parties", amount={"minor": 50_000, "currency": "EUR"}, source="creditor")
    sight = Sight(Relation.AGENCY, frozenset(_SAYS_AN_AMOUNT - {without}))

    answer = await read(TimelineEvent, EVENT_TYPES["payment_recorded"](row=row, sight=sight), "sentence")

    if without:
        assert answer.codes == ["FORBIDDEN"]
    else:
        assert answer.data["found"] == {"sentence": "Règlement de 500,00\u00a0€ déclaré par le créancier"}
