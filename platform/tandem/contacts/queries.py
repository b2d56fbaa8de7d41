"""Reads about contacts, batched by the rows that a page shows, inside the reader's own reach."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import ContactPoint, Stage
from tandem.casefiles.parts import Parts, parts_by_case_file, parts_by_id
from tandem.contacts import answering, content, planning
from tandem.contacts.accounts.choosing import PROVIDER_OF
from tandem.contacts.answers import AddressAnswer, Answer, Availability, Preview
from tandem.contacts.asking import Question, verdict_for, whereabouts_of
from tandem.contacts.attachments import attached_to, names_of
from tandem.contacts.calling.in_hand import agreed_at, call_answer
from tandem.contacts.calling.machine_now import machine_answer
from tandem.contacts.channels import channels
from tandem.contacts.commands.plan_contact import SUITABLE
from tandem.contacts.content import TemplateChoice
from tandem.contacts.destinations import refusal_for
from tandem.contacts.errors import LetterIncomplete, RuleAbsent, TemplateNotFound
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import Address, CaseFacts
from tandem.contacts.gate import SEVERITY
from tandem.contacts.language import written_languages
from tandem.contacts.models import Channel, ContactAttempt, OptOut, Purpose
from tandem.contacts.ready_replies import ReadyReply, ready_replies
from tandem.contacts.states import reason
from tandem.contacts.templates import Rendered, ValuesMismatch, overlong, problems_of
from tandem.contacts.unfilled import why_not_filled
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_channels.segments import count_segments
from tandem_policies.permission import Permission

ATTEMPTS = Parts("contact_attempts", "{row}.created_at DESC, {row}.id DESC")
# Those that were produced, the newest first: later claims take another.
OPENING_LETTERS = Parts(
    "contact_attempts",
    "{row}.created_at DESC, {row}.id DESC",
    "{row}.is_opening_letter AND {row}.document_id IS NOT NULL",
)


_POINTS = Parts("contact_points", "{row}.id")


async def attempts_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[ContactAttempt]]:
    """The attempts of case files in the actor's reach, newest first."""
    return await parts_by_case_file(actor, ContactAttempt, ATTEMPTS, case_file_ids)


async def attempts_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, ContactAttempt]:
    """Attempts named by events that the actor may see."""
    return await parts_by_id(actor, ContactAttempt, ATTEMPTS, ids)


async def opening_letters_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, ContactAttempt]:
    """The newest opening letter of each case file that was produced."""
    letters = await parts_by_case_file(actor, ContactAttempt, OPENING_LETTERS, case_file_ids)
    return {case_file_id: found[0] for case_file_id, found in letters.items() if found}


async def opted_out_by_contact_point(actor: Actor, contact_point_ids: Iterable[UUID]) -> dict[UUID, list[Channel]]:
    """The channels that each address has opted out of; nothing for a creditor, whose they are not."""
    found: dict[UUID, list[Channel]] = {contact_point_id: [] for contact_point_id in contact_point_ids}
    if not may(actor, side_of(actor), Permission.OPT_OUT_READ):
        return found
    async with reading(actor):
        points = (await parts_by_id(actor, ContactPoint, _POINTS, found)).values()
        addresses = {point.value for point in points}
        opted_out = await OptOut.filter(address__in=addresses, lifted_at=None)
    for point in points:
        suitable = {channel for channel, kind in SUITABLE.items() if kind is point.kind}
        found[point.id] = [
            item.channel for item in opted_out if item.address == point.value and item.channel in suitable
        ]
    return found


async def channels_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Availability]]:
    """Which channels each case file can be worked by now, for whoever may plan; nothing for everybody else."""
    ids = list(case_file_ids)
    if not may(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN):
        return {case_file_id: [] for case_file_id in ids}
    async with reading(actor):
        facts = await facts_of(ids)
    return {case_file_id: availabilities(facts[case_file_id]) if case_file_id in facts else [] for case_file_id in ids}


def availabilities(facts: CaseFacts) -> list[Availability]:
    """Which channels a case file of these facts can be worked by now; the one that the person prefers first."""
    now, preferred = clock.now(), facts.preferred_channel()
    return [_availability(facts, channel, now) for channel in sorted(Channel, key=lambda one: one is not preferred)]


