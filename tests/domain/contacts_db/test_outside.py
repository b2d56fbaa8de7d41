"""Why a contact was put off or stopped, read by a client: never what happened on another client's case."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from tandem.casefiles.commands import record_contact_place
from tandem.casefiles.models import ContactPlace, ContactPoint, Debtor, Party, Segment
from tandem.contacts import opt_outs, preferences
from tandem.contacts.gate import ReasonCode
from tandem.contacts.gate.sentences import sentence
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.outside import for_outsiders, is_withheld, withheld
from tandem.contacts.spoken import spoken
from tandem.contacts.states import reason
from tandem.contacts.stops.commands import NewStop, record_stop_fact
from tandem.contacts.stops.kinds import StopKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem_channels.contract import Cause, DeliveryStatus, Rejected
from tandem_graphql.ids import global_id
from tests.api.asking import ask
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, callback, plan, reread, told, work
from tests.domain.contacts_db.test_copies import sealed_in
from tests.domain.evidence.stories import bundle_of, files_of
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker", "morning")
NADIA = actor_of_cast("nadia")
TIMELINE = """query ($id: ID!) { caseFile(id: $id) { timeline(last: 50) { edges { node { ... on ContactStateChanged {
    state providerCode reasons { code message source } } } } } } }"""
ATTEMPT = """query ($id: ID!) { node(id: $id) { ... on ContactAttempt {
    reasons { code message source } deliveries { status code } } } }"""
NADIAS, AWAS = ("nadia", "energie"), ("awa", "lenoir")


async def two_clients() -> tuple[MadeCase, MadeCase]:
    """One person with a case of Bâti-Loire's, and one of another client's, which the second of them is."""
    as_consumer: dict[str, Any] = {"segment": Segment.CONSUMER, "letter_posted_on": clock.today() - timedelta(days=20)}
    made = await make_case(name="Camille Durand", **as_consumer)
    other = await make_case(creditor="energie", mandate="MR-2026-002", name="Camille Durand", **as_consumer)
    async with transaction(AGENCY):
        await Party.filter(id=other.party.id).update(name="Camille Durand")
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
        await ContactPoint.filter(id=other.email.id).update(value=made.email.value)
    return made, other


async def events_read(made: MadeCase, reader: tuple[str, str]) -> list[Any]:
    """Events that told why, as this person's page has them."""
    answer = await ask(*reader, TIMELINE, id=global_id("CaseFile", made.case_file.id))
    assert answer.errors == []
    nodes = [edge["node"] for edge in answer.data["caseFile"]["timeline"]["edges"]]
    return [node for node in nodes if node.get("reasons")]


async def attempt_read(attempt: ContactAttempt, reader: tuple[str, str]) -> Any:
    answer = await ask(*reader, ATTEMPT, id=global_id("ContactAttempt", attempt.id))
    assert answer.errors == []
    return answer.data["node"]


async def codes_read(made: MadeCase, attempt: ContactAttempt, reader: tuple[str, str]) -> tuple[list[Any], list[Any]]:
    """Codes of those events, and of the attempt."""
    events = [[one["code"] for one in event["reasons"]] for event in await events_read(made, reader)]
    return events, [one["code"] for one in (await attempt_read(attempt, reader))["reasons"]]


async def sealed_reasons(made: MadeCase) -> str:
    """All that the chain of both parties seals of reasons."""
    return orjson.dumps([event["reasons"] for event in await sealed_in(made)]).decode()


async def refused_elsewhere(made: MadeCase, other: MadeCase) -> ContactAttempt:
    waiting = await plan(other)
    async with transaction(AGENCY):
        await opt_outs.opt_out(AGENCY, AGENCY.organization_id, Channel.SMS, made.phone.value, source="told")
    await work()
    return waiting


async def dead_elsewhere(made: MadeCase, other: MadeCase) -> ContactAttempt:
    waiting = await plan(other)
    new = NewStop(StopKind.DECEASED, since_on=clock.today() - timedelta(days=3), source="le notaire")
    await record_stop_fact(AWA, made.case_file.id, made.party.id, new)
    await work()
    return waiting


