"""Attempts that wait on a person, each with what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.contacts.calling.commands import is_in_progress
from tandem.contacts.calling.whose import goes_on, may_interfere
from tandem.contacts.channels import channels
from tandem.contacts.commands.cancel_contact import is_cancellable
from tandem.contacts.commands.record_call_outcome import is_tellable
from tandem.contacts.commands.settle_contact import NEVER_TOLD, is_never_told, is_settleable
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.post.standing import is_contradicted, is_postable, is_posted, is_retractable
from tandem.contacts.post.stations import LABEL_MISSING
from tandem.contacts.releases import is_releasable
from tandem.contacts.returns.commands import is_returnable
from tandem.contacts.returns.tracing import is_traced
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
# Within which a postal provider takes a letter, and tells that it was posted.
_TAKEN_BY_PRINTER, _POSTED_BY_PRINTER = timedelta(days=1), timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader can do with an attempt in its present state."""

    cancel: bool
    settle: bool
    record_posting: bool
    record_outcome: bool
    hang_up: bool
    record_return: bool
    record_step: bool
    record_not_sent: bool
    finish_tracing: bool
    release: bool


def rights_on(actor: Actor, attempt: ContactAttempt) -> Rights:
    """State and policy together: what a page offers."""
    relation = side_of(actor)
    return Rights(
        cancel=is_cancellable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_CANCEL),
        settle=is_settleable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_SETTLE),
        record_posting=is_postable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING),
        record_outcome=is_tellable(attempt)
        and may(actor, relation, Permission.CONTACT_ATTEMPT_SETTLE)
        and (not goes_on(attempt) or may_interfere(actor, attempt)),
        hang_up=is_in_progress(attempt)
        and may(actor, relation, Permission.CONTACT_ATTEMPT_CANCEL)
        and may_interfere(actor, attempt),
        record_return=is_returnable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING),
        record_step=is_posted(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING),
        record_not_sent=is_retractable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING),
        finish_tracing=is_traced(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING),
        release=is_releasable(attempt) and may(actor, relation, Permission.CONTACT_ATTEMPT_RELEASE),
    )


async def attention_for(actor: Actor, first: int, after: str | None) -> Page[ContactAttempt]:
    """The attempts in the actor's reach that wait on a person, the longest waiting first, with their number.

    For whoever settles contacts, and for whoever decides on what the rules leave to a person. Raises NotPermitted.
    """
    if not may(actor, side_of(actor), Permission.CONTACT_ATTEMPT_RELEASE):
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
    if is_traced(attempt):
        return "trace_address"
    if is_contradicted(attempt):
        return "told_after_all"
    if is_never_told(attempt):
        return "settle_untold"
    if is_settleable(attempt):
        return "settle" if attempt.state is AttemptState.NEEDS_PERSON else "settle_unconfirmed"
    if is_releasable(attempt):
        return "release"
    if attempt.state is AttemptState.NEEDS_PERSON:
        return "call_back" if attempt.purpose is Purpose.CALLBACK else "decide"
    if attempt.state is AttemptState.ACCEPTED and is_postable(attempt):
        return "post_letter" if attempt.provider_status is None else _ask_printer(attempt)
    if is_tellable(attempt) and attempt.state in (AttemptState.ACCEPTED, AttemptState.DELIVERED):
        return "tell_outcome"
    return "read_reply" if reply_to_read and attempt.channel in (Channel.SMS, Channel.EMAIL) else None


def _ask_printer(attempt: ContactAttempt) -> str | None:
    """Of a letter at a postal provider's: nothing, until it is overdue. The same days stand in `_WAITS`."""
    if attempt.provider_status == LABEL_MISSING:
        return "enter_label"
    days = _TAKEN_BY_PRINTER if attempt.provider_id is None else _POSTED_BY_PRINTER
    is_late = attempt.sending_at is not None and clock.now() - attempt.sending_at > days
    return "ask_printer" if is_late else None


# $1 agency, $2 sent before and not confirmed since, $3 called before. The last text to an address with a provisional
# opt-out stands for the answer that somebody must read.
_WAITS = f"""a.agency_id = $1 AND (
    a.state = 'needs_person'
    OR (a.state = 'unconfirmed' AND a.sending_at < $2)
    OR (a.state = 'accepted' AND a.channel IN ('sms', 'email') AND a.settled_at IS NOT NULL
        AND a.reasons @> '[{{"code": "{NEVER_TOLD}"}}]')
    OR (a.channel = 'letter' AND a.state = 'accepted' AND a.posted_on IS NULL
        AND (coalesce(a.provider_status, 'label_missing') = 'label_missing'
            OR a.sending_at < $2::timestamptz - CASE WHEN a.provider_id IS NULL THEN interval '1 day'
            ELSE interval '5 days' END))
    OR (a.return_reason IN ('unknown', 'moved', 'unreachable') AND a.tracing_outcome IS NULL
        AND EXISTS (SELECT FROM case_files f WHERE f.id = a.case_file_id AND f.stage <> 'closed'))
    OR (a.channel = 'voice' AND a.disposition IS NULL AND a.sending_at < $3 AND a.state IN ('accepted', 'delivered')
        AND (NOT a.automated OR a.line_id IS NOT NULL))
    OR (a.sending_at IS NOT NULL AND EXISTS (
        SELECT FROM opt_outs o WHERE o.agency_id = a.agency_id AND o.channel = a.channel AND o.address = a.to_address
          AND o.provisional AND o.lifted_at IS NULL)
        AND NOT EXISTS (SELECT FROM contact_attempts l WHERE l.agency_id = a.agency_id AND l.channel = a.channel
          AND l.to_address = a.to_address AND l.sending_at > a.sending_at)))"""