async def templates_for(
    actor: Actor,
    case_file_id: UUID,
    channel: Channel | None = None,
    contact_point_id: UUID | None = None,
    *,
    answering: bool = False,
) -> list[TemplateChoice]:
    """What can be sent about a case file, by one channel or all, in the debtor's language; to one address or any.

    `answering`: instead, what frames an answer in one's own words.
    """
    facts = await _facts_for(actor, case_file_id)
    if facts is None:
        return []
    point = next((one for one in facts.addresses if one.id == contact_point_id), None)
    party_id, address = (point.party_id, point.value) if point else (None, None)
    written = [channel] if channel else [Channel.SMS, Channel.EMAIL, Channel.LETTER]
    return [
        choice
        for one in written
        if one is not Channel.VOICE
        for choice in content.choices(facts, one, actor.locale, party_id, answering=answering, address=address)
    ]


async def ready_replies_for(
    actor: Actor, case_file_id: UUID, contact_point_id: UUID, channel: Channel
) -> list[ReadyReply]:
    """The ready replies of an answer to one address; none for what is out of reach."""
    facts = await _facts_for(actor, case_file_id)
    address = next((one for one in facts.addresses if one.id == contact_point_id), None) if facts else None
    if facts is None or address is None or address.kind is not SUITABLE[channel]:
        return []
    try:
        return ready_replies(facts, address, channel, actor.locale)
    except RuleAbsent:
        return []


async def preview(
    actor: Actor,
    case_file_id: UUID,
    contact_point_id: UUID,
    *,
    channel: Channel,
    template_id: str,
    send_at: datetime | None,
    document_ids: Sequence[UUID] = (),
    answer: answering.Answer | None = None,
) -> Preview | None:
    """A message as it would leave at `send_at`, with the gate's answer; None for what is out of reach or unknown.

    `document_ids`: the files that are to leave with it; `answer`: what is answered, empty words for none yet. Raises
    AttachmentUnusable, AttachmentsTooLarge.
    """
    facts = await _facts_for(actor, case_file_id)
    if facts is None:
        return None
    try:
        address = facts.address(contact_point_id)
    except KeyError:
        return None
    if address.kind is not SUITABLE[channel] or channel is Channel.VOICE:
        return None
    at = max(send_at or clock.now(), clock.now())
    try:
        files = await _files(actor, case_file_id, document_ids)
        told = _preview(facts, address, channel, template_id, at, files, answer)
        return await _in_exchange(actor, case_file_id, told, channel, answer) if answer else told
    except TemplateNotFound:
        return None
    except RuleAbsent as absent:
        return Preview(None, "", None, None, Answer.refused(absent.reason))
    except ValuesMismatch as mismatch:
        return Preview(None, "", None, None, Answer.refused(why_not_filled(mismatch)))


async def _files(actor: Actor, case_file_id: UUID, document_ids: Sequence[UUID]) -> list[str]:
    if not document_ids:
        return []
    async with reading(actor):
        reached = await casefiles.case_file_for(actor, case_file_id)
        return names_of(await attached_to(reached.row, document_ids))


async def _in_exchange(
    actor: Actor, case_file_id: UUID, preview: Preview, channel: Channel, answer: answering.Answer
) -> Preview:
    async with reading(actor):
        exchange = await answering.exchange_of(case_file_id, answer.event_id, channel, "")
    return replace(preview, subject=exchange.subject or preview.subject) if exchange else preview


def _preview(
    facts: CaseFacts,
    address: Address,
    channel: Channel,
    template_id: str,
    at: datetime,
    files: Sequence[str],
    answer: answering.Answer | None,
) -> Preview:
    if template_id == content.OPENING_LETTER and channel is Channel.LETTER:
        return _letter_preview(facts, address, at)
    template = content.template_for(facts, channel, address.party_id, template_id, address.value)
    question = Question(channel, Purpose(template.purpose.value), address, at, template.language)
    verdict = verdict_for(facts, question)
    own = answer.words if answer else None
    asked = content.demanded(facts, verdict)
    words = content.written(template, facts, address.party_id, asked, files=files, words=own)
    count = count_segments(words.text) if channel is Channel.SMS else None
    wrong = problems_of(own, template.wording, to=facts.parties[address.party_id].country, on=at.date()) if own else []
    return Preview(
        words.subject,
        words.text,
        count.segments if count else None,
        count.encoding.value if count else None,
        Answer.of(verdict),
        tuple(wrong or (overlong(own, template.wording, words) if own else ())),
    )


