"""One question to the gate, from facts that were read: the same for a plan, a preview and the instant of sending."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace, ContactPointKind, Stage
from tandem.contacts import content
from tandem.contacts.elsewhere import marked
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.facts import Address, CaseFacts, OwedClaim
from tandem.contacts.gate import Channel as GateChannel
from tandem.contacts.gate import (
    ClaimFacts,
    Decision,
    Flags,
    OwnRules,
    PastContact,
    Profile,
    ReasonCode,
    RuleMissing,
    Segment,
    Verdict,
    gate,
    judged_by_all,
    narrowed,
    pack_for,
    recorded,
    shipped_countries,
    shipped_pack,
    under,
)
from tandem.contacts.gate import Purpose as GatePurpose
from tandem.contacts.instructions import instructed
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.contacts.places import Whereabouts, whereabouts
from tandem.contacts.post.standing import is_printed
from tandem.contacts.releases import Marks, let_pass, marks_of
from tandem.contacts.stops.kinds import flagged, holds_of
from tandem.contacts.templates.vocabulary import Form
from tandem.contacts.validity import window_ends

# The answer to a right or to a STOP speaks of no claim; whatever else is said speaks of some, however it is worded.
_ABOUT_NO_CLAIM = (Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM)
# The answer to HELP says who writes and names no claim, for as long as it is one.
_HELPS_FOR = timedelta(days=1)
_WRITTEN = (Channel.SMS, Channel.EMAIL)
_BY_NUMBER = (Channel.VOICE, Channel.SMS)


@dataclass(frozen=True, slots=True)
class Site:
    """A place that the person may be at, and the rules there."""

    profile: Profile
    region: str


@dataclass(frozen=True, slots=True)
class Question:
    """May this leave at `at`? `claim_ids` None or empty: about every claim still open. `language` is the text's own."""

    channel: Channel
    purpose: Purpose
    address: Address
    at: datetime
    language: str | None = None
    opening_letter: bool = False
    claim_ids: frozenset[UUID] | None = None
    attempt_id: UUID | None = None
    # When the person asked to be called: a call back at any other time is judged as a demand.
    callback_at: datetime | None = None
    # When the person asked who writes: of the one text that answers it.
    help_asked_at: datetime | None = None
    # A letter that is printed: it speaks of all that it names, and met the limits on numbers then.
    printed: bool = False
    # What a person let pass for this one contact; the gate heeds it where the rules leave it to a person.
    released: frozenset[ReasonCode] = frozenset()


def question_of(attempt: ContactAttempt, facts: CaseFacts, at: datetime) -> Question:
    """The question about an attempt as it was planned, with what a person let pass and is still what they saw.

    Raises RuleAbsent.
    """
    question = Question(
        channel=attempt.channel,
        purpose=attempt.purpose,
        address=facts.address(attempt.contact_point_id),
        at=at,
        language=attempt.language,
        opening_letter=attempt.is_opening_letter,
        claim_ids=frozenset(UUID(str(claim_id)) for claim_id, _ in attempt.claims),
        attempt_id=attempt.id,
        callback_at=attempt.callback_at if attempt.purpose is Purpose.CALLBACK else None,
        help_asked_at=attempt.created_at if content.is_help(attempt.template_id) else None,
        printed=is_printed(attempt),
    )
    seen = let_pass(attempt)
    while seen:
        left = left_to_a_person(facts, question, verdict_for(facts, question))
        same = {code for code, marks in left.items() if marks <= seen.get(code, frozenset())} - question.released
        if not same:
            break
        # What was let pass may have hidden something else that waits for a person, and was let pass later.
        question = replace(question, released=question.released | same)
    return question


