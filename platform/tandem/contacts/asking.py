"""One question to the gate, from facts that were read: the same for a plan, a preview and the instant of sending."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.casefiles.models import ContactPointKind, Stage
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.facts import Address, CaseFacts, OwedClaim
from tandem.contacts.gate import Channel as GateChannel
from tandem.contacts.gate import Flags, PastContact, Profile, RuleMissing, Verdict, gate, shipped_pack
from tandem.contacts.gate import Purpose as GatePurpose
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.contacts.places import Whereabouts, whereabouts
from tandem.contacts.templates import shipped_templates

PACK = "fr"
_WRITTEN = (Channel.SMS, Channel.EMAIL)


@dataclass(frozen=True, slots=True)
class Question:
    """May this leave at `at`? `claim_ids` None: about every claim still open. `language` is the text's own."""

    channel: Channel
    purpose: Purpose
    address: Address
    at: datetime
    language: str | None = None
    opening_letter: bool = False
    claim_ids: frozenset[UUID] | None = None
    attempt_id: UUID | None = None


def question_of(attempt: ContactAttempt, facts: CaseFacts, at: datetime) -> Question:
    """The question about an attempt as it was planned."""
    return Question(
        channel=attempt.channel,
        purpose=attempt.purpose,
        address=facts.address(attempt.contact_point_id),
        at=at,
        language=attempt.language,
        opening_letter=attempt.is_opening_letter,
        claim_ids=frozenset(UUID(str(claim_id)) for claim_id, _ in attempt.claims),
        attempt_id=attempt.id,
    )


def verdict_for(facts: CaseFacts, question: Question) -> Verdict:
    """The gate's answer. Raises RuleAbsent when the pack has no rule for a date."""
    try:
        return _verdict_for(facts, question)
    except RuleMissing as missing:
        raise RuleAbsent(missing) from None


def _verdict_for(facts: CaseFacts, question: Question) -> Verdict:
    named = claims_named(facts, question)
    profile = profile_of(facts, named)
    place = whereabouts_of(facts, question.address.party_id)
    day = question.at.astimezone(profile.legal_zone).date()
    in_force = facts.mandate.in_force(day) and facts.stage is not Stage.SUBMITTED
    return gate(
        claims=[claim.judged(mandated=in_force and claim.mandate_id == facts.mandate.id) for claim in named],
        profile=profile,
        zones=place.zones,
        region=place.region,
        channel=GateChannel(question.channel.value),
        purpose=GatePurpose(question.purpose.value),
        now=question.at,
        history=_history(facts, question, profile),
        flags=_flags(facts, question),
    )


def claims_named(facts: CaseFacts, question: Question) -> list[OwedClaim]:
    """What the contact is about. A demand always names something, so that "all paid" is said by the gate."""
    if question.claim_ids is not None:
        chosen: Collection[OwedClaim] = [claim for claim in facts.claims if claim.id in question.claim_ids]
    elif question.purpose is Purpose.DEMAND:
        chosen = [claim for claim in facts.claims if claim.outstanding.minor > 0]
    else:
        chosen = []
    if question.opening_letter:
        chosen = [claim for claim in chosen if claim.letter_posted_on is None] or chosen
    if not chosen and question.purpose is Purpose.DEMAND:
        chosen = facts.claims
    return list(chosen)


def profile_of(facts: CaseFacts, named: list[OwedClaim]) -> Profile:
    """The rules that apply: those of the claims named, else of the whole case file."""
    return shipped_pack(PACK).profile_for(claim.segment for claim in named or facts.claims)


def whereabouts_of(facts: CaseFacts, party_id: UUID) -> Whereabouts:
    """Where a party may be."""
    return whereabouts(
        shipped_pack(PACK),
        facts.country,
        facts.of_party(party_id, ContactPointKind.POSTAL),
        facts.of_party(party_id, ContactPointKind.PHONE),
    )


def _history(facts: CaseFacts, question: Question, profile: Profile) -> list[PastContact]:
    mine = {address.value for address in facts.addresses if address.party_id == question.address.party_id}
    return [
        earlier.contact
        for earlier in facts.earlier
        if earlier.attempt_id != question.attempt_id
        and (earlier.party_id == question.address.party_id or earlier.address in mine)
        and (profile.counted_per == "person" or earlier.debtor_id == facts.debtor_id)
    ]


def _flags(facts: CaseFacts, question: Question) -> Flags:
    return Flags(
        closed_on=facts.closed_on,
        opted_out_on=question.address.opted_out_on.get(question.channel),
        address_invalid_on=question.address.invalid_on,
        template_missing=_template_missing(facts, question),
        opening_letter=question.opening_letter,
        answers_inbound_at=facts.inbound_at if question.purpose is Purpose.REPLY else None,
    )


def _template_missing(facts: CaseFacts, question: Question) -> bool:
    """A text in another language than the debtor's, or, before one is chosen, none in it at all."""
    if question.language is not None:
        return question.channel is not Channel.VOICE and question.language != facts.language
    written = [template for template in shipped_templates().values() if template.channel.value in _WRITTEN]
    return question.channel in _WRITTEN and facts.language not in {template.language for template in written}