def _letter_preview(facts: CaseFacts, address: Address, at: datetime) -> Preview:
    if not content.opening_due(facts, address.party_id):
        raise TemplateNotFound
    language = written_languages(facts, address.party_id)[0]
    question = Question(Channel.LETTER, Purpose.DEMAND, address, at, language, opening_letter=True)
    verdict = verdict_for(facts, question)
    asked = content.demanded(facts, verdict)
    try:
        words = planning.letter_in_words(
            facts, address.party_id, address.value, asked, reference=facts.reference, language=language
        )
        answer = Answer.of(verdict)
    except LetterIncomplete as incomplete:
        words = Rendered(None, content.claims_list(asked, language), None)
        answer = Answer.refused(reason("LETTER_INCOMPLETE", mention=str(incomplete.values["mention"])))
    return Preview(words.subject, words.text, None, None, answer)


def _availability(facts: CaseFacts, channel: Channel, now: datetime) -> Availability:
    on = channels().is_on(channel) or PROVIDER_OF[channel] in facts.own_providers
    configured = on and (channel is Channel.LETTER or any(one.channel is channel for one in facts.every_sender))
    addresses = tuple(_answered(facts, channel, address, now) for address in _suitable(facts, channel))
    if not addresses:
        why = "NOT_ACCEPTED" if facts.stage is Stage.SUBMITTED else "ADDRESS_MISSING"
        return Availability(channel, configured, Answer.refused(reason(why)))
    best = min(addresses, key=lambda one: SEVERITY[one.answer.decision])
    return Availability(channel, configured, best.answer, addresses)


def _answered(facts: CaseFacts, channel: Channel, address: Address, now: datetime) -> AddressAnswer:
    zones = tuple(zone.key for zone in whereabouts_of(facts, address.party_id).zones)
    answer = _now(facts, channel, address, now)
    if channel is not Channel.VOICE:
        return AddressAnswer(address.id, zones, answer)
    waits = facts.stage is Stage.SUBMITTED or _unreached(facts, channel, address)
    machine = answer if waits else machine_answer(facts, address, now)
    return AddressAnswer(address.id, zones, answer, machine, agreed_at(facts, address, now))


def _now(facts: CaseFacts, channel: Channel, address: Address, now: datetime) -> Answer:
    """Whether a demand, or the call that the person asked for, may leave for an address now."""
    if facts.stage is Stage.SUBMITTED:
        return Answer.refused(reason("NOT_ACCEPTED"))
    if refused := _unreached(facts, channel, address):
        return Answer.refused(refused)
    letter = channel is Channel.LETTER
    party_id = address.party_id
    if letter and not content.choices(facts, channel, facts.parties[party_id].language, party_id):
        return Answer.refused(reason("LETTER_PENDING" if party_id in facts.letters_pending else "LETTER_POSTED"))
    opening = letter and content.opening_due(facts, party_id)
    question = Question(channel, Purpose.DEMAND, address, now, opening_letter=opening)
    try:
        if channel is Channel.VOICE:
            return call_answer(facts, address, now)
        return Answer.of(verdict_for(facts, question))
    except RuleAbsent as absent:
        return Answer.refused(absent.reason)


def _unreached(facts: CaseFacts, channel: Channel, address: Address) -> dict[str, object] | None:
    """Why nothing may leave for an address, or nothing of the agency's can; None when something does. Of a channel that
    the agency has no sender for at all, that it is not configured says so.
    """
    if refused := refusal_for(facts, channel, address.party_id, address.value):
        return refused
    if not any(one.channel is channel for one in facts.every_sender):
        return None
    return None if facts.sender_for(channel, address.party_id, address.value) else reason("SENDER_MISSING")


def _suitable(facts: CaseFacts, channel: Channel) -> list[Address]:
    """The addresses of a channel, those that nothing stops before those that something does."""
    suitable = [address for address in facts.addresses if address.kind is SUITABLE[channel]]
    return sorted(
        suitable, key=lambda address: (address.closed_on(channel) is not None, channel in address.opted_out_on)
    )


def best_address(facts: CaseFacts, channel: Channel) -> Address | None:
    """The address a collector would choose: one that nothing stops, before one that something does."""
    return next(iter(_suitable(facts, channel)), None)


async def _facts_for(actor: Actor, case_file_id: UUID) -> CaseFacts | None:
    async with reading(actor):
        try:
            reached = await casefiles.case_file_for(actor, case_file_id)
        except CaseFileNotFound:
            return None
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_PLAN)
        return (await facts_of([case_file_id]))[case_file_id]