def left_to_a_person(facts: CaseFacts, question: Question, verdict: Verdict) -> Marks:
    """What this verdict leaves to a person, so that a release holds for exactly that."""
    zones = whereabouts_of(facts, question.address.party_id).zones
    rests_on = {
        ReasonCode.LANGUAGE: facts.parties[question.address.party_id].language,
        ReasonCode.TIMEZONE_UNKNOWN: ",".join(sorted(zone.key for zone in zones)),
    }
    return marks_of(verdict, rests_on)


def verdict_for(facts: CaseFacts, question: Question) -> Verdict:
    """The gate's answer. Raises RuleAbsent when the pack has no rule for a date."""
    try:
        return marked(facts, _verdict_for(facts, question), lambda own: _verdict_for(own, _asked_of(own, question)))
    except RuleMissing as missing:
        raise RuleAbsent(missing) from None


def _asked_of(facts: CaseFacts, question: Question) -> Question:
    """The same question about other facts of the same case file."""
    return replace(question, address=facts.address(question.address.id))


def once_released(facts: CaseFacts, question: Question, left: Verdict) -> Verdict:
    """What a REVIEW becomes if a person lets pass what is left to one; `to_release` says what that is.

    Still a REVIEW when no person can let it pass, as when the laws of two places share no minute. Raises RuleAbsent.
    """
    reasons = tuple(reason for reason in left.reasons if reason.decision is Decision.REVIEW)
    codes = frozenset(reason.code for reason in reasons)
    then = verdict_for(facts, replace(question, released=question.released | codes))
    return then._replace(to_release=reasons)


def _verdict_for(facts: CaseFacts, question: Question) -> Verdict:
    named = claims_named(facts, question)
    party_id = question.address.party_id
    zones = whereabouts_of(facts, party_id).zones
    sites = sites_of(facts, named, party_id, question.at)
    verdict = judged_by_all([partial(_at_site, facts, question, named, zones, site) for site in sites], question.at)
    unsaid = facts.parties[party_id].unsaid
    return verdict._replace(unsaid=tuple(sorted(unsaid))) if unsaid else verdict


def _at_site(
    facts: CaseFacts,
    question: Question,
    named: Sequence[OwedClaim],
    zones: tuple[ZoneInfo, ...],
    site: Site,
    at: datetime,
) -> Verdict:
    profile = site.profile
    return gate(
        claims=_judged(facts, question, named, profile, at),
        profile=profile,
        zones=zones,
        region=site.region,
        channel=GateChannel(question.channel.value),
        purpose=GatePurpose(question.purpose.value),
        now=at,
        history=_history(facts, question, profile),
        flags=_flags(facts, question, named, profile),
    )


def told(facts: CaseFacts, question: Question) -> dict[str, object]:
    """What the gate is told about a question, for the log; what counts is counted as at the first place.

    Raises RuleMissing.
    """
    named = claims_named(facts, question)
    party_id = question.address.party_id
    sites = sites_of(facts, named, party_id, question.at)
    profile = sites[0].profile
    judged = recorded(
        _judged(facts, question, named, profile, question.at),
        whereabouts_of(facts, party_id).zones,
        [site.region for site in sites],
        _history(facts, question, profile),
        _flags(facts, question, named, profile),
    )
    return judged | {"person": facts.parties[party_id].record()}


def _judged(
    facts: CaseFacts, question: Question, named: Sequence[OwedClaim], profile: Profile, at: datetime
) -> list[ClaimFacts]:
    day = at.astimezone(profile.legal_zone).date()
    in_force = facts.mandate.in_force(day) and facts.stage is not Stage.SUBMITTED
    party_id = question.address.party_id
    judged = [
        claim.judged(
            mandated=in_force and claim.mandate_id == facts.mandate.id,
            zone=profile.legal_zone,
            first_contact_at=claim.first_contacts.get(party_id),
            opened_on=facts.opened_on(claim, party_id),
            noticed_on=facts.noticed_on(claim, party_id),
            reminder=facts.reminded_of(claim, party_id),
        )
        for claim in named
    ]
    held = holds_of(facts.stops, party_id, profile.legal_zone)
    return [replace(claim, holds=claim.holds + held) for claim in judged] if held else judged


