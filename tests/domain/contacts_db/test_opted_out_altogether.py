"""What a link refuses and takes back: everywhere, now and later; and it undoes nothing but its own word."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
from starlette.applications import Starlette

from tandem.casefiles.commands import add_contact_point
from tandem.casefiles.models import ContactPoint, ContactPointKind, Party, PartyRole
from tandem.contacts import opt_outs, way_out
from tandem.contacts.commands import lift_every_opt_out, lift_opt_out, record_opt_out
from tandem.contacts.consents import EntryKind
from tandem.contacts.errors import OptOutNotFound
from tandem.contacts.ledger import ledger_for
from tandem.contacts.models import AttemptState, Channel, OptOut
from tandem.contacts.opt_outs import PROVIDER_LIST, opt_out
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.http import way_out as page
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.rates import Rates
from tandem.organizations.errors import NotPermitted
from tandem_graphql.limits import DEFAULT
from tandem_graphql.senders import Senders
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, plan, reread, text_from, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
NAME = "Camille Durand"


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody with a link and no account."""
    transport = httpx2.ASGITransport(Starlette(routes=page.routes))
    async with httpx2.AsyncClient(transport=transport, base_url="https://app.example") as client:
        yield client


async def link_to(made: MadeCase, channel: Channel = Channel.SMS) -> str:
    """The path of the link of a message that left."""
    attempt = await plan(made, channel)
    await work()
    return f"/o/{way_out.code_of(attempt.id)}"


async def refused(*values: str) -> set[tuple[str, str]]:
    async with reading(AGENCY):
        return {(one.channel.value, one.address) for one in await OptOut.filter(address__in=values, lifted_at=None)}


async def same_person_elsewhere(made: MadeCase) -> MadeCase:
    """Another creditor's case file of the same person, who has one number in common with the first."""
    other = await make_case(creditor="energie", mandate="MR-2026-002", name=NAME)
    async with transaction(AGENCY):
        await Party.filter(id=other.party.id).update(name=NAME.upper())
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    return other


