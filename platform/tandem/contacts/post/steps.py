"""Telling a step of a letter, by a person or by a postal provider: each once, corrected by telling it again."""

from datetime import date
from uuid import UUID

from tandem.casefiles.models import Document
from tandem.contacts import access
from tandem.contacts.access import ReachedAttempt
from tandem.contacts.attachments import is_attachable
from tandem.contacts.errors import AttachmentUnusable, LetterNotPosted
from tandem.contacts.models import ContactAttempt
from tandem.contacts.post.events import LetterStepRecorded
from tandem.contacts.post.stations import BACK, TELLABLE, LetterStep
from tandem.contacts.returns.commands import take_return
from tandem.contacts.returns.errors import LetterReturnKnown
from tandem.contacts.returns.reasons import ReturnReason
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain, record
from tandem.timeline.queries import newest_event
from tandem_policies.permission import Permission


async def record_letter_step(
    actor: Actor,
    attempt_id: UUID,
    *,
    step: LetterStep,
    happened_on: date,
    return_reason: ReturnReason | None = None,
    document_id: UUID | None = None,
) -> ContactAttempt:
    """Tell where a posted letter is, and since which day; `document_id` names the file of the case that proves it.

    A refused, unclaimed or returned letter came back: that is a return like any other, which is corrected as one;
    RETURNED needs its reason. POSTED adds the proof of the posting that is recorded. The same again changes nothing.
    Raises ContactAttemptNotFound, LetterNotPosted, LetterReturnKnown, AttachmentUnusable, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt = reached.attempt
        if attempt.posted_on is None:
            raise LetterNotPosted(field="attemptId")
        if step not in TELLABLE or (step is LetterStep.POSTED and document_id is None):
            raise InvalidInput("step", step.value, "letter_step")
        if not attempt.posted_on <= happened_on <= clock.today() or (
            step is LetterStep.POSTED and happened_on != attempt.posted_on
        ):
            raise InvalidInput("happenedOn", happened_on.isoformat(), "letter_step_day")
        if step is LetterStep.DELIVERED and attempt.returned_on is not None:
            raise LetterReturnKnown(attempt.returned_on)
        proof = await _proof(attempt, document_id)
        if step in BACK:
            await _come_back(actor, reached, BACK[step] or return_reason, happened_on)
        if step not in BACK or proof is not None:
            await tell_step(actor, reached, step, happened_on, proof=proof)
    return attempt


async def tell_step(
    acting: Actor | System,
    reached: ReachedAttempt,
    step: LetterStep,
    happened_on: date,
    *,
    proof: Document | None = None,
) -> bool:
    """Keep a step of an attempt reached for update, with its event; False when that is known. Appends to the chain.

    A step that is known stays as it was told, whatever a provider tells later; the proof that it lacks is added to it.
    """
    attempt, by = reached.attempt, None if isinstance(acting, System) else acting.membership_id
    known = await database.row(
        "SELECT happened_on, document_id, told_by, told_by_id FROM letter_steps "
        "WHERE agency_id = $1 AND attempt_id = $2 AND step = $3",
        attempt.agency_id,
        attempt.id,
        step.value,
    )
    name = acting.name if isinstance(acting, System) else acting.person_name
    if known and isinstance(acting, System):
        if proof is None or known["document_id"] is not None:
            return False
        happened_on, name, by = known["happened_on"], known["told_by"], known["told_by_id"]
    document_id = proof.id if proof else known["document_id"] if known else None
    if known and (known["happened_on"], known["document_id"]) == (happened_on, document_id):
        return False
    await database.execute(
        "INSERT INTO letter_steps (agency_id, attempt_id, step, creditor_id, case_file_id, happened_on, document_id, "
        "told_by, told_by_id, told_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
        "ON CONFLICT (agency_id, attempt_id, step) DO UPDATE SET happened_on = EXCLUDED.happened_on, "
        "document_id = EXCLUDED.document_id, told_by = EXCLUDED.told_by, told_by_id = EXCLUDED.told_by_id, "
        "told_at = EXCLUDED.told_at",
        attempt.agency_id,
        attempt.id,
        step.value,
        attempt.creditor_id,
        attempt.case_file_id,
        happened_on,
        document_id,
        name or "",
        by,
        clock.now(),
    )
    before = None
    if known:
        before = await newest_event(
            attempt.case_file_id, Chain.PARTIES, (LetterStepRecorded.kind,), attempt_id=attempt.id, step=step.value
        )
    told = LetterStepRecorded(
        attempt.id,
        attempt.letter_reference or "",
        step,
        happened_on,
        document_id=document_id,
        document_sha256=await _sha256_of(proof, document_id),
    )
    await record(acting, reached.case_file, told, supersedes=before.event_id if before else None)
    return True


async def _come_back(actor: Actor, reached: ReachedAttempt, reason: ReturnReason | None, day: date) -> None:
    attempt = reached.attempt
    if reason is None:
        raise InvalidInput("returnReason", "", "return_reason")
    if attempt.returned_on is not None:
        if (attempt.return_reason, attempt.returned_on) != (reason, day):
            raise LetterReturnKnown(attempt.returned_on)
        return
    await take_return(actor, reached, reason=reason, returned_on=day)


async def require_before_steps(attempt: ContactAttempt, posted_on: date) -> None:
    """A letter is posted before it is carried, delivered or returned. Raises InvalidInput."""
    row = await database.row(
        "SELECT min(happened_on) AS first FROM letter_steps "
        "WHERE agency_id = $1 AND attempt_id = $2 AND step <> ALL ($3::text[])",
        attempt.agency_id,
        attempt.id,
        [LetterStep.HANDED_OVER.value, LetterStep.NOT_TAKEN.value, LetterStep.POSTED.value],
    )
    told = [day for day in (row["first"] if row else None, attempt.returned_on) if day is not None]
    if told and posted_on > min(told):
        raise InvalidInput("postedOn", posted_on.isoformat(), "posting_day_before_steps")


async def move_proof_of_posting(actor: Actor, reached: ReachedAttempt, posted_on: date) -> None:
    """Have the proof of a posting, if there is one, say the day that the posting has now. Appends to the chain."""
    known = await database.row(
        "SELECT 1 FROM letter_steps WHERE agency_id = $1 AND attempt_id = $2 AND step = $3",
        reached.attempt.agency_id,
        reached.attempt.id,
        LetterStep.POSTED.value,
    )
    if known:
        await tell_step(actor, reached, LetterStep.POSTED, posted_on)


async def _sha256_of(proof: Document | None, document_id: UUID | None) -> str | None:
    """Of the file that the step names: the one that is told now, or the one that was told before."""
    if proof is None and document_id is not None:
        proof = await Document.get_or_none(id=document_id)
    return proof.sha256 if proof else None


async def _proof(attempt: ContactAttempt, document_id: UUID | None) -> Document | None:
    """A file that both parties read, since both read of the letter. Raises AttachmentUnusable."""
    if document_id is None:
        return None
    found = await Document.get_or_none(id=document_id, case_file_id=attempt.case_file_id)
    if found is None or not is_attachable(found):
        raise AttachmentUnusable(field="documentId")
    return found