def claims_named(facts: CaseFacts, question: Question) -> list[OwedClaim]:
    """What the contact is about. It always names something, so that "all paid" and every hold is said by the gate."""
    if question.purpose in _ABOUT_NO_CLAIM or _only_helps(question):
        return []
    if question.claim_ids:
        chosen = [claim for claim in facts.claims if claim.id in question.claim_ids]
    else:
        chosen = [claim for claim in facts.claims if claim.outstanding.minor > 0]
    first = question.opening_letter or question.purpose is Purpose.FIRST_REMINDER
    if first and not question.printed:
        chosen = [claim for claim in chosen if not facts.is_opened(claim, question.address.party_id)] or chosen
    return chosen or list(facts.claims)


def _only_helps(question: Question) -> bool:
    asked_at = question.help_asked_at
    return asked_at is not None and timedelta(0) <= question.at - asked_at <= _HELPS_FOR


def sites_of(facts: CaseFacts, named: Collection[OwedClaim], party_id: UUID, at: datetime) -> list[Site]:
    """The rules that apply to a party, one site a region that it may be in: for the claims named, else all of them.

    The packs are those of the party's own country and segment; `gate.under` says what the countries of the debtor, the
    creditor and the agency add. Raises RuleMissing for a country without a pack and for a segment that its pack leaves
    out.
    """
    asked = frozenset(claim.segment for claim in named or facts.claims)
    segments, day = facts.parties[party_id].segments(asked), at.date()
    consumers = facts.country if Segment.CONSUMER in asked else facts.creditor.country
    others = facts.creditor.country if asked - {Segment.CONSUMER} else facts.country
    laws = (consumers, others, facts.agency.country)
    found = []
    for country in facts.parties[party_id].countries:
        pack = pack_for(country, day)
        for region in _in_country(facts, party_id, country).regions:
            name = pack.profile_for(segments, region, day).name
            found.append(Site(_profile(country, name, laws, facts.own_rules.of(country, name), day), region))
    return found


def _profile(country: str, name: str, laws: tuple[str, str, str], own: OwnRules, day: date) -> Profile:
    for needed in laws:
        pack_for(needed, day)
    return _combined(country.lower(), name, tuple(law.lower() for law in laws), own)


# An agency's own rules change; those of an installation's agencies that were asked about last stay at hand.
@lru_cache(maxsize=4096)
def _combined(country: str, name: str, laws: tuple[str, ...], own: OwnRules) -> Profile:
    consumers, others, home = map(shipped_pack, laws)
    return narrowed(under(shipped_pack(country).profile(name), consumers, others, home), own)


def whereabouts_of(facts: CaseFacts, party_id: UUID) -> Whereabouts:
    """Where a party may be, in each country that it may be in."""
    each = [_in_country(facts, party_id, country) for country in facts.parties[party_id].countries]
    if len(each) == 1:
        return each[0]
    zones = {zone.key: zone for place in each for zone in place.zones}
    return Whereabouts(tuple(region for place in each for region in place.regions), tuple(zones.values()))


def _in_country(facts: CaseFacts, party_id: UUID, country: str) -> Whereabouts:
    code = country.lower()
    return whereabouts(
        shipped_pack(code) if code in shipped_countries() else None,
        country,
        facts.of_party(party_id, ContactPointKind.POSTAL),
        facts.of_party(party_id, ContactPointKind.PHONE),
    )