async def test_altogether_is_every_address_of_this_person_on_every_creditors_case_file(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    other, stranger = await same_person_elsewhere(made), await make_case(name="Dominique Durand")
    waiting = await plan(other, Channel.EMAIL)
    path = await link_to(made)

    await browser.post(path, data={"act": "refuse", "what": "all"})
    await work()

    phone, emails = made.phone.value, (made.email.value, other.email.value)
    assert await refused(phone, *emails, stranger.phone.value, stranger.email.value) == {
        ("sms", phone),
        ("voice", phone),
        *(("email", email) for email in emails),
    }
    assert (await reread(waiting)).state is not AttemptState.PLANNED
    assert [entry.kind for entry in await told(other, AWA)].count("opt_out_recorded") == 3
    assert "opt_out_recorded" not in [entry.kind for entry in await told(made, HELENE)]


async def test_a_number_that_the_agency_gets_to_know_later_is_refused_too(browser: httpx2.AsyncClient) -> None:
    made = await make_case(name=NAME)
    path = await link_to(made)
    await browser.post(path, data={"act": "refuse", "what": "all"})

    late = await add_contact_point(AWA, made.party.id, kind=ContactPointKind.PHONE, value="+33639980777")
    email = await add_contact_point(AWA, made.party.id, kind=ContactPointKind.EMAIL, value="late@camille.example")

    assert await refused(late.value, email.value) == {
        ("sms", late.value),
        ("voice", late.value),
        ("email", email.value),
    }


async def test_a_case_file_placed_later_for_the_same_person_is_refused_with_all_its_addresses(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    await browser.post(await link_to(made), data={"act": "refuse", "what": "all"})
    other = await make_case(creditor="energie", mandate="MR-2026-002", name=NAME)
    namesake = await make_case(name=NAME)

    await add_contact_point(AWA, other.party.id, kind=ContactPointKind.PHONE, value=made.phone.value)

    assert await refused(other.email.value, other.phone.value, namesake.email.value) == {
        ("email", other.email.value),
        ("sms", other.phone.value),
        ("voice", other.phone.value),
    }


async def test_a_new_placement_of_the_same_debtor_is_refused_also_where_it_shares_no_address(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    other = await same_person_elsewhere(made)
    await browser.post(await link_to(made), data={"act": "refuse", "what": "all"})
    again = await make_case(debtor_of=made.case_file, name="Durand, Camille")
    of_other = await make_case(creditor="energie", debtor_of=other.case_file)

    for placed, new in ((again, "again@new.example"), (of_other, "other@new.example")):
        await add_contact_point(AWA, placed.party.id, kind=ContactPointKind.EMAIL, value=new)

        assert await refused(placed.email.value, placed.phone.value, new) == {
            ("email", placed.email.value),
            ("email", new),
            ("sms", placed.phone.value),
            ("voice", placed.phone.value),
        }
        ledger = await ledger_for(AWA, placed.case_file.id)
        assert ledger
        assert [one.party_id for one in ledger.nowhere] == [placed.party.id]


async def test_a_wish_holds_for_each_mandate_of_a_debtor_at_once_and_ends_for_all_of_them(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    again = await make_case(debtor_of=made.case_file, name=NAME)
    addresses = {made.phone.value, made.email.value, again.phone.value, again.email.value}

    await browser.post(await link_to(made), data={"act": "refuse", "what": "all"})
    while_it_holds = await refused(*addresses)
    await lift_every_opt_out(AWA, again.case_file.id, again.party.id, evidence="Par téléphone, à Awa")

    assert {address for _, address in while_it_holds} == addresses
    assert await refused(*addresses) == set()


async def test_what_a_guarantor_refused_altogether_holds_for_no_other_case_file_of_the_debtor(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    path = await link_to(made)
    async with transaction(AGENCY):
        await Party.filter(id=made.party.id).update(role=PartyRole.GUARANTOR)
    await browser.post(path, data={"act": "refuse", "what": "all"})
    again = await make_case(debtor_of=made.case_file, name=NAME)

    late = await add_contact_point(AWA, again.party.id, kind=ContactPointKind.PHONE, value="+33639980777")

    assert await refused(made.phone.value, late.value, again.email.value) == {
        ("sms", made.phone.value),
        ("voice", made.phone.value),
    }


async def test_who_is_reached_again_at_an_address_stays_so_when_another_one_comes(browser: httpx2.AsyncClient) -> None:
    made = await make_case(name=NAME)
    await browser.post(await link_to(made), data={"act": "refuse", "what": "all"})
    await lift_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS, evidence="Par téléphone, à Awa")

    await add_contact_point(AWA, made.party.id, kind=ContactPointKind.EMAIL, value="late@camille.example")

    assert await refused(made.phone.value, "late@camille.example") == {
        ("voice", made.phone.value),
        ("email", "late@camille.example"),
    }


async def test_again_takes_back_all_that_this_link_refused_and_what_followed_from_it(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    other = await same_person_elsewhere(made)
    path = await link_to(made)
    await browser.post(path, data={"act": "refuse", "what": "all"})
    late = await add_contact_point(AWA, made.party.id, kind=ContactPointKind.PHONE, value="+33639980777")

    answer = await browser.post(path, data={"act": "again"})
    later = await add_contact_point(AWA, made.party.id, kind=ContactPointKind.PHONE, value="+33639980778")

    assert "peut de nouveau vous écrire" in answer.text
    assert await refused(made.phone.value, made.email.value, other.email.value, late.value, later.value) == set()


async def told_on_the_telephone(made: MadeCase) -> None:
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS, evidence="Par téléphone")


async def by_keyword(made: MadeCase) -> None:
    await call_back(text_from(made, "STOP", key="stop"))


@pytest.mark.parametrize("otherwise", [told_on_the_telephone, by_keyword])
@pytest.mark.parametrize("first", [True, False])
async def test_a_link_lifts_nothing_that_was_said_in_another_way_before_or_after_it(
    browser: httpx2.AsyncClient, otherwise: Callable[[MadeCase], Awaitable[None]], first: bool
) -> None:
    """Whoever holds a link may be anybody: a number changes hands, an e-mail is forwarded."""
    made = await make_case(name=NAME)
    path = await link_to(made)
    form = {"act": "refuse", "what": "channel"}
    if first:
        await otherwise(made)
        await browser.post(path, data=form)
    else:
        await browser.post(path, data=form)
        await otherwise(made)

    answer = await browser.post(path, data={"act": "again"})

    assert await refused(made.phone.value) == {("sms", made.phone.value)}
    assert "autrement" in answer.text


async def test_another_link_of_the_same_person_takes_nothing_back(browser: httpx2.AsyncClient) -> None:
    made = await make_case(name=NAME)
    by_text, by_email = await link_to(made), await link_to(made, Channel.EMAIL)
    await browser.post(by_text, data={"act": "refuse", "what": "all"})

    answer = await browser.post(by_email, data={"act": "again"})

    assert ("email", made.email.value) in await refused(made.email.value)
    assert "autrement" in answer.text


async def test_what_the_provider_repeats_of_a_link_is_still_the_links(browser: httpx2.AsyncClient) -> None:
    made = await make_case(name=NAME)
    path = await link_to(made, Channel.EMAIL)
    await browser.post(path, data={"act": "refuse", "what": "channel"})
    async with transaction(AGENCY):
        await opt_out(AGENCY, AGENCY.organization_id, Channel.EMAIL, made.email.value, source=PROVIDER_LIST)

    await browser.post(path, data={"act": "again"})

    assert await refused(made.email.value) == set()


async def test_one_click_after_the_other_from_one_mail_provider_is_taken() -> None:
    """A true code is no guess, so that nobody's click is refused for those before it (RFC 8058)."""
    app = Starlette(routes=page.routes)
    app.state.senders = Senders(replace(DEFAULT, points_of_address=2), rates=Rates())
    path = await link_to(await make_case(), Channel.EMAIL)

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://app.example") as client:
        clicks = [(await client.post(path, data={"List-Unsubscribe": "One-Click"})).status_code for _ in range(6)]
        guesses = [(await client.post("/o/abcdefghjkmn", data={"act": "again"})).status_code for _ in range(4)]

    assert clicks == [200] * 6
    assert guesses[0] == 404
    assert guesses[-1] == 429


async def test_what_two_links_refused_altogether_neither_takes_back_for_addresses_to_come(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    by_text, by_email = await link_to(made), await link_to(made, Channel.EMAIL)
    for path in (by_text, by_email):
        await browser.post(path, data={"act": "refuse", "what": "all"})

    await browser.post(by_text, data={"act": "again"})
    late = await add_contact_point(AWA, made.party.id, kind=ContactPointKind.EMAIL, value="late@camille.example")
    await browser.post(by_email, data={"act": "again"})

    assert await refused(made.phone.value, late.value) == {
        ("sms", made.phone.value),
        ("voice", made.phone.value),
        ("email", late.value),
    }


async def test_the_timeline_of_the_agency_alone_tells_of_an_address_that_was_refused_as_it_came(
    browser: httpx2.AsyncClient,
) -> None:
    made = await make_case(name=NAME)
    await browser.post(await link_to(made), data={"act": "refuse", "what": "all"})
    await work()
    before = [entry.kind for entry in await told(made)].count("opt_out_recorded")

    await add_contact_point(AWA, made.party.id, kind=ContactPointKind.PHONE, value="+33639980777")
    await work()

    new = [entry for entry in await told(made) if entry.kind == "opt_out_recorded"][before:]
    assert sorted((entry.data["channel"], entry.data["address"]) for entry in new) == [
        ("sms", "+33639980777"),
        ("voice", "+33639980777"),
    ]
    assert "opt_out_recorded" not in [entry.kind for entry in await told(made, HELENE)]


async def test_the_agency_ends_what_a_person_refused_altogether_with_what_proves_it_and_tells_the_audit_log(
    browser: httpx2.AsyncClient,
) -> None:
    """By telephone: the link may be lost or over, and each new number would be refused again."""
    made = await make_case(name=NAME)
    other = await same_person_elsewhere(made)
    await browser.post(await link_to(made), data={"act": "refuse", "what": "all"})
    ledger = await ledger_for(AWA, other.case_file.id)
    assert ledger
    assert [(one.party_id, one.source) for one in ledger.nowhere] == [(other.party.id, "page")]

    for without in (" ", "x" * 1_001):
        with pytest.raises(InvalidInput):
            await lift_every_opt_out(AWA, made.case_file.id, made.party.id, evidence=without)
    with pytest.raises(NotPermitted):
        await lift_every_opt_out(replace(AWA, is_token=True), made.case_file.id, made.party.id, evidence="by telephone")
    await lift_every_opt_out(AWA, made.case_file.id, made.party.id, evidence=" Par téléphone, à Awa ")
    late = await add_contact_point(AWA, made.party.id, kind=ContactPointKind.PHONE, value="+33639980777")

    assert await refused(made.phone.value, made.email.value, other.email.value, late.value) == set()
    ledger = await ledger_for(AWA, other.case_file.id)
    assert ledger
    assert ledger.nowhere == []
    assert {one.evidence for one in ledger.entries if one.kind is EntryKind.OPT_IN} == {"Par téléphone, à Awa"}
    async with reading(actor_of_cast("marc")):
        audited = await database.rows(
            "SELECT details, subject_label FROM audit_events WHERE kind = 'contact_refused_no_more'"
        )
    assert [(orjson.loads(row["details"]), row["subject_label"]) for row in audited] == [
        ({"addresses": 3}, made.case_file.reference)
    ]
    with pytest.raises(OptOutNotFound):
        await lift_every_opt_out(AWA, made.case_file.id, made.party.id, evidence="by telephone")


async def test_chains_are_appended_to_in_the_order_of_case_files_whatever_was_refused(
    browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two wishes at once wait for one another in one order: none of them is lost to a deadlock."""
    made = await make_case(name=NAME)
    others = [await same_person_elsewhere(made) for _ in range(3)]
    path = await link_to(made)
    appended: list[UUID] = []

    async def recorded(*arguments: Any, **_: Any) -> None:
        appended.append(arguments[1].id)

    monkeypatch.setattr(opt_outs, "record", recorded)
    await browser.post(path, data={"act": "refuse", "what": "all"})

    assert appended == sorted(appended)
    assert set(appended) == {one.case_file.id for one in (made, *others)}
    appended.clear()
    await browser.post(path, data={"act": "again"})
    assert appended == sorted(appended)
    assert len(appended) == 3 * 4
