"""What an agency's calls can end with: its own words, in its own order, each meaning something to the limits."""

from dataclasses import replace

import pytest

from tandem.contacts.calling.outcomes import (
    Asks,
    OutcomeDraft,
    brought_along,
    chosen,
    meaning,
    outcomes_for,
    set_call_outcomes,
)
from tandem.contacts.errors import CallOutcomeUnknown
from tandem.contacts.models import Disposition
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted

pytestmark = pytest.mark.usefixtures("db")
INES, AWA, MARC, HELENE = (actor_of_cast(name) for name in ("ines", "awa", "marc", "helene"))
AWAY = OutcomeDraft(None, " En  déplacement ", "Travelling", Disposition.CALLBACK, Asks.CALLBACK)
PAYS = OutcomeDraft(None, "Paie", "Pays", Disposition.PROMISES, Asks.PROMISE)


async def test_an_agency_without_a_list_has_the_one_that_tandem_brings_along() -> None:
    found = await outcomes_for(AWA)

    assert found == brought_along()
    assert [one.label("en") for one in found][:2] == ["Reached", "Promises to pay"]
    assert {one.asks for one in found if one.meaning is Disposition.PROMISES} == {Asks.PROMISE}


async def test_the_administrator_writes_the_list_and_collectors_have_it() -> None:
    made = await set_call_outcomes(INES, [AWAY, PAYS])

    assert await outcomes_for(AWA) == made
    assert [(one.label_fr, one.label("en"), one.meaning, one.asks) for one in made] == [
        ("En déplacement", "Travelling", Disposition.CALLBACK, Asks.CALLBACK),
        ("Paie", "Pays", Disposition.PROMISES, Asks.PROMISE),
    ]
    told = await database.row("SELECT details FROM audit_events WHERE kind = 'call_outcomes_set'")
    assert told is not None


async def test_an_outcome_keeps_its_key_whatever_it_is_called_and_wherever_it_stands() -> None:
    away, pays = await set_call_outcomes(INES, [AWAY, PAYS])

    again = await set_call_outcomes(
        INES, [replace(PAYS, key=pays.key), replace(AWAY, key=away.key, label_fr="Absent"), PAYS]
    )

    assert [one.key for one in again[:2]] == [pays.key, away.key]
    assert again[1].label_fr == "Absent"
    assert again[2].key not in (pays.key, away.key)


async def test_an_empty_list_is_tandems_again() -> None:
    await set_call_outcomes(INES, [AWAY])

    assert await set_call_outcomes(INES, []) == brought_along()


async def test_a_bare_word_is_the_first_of_the_list_that_means_it_and_none_else() -> None:
    made = await set_call_outcomes(INES, [AWAY, PAYS, replace(PAYS, label_fr="Paie tout")])

    assert await meaning(INES.organization_id, Disposition.PROMISES) == made[1]
    with pytest.raises(CallOutcomeUnknown):
        await meaning(INES.organization_id, Disposition.REACHED)


async def test_a_page_that_still_shows_the_former_list_ends_its_call_with_it() -> None:
    away, pays = await set_call_outcomes(INES, [AWAY, PAYS])
    await set_call_outcomes(INES, [replace(PAYS, key=pays.key)])

    assert await chosen(INES.organization_id, away.key) == away
    assert (await chosen(INES.organization_id, "reached")).meaning is Disposition.REACHED
    with pytest.raises(CallOutcomeUnknown):
        await chosen(actor_of_cast("tom").organization_id, away.key)


async def test_another_agency_keeps_its_own() -> None:
    await set_call_outcomes(INES, [AWAY])

    assert await outcomes_for(actor_of_cast("tom")) == brought_along()


@pytest.mark.parametrize("actor", [AWA, MARC, HELENE], ids=["collector", "manager", "client"])
async def test_nobody_else_writes_it(actor: object) -> None:
    with pytest.raises(NotPermitted):
        await set_call_outcomes(actor, [AWAY])  # type: ignore[arg-type]

    assert await outcomes_for(AWA) == brought_along()


async def test_a_client_reads_no_list() -> None:
    with pytest.raises(NotPermitted):
        await outcomes_for(HELENE)


@pytest.mark.parametrize(
    "drafts",
    [
        [replace(AWAY, label_fr=" ")],
        [replace(AWAY, label_en="x" * 41)],
        [AWAY] * 10,
        [replace(AWAY, meaning=Disposition.VOICEMAIL)],
        [replace(AWAY, meaning=Disposition.NO_ANSWER)],
    ],
    ids=[
        "no French",
        "too long",
        "more than there are keys",
        "a machine chose the time of a call",
        "nobody chose the time of a call",
    ],
)
async def test_a_list_that_cannot_be_is_refused(drafts: list[OutcomeDraft]) -> None:
    with pytest.raises(InvalidInput):
        await set_call_outcomes(INES, drafts)

    assert await outcomes_for(AWA) == brought_along()