def hours_end(
    facts: CaseFacts,
    party_id: UUID,
    named: Collection[OwedClaim],
    channel: Channel,
    at: datetime,
    released: frozenset[ReasonCode] = frozenset(),
) -> datetime | None:
    """The end of the hours that hold at `at`, the law's and those the party named, at every place it may be; None
    outside of them.

    Where a person vouched for the country's own time, that of the country, as at the gate.
    """
    zones, preferred = whereabouts_of(facts, party_id).zones, facts.preferred_hours(party_id)
    sites, by = sites_of(facts, named, party_id, at), GateChannel(channel.value)
    ends = [window_ends(site.profile, by, zones, at, preferred) for site in sites]
    if ReasonCode.TIMEZONE_UNKNOWN in released and None in ends:
        ends = [window_ends(site.profile, by, (site.profile.legal_zone,), at, preferred) for site in sites]
    known = [end for end in ends if end is not None]
    return min(known) if len(known) == len(ends) else None


def _history(facts: CaseFacts, question: Question, profile: Profile) -> list[PastContact]:
    if question.printed:
        return []
    party_id = question.address.party_id
    mine = {one.value: one.reaches for one in facts.addresses if one.party_id == party_id}
    return [
        replace(
            earlier.contact,
            place=mine.get(earlier.address, ContactPlace.UNKNOWN),
            claims=_debts_of(facts, earlier.contact),
        )
        for earlier in facts.earlier
        if earlier.attempt_id != question.attempt_id
        and (earlier.party_id == party_id or earlier.address in mine or party_id in earlier.reached)
        and (profile.counted_per == "person" or earlier.debtor_id == facts.debtor_id)
    ]


def _debts_of(facts: CaseFacts, past: PastContact) -> frozenset[UUID]:
    """What an earlier contact spoke of, with the claims here that are the same debts placed again."""
    return past.claims.union(claim.id for claim in facts.claims if claim.also_placed & past.claims)


def _flags(facts: CaseFacts, question: Question, named: Collection[OwedClaim], profile: Profile) -> Flags:
    wanted = profile.language
    segments = frozenset(claim.segment for claim in named or facts.claims)
    flags = Flags(
        closed_on=facts.closed_on,
        opted_out_on=question.address.refused_on(question.channel, question.purpose),
        address_invalid_on=question.address.closed_on(question.channel),
        number=question.address.value if question.channel in _BY_NUMBER else None,
        place=question.address.reaches,
        segments=facts.parties[question.address.party_id].segments(segments),
        template_missing=_template_missing(facts, question, wanted.on(question.at.date()).code if wanted else None),
        language=question.language if question.channel is not Channel.VOICE else None,
        opening_letter=question.opening_letter,
        answers_inbound_at=_wrote_at(facts, question) if question.purpose is Purpose.REPLY else None,
        callback_at=question.callback_at if question.purpose is Purpose.CALLBACK else None,
        preferred_hours=facts.preferred_hours(question.address.party_id),
        released=question.released,
        consents=facts.extra_calls(question.address.party_id),
    )
    flags = instructed(flags, facts.instructions, question.address.party_id)
    return flagged(flags, facts.stops, question.address.party_id, question.address.value)


def _wrote_at(facts: CaseFacts, question: Question) -> datetime | None:
    """The message that a reply answers: this person's own, whoever else of the case file wrote since."""
    return question.help_asked_at or facts.wrote_at.get(question.address.party_id)


def _template_missing(facts: CaseFacts, question: Question, wanted: str | None) -> bool:
    """A text in another language than the person's, or, before one is chosen and for a call, none in it at all.

    A text in the language that the law wants passes where others are approved in the person's. Who texts STOP or asks
    for help is answered at once, in the best language that there is.
    """
    if question.purpose is Purpose.OPTOUT_CONFIRM or question.help_asked_at is not None:
        return False
    own = facts.parties[question.address.party_id].language
    if question.channel is Channel.VOICE:
        scripts = {one.language for one in facts.templates.values() if one.form is Form.SCRIPT}
        return own not in scripts
    if question.language is not None and question.language not in (own, wanted):
        return True
    if question.language == own or (question.language is None and question.channel not in _WRITTEN):
        return False
    return own not in {one.language for one in facts.templates.values() if one.form.value in _WRITTEN}
