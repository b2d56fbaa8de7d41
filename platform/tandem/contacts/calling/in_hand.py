"""The call that a collector has in hand, and the calls that a person asked for."""

from datetime import datetime, timedelta

from tandem.casefiles.models import CaseFile
from tandem.contacts.answers import Answer
from tandem.contacts.asking import Question, claims_named, sites_of, verdict_for
from tandem.contacts.calling.placing import IN_HAND
from tandem.contacts.calling.receiving import received_by
from tandem.contacts.errors import CallInHand
from tandem.contacts.facts import Address, AskedCall, CaseFacts
from tandem.contacts.gate import Decision, RuleMissing
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.kit import clock, database
from tandem.organizations.actor import Actor


async def call_in_hand(actor: Actor) -> ContactAttempt | None:
    """The call that this member makes or waits for, or whose outcome they owe, inside the open transaction."""
    found = await database.row(
        f"SELECT a.id FROM contact_attempts a WHERE ({IN_HAND}) OR (a.agency_id = $1 AND a.channel = 'voice' "
        "AND a.created_by_id = $2 AND NOT a.automated AND a.state = 'planned' AND a.send_at <= $3) "
        "ORDER BY a.id LIMIT 1",
        actor.organization_id,
        actor.membership_id,
        clock.now(),
    )
    return await ContactAttempt.get(id=found["id"]) if found else None


async def require_free_hands(actor: Actor) -> None:
    """Raise CallInHand while a call is being made, or its outcome is owed: it is told before the next one."""
    held = await call_in_hand(actor)
    if held is not None:
        raise CallInHand((await held.case_file).reference)
    received = await received_by(actor.membership_id)
    if received is not None:
        # It may have left the case files that this member reaches.
        of = await CaseFile.get_or_none(id=received.case_file_id)
        raise CallInHand(of.reference if of else None)


def call_question(facts: CaseFacts, address: Address, at: datetime) -> Question:
    """What the gate is asked about a collector's call at `at`, on the screen and when it is planned: the call back that
    the person asked for where it is that one (compliance, §5.1), else a demand.
    """
    asked = facts.asked_calls.get(address.party_id)
    if asked is not None and asked.at is not None:
        first, last = around(facts, address, asked.at)
        if first <= at <= last:
            return Question(Channel.VOICE, Purpose.CALLBACK, address, at, callback_at=asked.at)
    return Question(Channel.VOICE, Purpose.DEMAND, address, at)


def around(facts: CaseFacts, address: Address, asked_for: datetime) -> tuple[datetime, datetime]:
    """From when until when a call is the one that was asked for, by the law of every place the person may be in.

    Empty, the end before the beginning, where the rules of some place are not known.
    """
    call_back = Question(Channel.VOICE, Purpose.CALLBACK, address, asked_for)
    try:
        sites = sites_of(facts, claims_named(facts, call_back), address.party_id, asked_for)
    except RuleMissing:
        return asked_for, asked_for - timedelta(minutes=1)
    windows = [
        site.profile.answers.on(asked_for.astimezone(site.profile.legal_zone).date()).around(asked_for)
        for site in sites
    ]
    return max(first for first, _ in windows), min(last for _, last in windows)


def call_answer(facts: CaseFacts, address: Address, at: datetime) -> Answer:
    """Whether a collector may call at `at`; where it must wait, until it may, be it for the call that was asked for.

    Raises RuleAbsent.
    """
    verdict = verdict_for(facts, call_question(facts, address, at))
    agreed = agreed_at(facts, address, at)
    if verdict.until is None or agreed is None:
        return Answer.of(verdict)
    first, _ = around(facts, address, agreed)
    sooner = at < first < verdict.until and verdict_for(facts, call_question(facts, address, first))
    return Answer.of(verdict._replace(until=first) if sooner and sooner.decision is Decision.ALLOW else verdict)


def agreed_at(facts: CaseFacts, address: Address, at: datetime) -> datetime | None:
    """The time at which this person asked to be called, until it is over."""
    asked = facts.asked_calls.get(address.party_id)
    return asked.at if asked and asked.at and at <= around(facts, address, asked.at)[1] else None


def keeps_word(asked: AskedCall, question: Question) -> bool:
    """Whether this call is the one that was asked for, so that no other need wait for it.

    One long before the time that was asked for is not; nor is one planned for long after it, while that can still be
    kept or made good by a call at once.
    """
    if asked.at is None or question.purpose is Purpose.CALLBACK:
        return True
    return asked.at < question.at <= clock.now()
