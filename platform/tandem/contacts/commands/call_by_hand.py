"""A call that a collector dials on a telephone of their own, as where no provider makes calls for the agency."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileClosed, CaseFileNotAccepted
from tandem.casefiles.models import CaseFile, ContactPointKind, Stage
from tandem.contacts import content, decisions, planning
from tandem.contacts.asking import verdict_for
from tandem.contacts.calling.in_hand import call_question, keeps_word, require_free_hands
from tandem.contacts.calling.script_copy import as_begun
from tandem.contacts.destinations import refusal_for
from tandem.contacts.errors import ContactPointUnsuitable, DestinationRefused
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Decision
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.states import move, reason
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.outbox.idempotency import once
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class BegunByHand:
    """A call by hand; `before` when the key had begun it already: nobody judged it now, so nobody may dial it now."""

    attempt: ContactAttempt
    before: bool


async def call_by_hand(
    actor: Actor, case_file_id: UUID, contact_point_id: UUID, *, idempotency_key: str
) -> BegunByHand:
    """Write down a call that its collector dials now; it counts from here on, and its outcome is theirs to tell.

    The gate is asked as before every call, and only what it allows at this instant is begun: a call by hand is not
    planned for later, and no manager lets it pass.
    Raises CaseFileNotFound, NotPermitted, CaseFileNotAccepted, CaseFileClosed, ContactPointNotFound,
    ContactPointUnsuitable, CallInHand, DestinationRefused, RuleAbsent, ContactRefused, ConflictingKey.
    """
    async with decisions.refusals_kept(actor, case_file_id, Channel.VOICE), transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_PLAN)
        begun: list[UUID] = []

        async def act() -> UUID:
            begun.append(await _begin(actor, reached.row, contact_point_id))
            return begun[0]

        asked: dict[str, object] = {"case_file_id": case_file_id, "contact_point_id": contact_point_id}
        attempt = await ContactAttempt.get(id=await once(actor, idempotency_key, "callByHand", asked, act))
        return BegunByHand(attempt, before=not begun)


async def _begin(actor: Actor, case_file: CaseFile, contact_point_id: UUID) -> UUID:
    point = await casefiles.contact_point_for(case_file, contact_point_id)
    if case_file.stage is Stage.SUBMITTED:
        raise CaseFileNotAccepted(field="caseFileId")
    if case_file.stage is Stage.CLOSED:
        raise CaseFileClosed(field="caseFileId")
    if point.kind is not ContactPointKind.PHONE:
        raise ContactPointUnsuitable(field="contactPointId")
    await require_free_hands(actor)
    await planning.one_at_a_time(case_file.agency_id, point.party_id)
    facts, now = (await facts_of([case_file.id]))[case_file.id], clock.now()
    if refused := refusal_for(facts, Channel.VOICE, point.party_id, point.value):
        raise DestinationRefused(refused)
    question = call_question(facts, facts.address(point.id), now)
    verdict = verdict_for(facts, question)
    if verdict.decision is not Decision.ALLOW:
        raise decisions.PlanRefused(case_file.creditor_id, facts, question, verdict)
    draft = planning.Draft(
        point=point,
        channel=Channel.VOICE,
        purpose=question.purpose,
        callback_at=question.callback_at,
        template_id=content.CALL,
        language=facts.parties[point.party_id].language,
        send_at=now,
        by_hand=True,
    )
    await decisions.keep(
        case_file.creditor_id, facts, question, verdict, draft.attempt_id, asked_by=actor.membership_id
    )
    waiting = facts.asked_calls.get(point.party_id)
    if waiting is not None and keeps_word(waiting, question):
        waited = await ContactAttempt.get(id=waiting.attempt_id)
        await move(actor, case_file, waited, AttemptState.CANCELLED, reasons=[reason("CALL_MADE")])
    named = content.demanded(facts, verdict)
    attempt = await planning.plan(actor, case_file, draft, verdict, named, None)
    # No provider will tell how it went, so none is asked: settled, but for the outcome.
    script = as_begun(attempt, facts, named)
    await move(
        actor,
        case_file,
        attempt,
        AttemptState.ACCEPTED,
        as_left=True,
        sending_at=now,
        settled_at=now,
        sent_copy=script,
    )
    return draft.attempt_id