async def limit_reached_elsewhere(made: MadeCase, other: MadeCase) -> ContactAttempt:
    for _ in range(2):
        await plan(made)
        await work()
    waiting = await plan(other, send_at=clock.now() + timedelta(hours=1))
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=waiting.id).update(send_at=clock.now())
        await database.execute("UPDATE outbox SET available_at = $1 WHERE done_at IS NULL", clock.now())
    await work()
    return waiting


async def prefers_other_hours_elsewhere(made: MadeCase, other: MadeCase) -> ContactAttempt:
    waiting = await plan(other)
    async with transaction(AGENCY):
        await preferences.prefer(AGENCY, AGENCY.organization_id, made.phone.value, None, (840, 1080), source="page")
    await work()
    return waiting


async def dead_number_elsewhere(made: MadeCase, other: MadeCase) -> ContactAttempt:
    waiting = await plan(other)
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.phone.id).update(invalid_at=clock.now(), invalid_reason="provider 30005")
    await work()
    return waiting


async def at_work_elsewhere(made: MadeCase, other: MadeCase) -> ContactAttempt:
    async with transaction(AGENCY):
        await Debtor.filter(id__in=[made.case_file.debtor_id, other.case_file.debtor_id]).update(country="IE")
    waiting = await plan(other)
    await record_contact_place(AWA, made.case_file.id, made.phone.id, place=ContactPlace.WORK)
    await work()
    return waiting


@pytest.mark.parametrize(
    ("happened", "code", "neutral"),
    [
        (refused_elsewhere, "OPTED_OUT", "NOT_NOW"),
        (dead_elsewhere, "DECEASED", "NOT_NOW"),
        (limit_reached_elsewhere, "CONTACT_CAP_7D", "LIMIT_REACHED"),
        (prefers_other_hours_elsewhere, "PREFERRED_HOURS", "NOT_NOW"),
        (dead_number_elsewhere, "ADDRESS_INVALID", "NOT_NOW"),
        (at_work_elsewhere, "WORK_ADDRESS", "NOT_NOW"),
    ],
)
async def test_what_happened_on_another_clients_case_is_one_neutral_sentence_to_a_client(
    happened: Any, code: str, neutral: str
) -> None:
    made, other = await two_clients()

    attempt = await happened(made, other)

    assert (await reread(attempt)).state in (AttemptState.BLOCKED, AttemptState.DEFERRED)
    assert await codes_read(other, attempt, NADIAS) == ([[neutral]], [neutral])
    assert await codes_read(other, attempt, AWAS) == ([[code]], [code])
    assert code not in await sealed_reasons(other)
    assert code not in str([entry.data for entry in await told(other, NADIA)])
    async with reading(NADIA):
        assert await database.rows("SELECT 1 FROM event_reasons") == []
    _, packed = await files_of(await bundle_of(actor_of_cast("nadia"), other.case_file.id))
    assert code.encode() not in packed


async def test_the_sentences_name_no_number_day_or_person_in_either_language() -> None:
    made, other = await two_clients()
    attempt = await dead_elsewhere(made, other)

    [outside], [whole] = [(await attempt_read(attempt, reader))["reasons"] for reader in (NADIAS, AWAS)]

    assert outside == {
        "code": "NOT_NOW",
        "message": "The agency may not contact this person in this way at the moment.",
        "source": None,
    }
    assert "21 novembre 2026" in whole["message"]
    assert spoken(outside | {"args": {}}, "fr") == (
        "L’agence ne peut pas contacter cette personne par ce moyen pour le moment."
    )


