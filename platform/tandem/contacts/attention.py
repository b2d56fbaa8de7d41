"""Attempts that wait on a person, each with what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.contacts.channels import channels
from tandem.contacts.commands.cancel_contact import is_cancellable
from tandem.contacts.commands.record_call_outcome import is_tellable
from tandem.contacts.commands.record_letter_posting import is_postable
from tandem.contacts.commands.settle_contact import is_settleable
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.kit import clock, database, texts
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, page_of, page_size
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem.organizations.models import CaseScope
from tandem_policies.permission import Permission

# A call still under way is nobody's task yet.
_CALL_ENDS_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader can do with an attempt in its present state."""

    cancel: bool
    settle: bool
    record_posting: bool
    record_outcome: bool


def rights_on(actor: Actor, attempt: ContactAttempt) -> Rights:
    """State and policy together: what a page offers."""
    relation = side_of(actor)
    return Rights(
        cancel=is_cancellable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_CANCEL),
        settle=is_settleable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_SETTLE),
        record_posting=is_postable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING),
        record_outcome=is_tellable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_SETTLE),
    )


async def attention_for(actor: Actor, first: int, after: str | None) -> Page[ContactAttempt]:
    """The attempts in the actor's reach that wait on a person, the longest waiting first, with their number."""
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_SETTLE)
    cursors = Cursors("attention", actor.organization_id)
    key, size, now = cursors.read(after, UUID), page_size(first), clock.now()
    bounds = (actor.organization_id, now - channels().bounds.look_up_after, now - _CALL_ENDS_AFTER)
    waits = _WAITS
    if actor.case_scope is not CaseScope.ALL:
        waits += (
            f" AND EXISTS (SELECT FROM case_files cf WHERE cf.id = a.case_file_id AND {casefiles.reach(actor).sql})"
        )
    async with reading(actor):
        counted = await database.row(f"SELECT count(*) AS total FROM contact_attempts a WHERE {waits}", *bounds)
        after_id = key[0] if key else UUID(int=0)
        rows = await database.rows(
            f"SELECT a.id FROM contact_attempts a WHERE {waits} AND a.id > $4 ORDER BY a.id LIMIT $5",
            *bounds,
            after_id,
            size + 1,
        )
        found = await ContactAttempt.filter(id__in=[row["id"] for row in rows]).order_by("id")
    return page_of(found, first, lambda attempt: cursors.of(attempt.id), counted["total"] if counted else 0)


# The provisional opt-outs of an attempt's address.
REPLIES = (
    "opt_outs o WHERE o.agency_id = {attempt}.agency_id AND o.channel = {attempt}.channel "
    "AND o.address = {attempt}.to_address AND o.lifted_at IS NULL AND o.provisional"
)


async def replies_to_read(actor: Actor, attempt_ids: Iterable[UUID]) -> set[UUID]:
    """Those attempts whose address has a provisional opt-out: a sentence that a person must read."""
    async with reading(actor):
        rows = await database.rows(
            f"SELECT a.id FROM contact_attempts a "
            f"WHERE a.id = ANY ($1::uuid[]) AND EXISTS (SELECT FROM {REPLIES.format(attempt='a')})",
            list(attempt_ids),
        )
    return {row["id"] for row in rows}


def what_to_do(attempt: ContactAttempt, locale: str, *, reply_to_read: bool = False) -> str | None:
    """What the attempt waits for, in the reader's language; None when it waits for nobody."""
    key = _task(attempt, reply_to_read)
    return texts.render(f"what_to_do.{key}", locale) if key else None


def _task(attempt: ContactAttempt, reply_to_read: bool) -> str | None:
    if is_settleable(attempt):
        return "settle" if attempt.state is AttemptState.NEEDS_PERSON else "settle_unconfirmed"
    if attempt.state is AttemptState.NEEDS_PERSON:
        return "decide"
    if attempt.state is AttemptState.ACCEPTED and is_postable(attempt):
        return "post_letter"
    if is_tellable(attempt) and attempt.state in (AttemptState.ACCEPTED, AttemptState.DELIVERED):
        return "tell_outcome"
    return "read_reply" if reply_to_read and attempt.channel is Channel.SMS else None


# $1 agency, $2 sent before and not confirmed since, $3 called before. The last text to an address with a provisional
# opt-out stands for the answer that somebody must read.
_WAITS = """a.agency_id = $1 AND (
    a.state = 'needs_person'
    OR (a.state = 'unconfirmed' AND a.sending_at < $2)
    OR (a.channel = 'letter' AND a.state = 'accepted' AND a.posted_on IS NULL)
    OR (a.channel = 'voice' AND a.disposition IS NULL AND a.sending_at < $3 AND a.state IN ('accepted', 'delivered'))
    OR (a.sending_at IS NOT NULL AND EXISTS (
        SELECT FROM opt_outs o WHERE o.agency_id = a.agency_id AND o.channel = a.channel AND o.address = a.to_address
          AND o.provisional AND o.lifted_at IS NULL)
        AND NOT EXISTS (SELECT FROM contact_attempts l WHERE l.agency_id = a.agency_id AND l.channel = a.channel
          AND l.to_address = a.to_address AND l.sending_at > a.sending_at)))"""