async def test_what_a_client_knows_of_its_own_case_is_told_with_its_own_day() -> None:
    made, other = await two_clients()
    today = clock.today()
    own = NewStop(StopKind.DECEASED, since_on=today, source="la famille")
    await record_stop_fact(AWA, other.case_file.id, other.party.id, own)
    await work()
    attempt = await plan_ignoring(other)

    await dead_elsewhere_since(made, today - timedelta(days=3))
    await work()

    [kept] = [one for one in (await reread(attempt)).reasons if one["code"] == "DECEASED"][:1]
    [outside] = [one for one in for_outsiders([kept]) if one["code"] == "DECEASED"]
    assert outside["args"]["since"] == today.isoformat()  # type: ignore[index]


async def plan_ignoring(made: MadeCase) -> ContactAttempt:
    """A contact that was planned before the fact became known, and is judged after it."""
    async with transaction(AGENCY):
        await database.execute("UPDATE stop_facts SET ended_on = since_on, ended_at = now(), ended_by = 'x'")
    attempt = await plan(made)
    async with transaction(AGENCY):
        await database.execute("UPDATE stop_facts SET ended_on = NULL, ended_at = NULL, ended_by = NULL")
    return attempt


async def dead_elsewhere_since(made: MadeCase, since: Any) -> None:
    await record_stop_fact(AWA, made.case_file.id, made.party.id, NewStop(StopKind.DECEASED, since, "le notaire"))


async def test_that_a_provider_refused_for_somebody_who_said_stop_is_not_told_by_its_code(fakes: Fakes) -> None:
    """21610: the person said STOP to this sender, whichever client's message it answered (compliance, §4)."""
    made = await make_case(creditor="energie", mandate="MR-2026-002")
    fakes.sms.answer_next(Rejected("21610", Cause.OPTED_OUT))
    attempt = await plan(made)
    await work()

    assert (await reread(attempt)).provider_code == "21610"
    assert await codes_read(made, attempt, NADIAS) == ([["NOT_NOW"]], ["NOT_NOW"])
    assert await codes_read(made, attempt, AWAS) == ([["STOPPED_AT_PROVIDER"]], ["STOPPED_AT_PROVIDER"])
    [refused] = (await reread(attempt)).reasons
    said = sentence(refused["code"], refused["args"], "en")
    assert said.startswith("The person texted STOP to +33937001200: the provider lets nothing pass")
    assert "21610" not in orjson.dumps(await sealed_in(made)).decode()


async def test_a_callback_that_says_so_is_not_among_the_deliveries_that_a_client_reads() -> None:
    made = await make_case(creditor="energie", mandate="MR-2026-002")
    attempt = await plan(made)
    await work()
    await call_back(callback(attempt, DeliveryStatus.FAILED, code="21610", cause=Cause.OPTED_OUT))

    assert await codes_read(made, attempt, NADIAS) == ([["NOT_NOW"]], ["NOT_NOW"])
    whole, outside = [(await attempt_read(attempt, reader))["deliveries"] for reader in (AWAS, NADIAS)]
    assert "21610" in str(whole)
    assert "21610" not in str(outside)


@pytest.mark.parametrize("code", [*ReasonCode, "CHANNEL_OFF", "MACHINE_CALLS_REFUSED"])
def test_limits_and_wishes_are_neutral_whatever_they_rest_on_and_everything_else_is_told(code: str) -> None:
    one = reason(str(code), since="2026-11-01", count="2")

    [told_outside] = for_outsiders([one])

    if "CAP" in code or code == "CONVERSATION_COOLDOWN":
        assert told_outside == {"code": "LIMIT_REACHED", "source": None, "args": {}}
    elif code in ("OPTED_OUT", "PREFERRED_HOURS", "MACHINE_CALLS_REFUSED"):
        assert told_outside == {"code": "NOT_NOW", "source": None, "args": {}}
    else:
        assert told_outside == one
    assert is_withheld([one]) is (told_outside != one)


def test_several_that_are_withheld_are_said_once() -> None:
    told_outside = for_outsiders([reason("OPTED_OUT"), withheld(reason("PROVIDER_REJECTED", code="21610"))])

    assert told_outside == [{"code": "NOT_NOW", "source": None, "args": {}}]
