"""A walk of random steps by everybody who has to do with two people in debt, held to plain limits at each step."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine

from tandem.casefiles.models import CaseFile, ContactPoint, Debtor, Segment
from tandem.contacts.calls_asked import ask_for_call
from tandem.contacts.commands import (
    call_by_hand,
    lift_opt_out,
    plan_contact,
    record_opt_out,
    record_received_call,
    release_contact,
)
from tandem.contacts.commands.record_call_outcome import Told, tell_call_outcome
from tandem.contacts.errors import CallInHand, ContactNotReleasable, ContactRefused
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, Purpose
from tandem.contacts.reconcile import reconcile_once
from tandem.contacts.releases import codes_for_a_person, is_releasable
from tandem.contacts.stops.commands import NewStop, end_stop_fact, record_stop_fact
from tandem.contacts.stops.kinds import StopKind
from tandem.contacts.webhooks import Dial, bridge_answer, receive
from tandem.directives.commands import issue_directive, release_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import Actor
from tandem.outbox import tasks
from tandem.outbox.relay import claim
from tandem_channels.contract import (
    CallEvent,
    CallLeg,
    CallStatus,
    Cause,
    ChannelError,
    DeliveryStatus,
    InboundSmsEvent,
    Provider,
    RateLimited,
    Rejected,
    Unavailable,
    Unconfirmed,
)
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.plain_limits import (
    BE,
    CALL_BACK,
    FR_B2B,
    FR_B2C,
    GB,
    IE,
    US,
    US_MA,
    End,
    Limits,
    Reached,
    broken,
)
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, callback, work
from tests.domain.contacts_db.test_people_of_two_laws import left as left_before
from tests.support.builders import MadeCase, make_case, make_guarantor

MARC, INES, NADIA = actor_of_cast("marc"), actor_of_cast("ines"), actor_of_cast("nadia")
CLIENTS = {cast_id("bati-loire"): HELENE, cast_id("energie"): NADIA}
PARIS, LONDON, DUBLIN, BRUSSELS, BOSTON, LOS_ANGELES = (
    ZoneInfo(name)
    for name in (
        "Europe/Paris",
        "Europe/London",
        "Europe/Dublin",
        "Europe/Brussels",
        "America/New_York",
        "America/Los_Angeles",
    )
)
ALWAYS_OWED, BARRED = date(2026, 8, 3), date(2018, 3, 1)
WORDS = {
    DeliveryStatus.DELIVERED: End.DELIVERED,
    DeliveryStatus.UNDELIVERED: End.UNDELIVERED,
    DeliveryStatus.FAILED: End.FAILED,
}
LEGS = {
    CallStatus.COMPLETED: End.UNKNOWN,
    CallStatus.NO_ANSWER: End.UNANSWERED,
    CallStatus.BUSY: End.NOT_CONNECTED,
    CallStatus.FAILED: End.FAILED,
    CallStatus.CANCELED: End.CANCELED,
}
OUTCOMES = {
    Disposition.REACHED: End.TALKED,
    Disposition.REFUSES: End.TALKED,
    Disposition.CALLBACK: End.TALKED,
    Disposition.VOICEMAIL: End.UNANSWERED,
    Disposition.NO_ANSWER: End.UNANSWERED,
    Disposition.NOT_CONNECTED: End.NOT_CONNECTED,
}


class LimitBroken(AssertionError):
    """Something left that may not, or left twice, or left without a decision that allows it."""


@dataclass(frozen=True)
class Home:
    """Where somebody lives, and the limits that this brings."""

    country: str
    phone: str
    postal: str
    zones: tuple[ZoneInfo, ...]
    limits: Limits
    language: str = "fr"
    segment: Segment = Segment.CONSUMER
    # The first day on which the law lets something be asked for, where letters were posted before it.
    asked_from: date | None = None


NANTES = Home("FR", "+33639981234", "Ana Test\n1 rue du Test\n44000 Nantes", (PARIS,), FR_B2C)
LYON = Home(
    "FR", "+33639984321", "Lies Borg\n2 rue du Gage\n69001 Lyon", (PARIS,), FR_B2B, segment=Segment.PROFESSIONAL
)
# No text is approved in Arabic: whatever leaves for there, a person has let pass.
LYON_ARABIC = Home("FR", LYON.phone, LYON.postal, LYON.zones, FR_B2B, "ar", Segment.PROFESSIONAL)
# The number is of New York, the address of California: both must agree.
CALIFORNIA = Home("US", "+12125550100", "Ana Test\n1 Sunset Bd\nLos Angeles, CA 90001", (LOS_ANGELES, BOSTON), US, "en")
MASSACHUSETTS = Home("US", "+16175550100", "Lies Borg\n1 Beacon St\nBoston, MA 02108", (BOSTON,), US_MA, "en")
ENGLAND = Home("GB", "+447400123456", "Ana Test\n10 High Street\nLondon SW1A 1AA", (LONDON,), GB, "en")
IRELAND = Home("IE", "+353851234567", "Lies Borg\n1 Main Street\nDublin 2", (DUBLIN,), IE, "en")

# The free first reminder was posted on Wednesday 7 October: the third working day is the 12th, and fourteen days pass.
LIEGE = Home(
    "BE", "+32470123456", "Ana Test\n1 rue du Test\n4000 Liège", (BRUSSELS,), BE, asked_from=date(2026, 10, 26)
)


@dataclass(frozen=True)
class World:
    """A debtor with a case file at each of two creditors, or more, and who vouches for them at the first."""

    debtor: Home
    guarantor: Home
    starts: datetime
    # Of the case file at the second creditor.
    second_due_on: date = ALWAYS_OWED
    # Once more at the first creditor, under another mandate and with addresses of its own.
    placed_again: bool = False
    # Collectors call by hand too, debtors write, clients hold their case files, and facts stop contact.
    wide: bool = False
    letters_days_ago: int = 15


# Each begins on the Friday before clocks change.
WORLDS = {
    "FR": World(NANTES, LYON_ARABIC, datetime(2026, 10, 23, 10, 30, tzinfo=PARIS)),
    "FR-company": World(LYON, NANTES, datetime(2026, 10, 23, 10, 30, tzinfo=PARIS), BARRED, placed_again=True),
    "US": World(CALIFORNIA, MASSACHUSETTS, datetime(2026, 10, 30, 12, 30, tzinfo=BOSTON)),
    "GB": World(ENGLAND, IRELAND, datetime(2026, 10, 23, 10, 30, tzinfo=LONDON), BARRED),
    "BE": World(LIEGE, NANTES, datetime(2026, 10, 23, 10, 30, tzinfo=BRUSSELS), wide=True, letters_days_ago=16),
}


@dataclass(frozen=True)
class Someone:
    """A person as one case file has them."""

    person: str
    home: Home
    case_file: CaseFile
    phone: ContactPoint
    email: ContactPoint
    claims: tuple[UUID, ...]
    # The rules leave every contact to a person.
    left_to_a_person: bool

    @property
    def key(self) -> tuple[UUID, UUID]:
        """Of this person in this case file."""
        return self.case_file.id, self.phone.party_id

    def point(self, channel: Channel) -> ContactPoint:
        """Where that channel ends."""
        return self.email if channel is Channel.EMAIL else self.phone


@dataclass
class Call:
    """A call that rings the collector, and how far it came."""

    attempt_id: UUID
    collector: Actor
    dialled: Reached | None = None
    ended: bool = False


@dataclass
class Walk:
    """What happened so far, as whoever looks on from outside knows it."""

    random: Random
    clock: time_machine.Traveller
    fakes: Fakes
    people: list[Someone]
    happened: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    planned: dict[UUID, Actor] = field(default_factory=dict)
    reached: dict[UUID, Reached] = field(default_factory=dict)
    received: list[Reached] = field(default_factory=list)
    untold: list[UUID] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    refused: set[tuple[Channel, str]] = field(default_factory=set)
    agreed: list[tuple[Someone, datetime]] = field(default_factory=list)
    released: set[UUID] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    wide: bool = False
    # The directives by which clients hold case files.
    held: dict[UUID, UUID] = field(default_factory=dict)
    # The facts that stop contact with somebody of a case file.
    stopped: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict)

    async def go(self, steps: int) -> None:
        """That many steps, each held to the limits. Raises LimitBroken."""
        ways: dict[Callable[[], Awaitable[None]], int] = {
            self.time_passes: 10,
            self.plans: 20,
            self.a_message_ends: 6,
            self.a_call_goes_on: 16,
            self.somebody_refuses: 1,
            self.a_refusal_is_lifted: 3,
            self.they_ask_for_a_call: 1,
            self.an_agreed_call_is_made: 2,
            self.they_call: 1,
            self.a_manager_releases: 4,
            self.a_provider_fails: 1,
            self.the_sweep_runs: 1,
        }
        if self.wide:
            ways |= {
                self.a_call_by_hand: 8,
                self.they_write: 2,
                self.a_client_holds: 1,
                self.a_client_holds_no_more: 4,
                self.a_fact_stops_contact: 1,
                self.a_fact_ends: 4,
            }
            # Whatever is drawn, somebody is reached: else clients may hold all, until the steps are over.
            await self.somebody_is_written_to()
        for way in self.random.choices(list(ways), list(ways.values()), k=steps):
            self.happened.append(f"{clock.now():%a %d %H:%M} {way.__name__}")
            await way()
            await self.dispatches()

    async def dispatches(self) -> None:
        """The worker does all that is due: one after the other, or everything at once."""
        if self.random.random() < 0.5:
            while claimed := await claim():
                await asyncio.gather(*(tasks.run(row_id) for row_id, _ in claimed))
            assert await database.rows("SELECT topic, last_error FROM outbox WHERE last_error IS NOT NULL") == []
        await work()
        await self.look()

    async def time_passes(self) -> None:
        minutes = self.random.choice([1, 10, 45, 120, 300, None, None, None])
        if minutes is not None:
            await self.wait_until(clock.now() + timedelta(minutes=minutes))
            return
        zone = self.random.choice(self.people).home.zones[0]
        day = clock.now().astimezone(zone).date() + timedelta(days=self.random.choice([1, 1, 2]))
        if day.weekday() > 4 and self.random.random() < 0.7:
            day += timedelta(days=2)
        hour = self.random.choice([7, 8, 9, 10, 11, 14, 17, 20])
        await self.wait_until(datetime.combine(day, time(hour, self.random.randrange(60)), zone))

    async def wait_until(self, later: datetime) -> None:
        """A telephone rings for less than a minute: whoever has not picked up by then does so no more."""
        for call in [one for one in self.calls if one.dialled is None]:
            await self.nobody_picks_up(call)
        self.clock.move_to(later)

    async def plans(self) -> None:
        someone = self.random.choice(self.people)
        # No text about a debt may leave for the United States, and there is none to be chosen.
        text = Channel.EMAIL if someone.home.country == "US" else Channel.SMS
        channel = self.random.choice([text, Channel.EMAIL, Channel.VOICE, Channel.VOICE])
        ahead = timedelta(minutes=self.random.choice([0, 0, 0, 0, 30, 600, 2000]))
        await self.plan(someone, channel, clock.now() + ahead if ahead else None)

    async def plan(self, someone: Someone, channel: Channel, at: datetime | None) -> None:
        collector = self.random.choice([AWA, MARC, INES])
        american, language = someone.home.country == "US", "fr" if someone.home.country in ("FR", "BE") else "en"
        email = "email_reminder_us.en" if american else f"email_reminder.{language}"
        words = {Channel.SMS: f"sms_reminder.{language}", Channel.EMAIL: email}
        some = self.random.random() < 0.5 and channel is not Channel.VOICE
        claims = frozenset({self.random.choice(someone.claims)}) if some else None
        try:
            attempt = await plan_contact(
                collector,
                someone.case_file.id,
                someone.point(channel).id,
                channel=channel,
                template_id=words.get(channel),
                send_at=at,
                idempotency_key=f"walk-{len(self.happened):06}",
                claim_ids=claims,
            )
        except (ContactRefused, CallInHand) as refused:
            self.is_refused(refused)
            return
        self.planned[attempt.id] = collector
        self.counts.update(str(reason["code"]) for reason in attempt.reasons)
        self.happened.append(f"    {channel} to {someone.person} {attempt.state} {attempt.until or ''}")

    async def somebody_is_written_to(self) -> None:
        """By e-mail and at once: who may be asked already, before anything stops it."""
        someone = next(one for one in self.people if one.home.asked_from is None)
        self.happened.append(f"{clock.now():%a %d %H:%M} somebody_is_written_to")
        await self.plan(someone, Channel.EMAIL, None)
        await self.dispatches()
        assert self.reached

    async def a_call_by_hand(self) -> None:
        someone, collector = self.random.choice(self.people), self.random.choice([AWA, MARC, INES])
        key = f"by-hand-{len(self.happened):06}"
        try:
            begun = await call_by_hand(collector, someone.case_file.id, someone.phone.id, idempotency_key=key)
        except (ContactRefused, CallInHand) as refused:
            self.is_refused(refused)
            return
        attempt = begun.attempt
        dialled = await self.hold_to_the_limits(attempt, attempt.to_address)
        self.calls.append(Call(attempt.id, collector, dialled, ended=True))
        self.counts["by hand"] += 1

    def is_refused(self, refused: ContactRefused | CallInHand) -> None:
        """A rule that refuses is named with its source."""
        self.counts[type(refused).__name__] += 1
        if isinstance(refused, ContactRefused):
            self.counts.update(str(reason["code"]) for reason in refused.reasons)
            if not refused.reasons or not all(reason["code"] and reason["source"] for reason in refused.reasons):
                raise LimitBroken(self.said(f"refused without a rule: {refused.reasons}"))

    async def a_client_holds(self) -> None:
        case_file = self.random.choice(self.people).case_file
        if case_file.id in self.held:
            return
        client = CLIENTS[case_file.creditor_id]
        held = await issue_directive(client, case_file.id, kind=DirectiveKind.HOLD, reason="A credit note is due.")
        self.held[case_file.id] = held.id

    async def a_client_holds_no_more(self) -> None:
        held = next((one.case_file for one in self.people if one.case_file.id in self.held), None)
        if held is not None:
            await release_directive(CLIENTS[held.creditor_id], self.held.pop(held.id))

    async def a_fact_stops_contact(self) -> None:
        someone = self.random.choice(self.people)
        if someone.key in self.stopped:
            return
        kind = self.random.choice([StopKind.LAWYER, StopKind.CEASE, StopKind.DECEASED])
        new = NewStop(kind, since_on=clock.today(), source="A letter of today")
        fact = await record_stop_fact(AWA, someone.case_file.id, someone.phone.party_id, new)
        self.stopped[someone.key] = fact.id

    async def a_fact_ends(self) -> None:
        stopped = next((one.key for one in self.people if one.key in self.stopped), None)
        if stopped is not None:
            await end_stop_fact(AWA, self.stopped.pop(stopped), clock.today(), "Taken back")

    async def they_write(self) -> None:
        """What they write is no contact of ours, and allows none beyond the limits but an answer to it."""
        key, sender = f"text-{len(self.happened):06}", self.random.choice(self.people).home.phone
        await receive([InboundSmsEvent(Provider.FAKE, key, key, sender, "+33937001200", "Je paie demain", {})])

    async def a_message_ends(self) -> None:
        if not self.untold:
            return
        attempt_id = self.untold.pop(self.random.randrange(len(self.untold)))
        word = self.random.choice(list(WORDS))
        attempt = await self.attempt(attempt_id)
        self.reached[attempt_id].end = WORDS[word]
        # Told twice, and once more what it was before.
        first = callback(attempt, word)
        again = callback(attempt, word, key=f"{attempt_id}:again")
        await receive([first, again, callback(attempt, DeliveryStatus.SENT)])

    async def a_call_goes_on(self) -> None:
        if not self.calls:
            return
        call = self.random.choice(self.calls)
        if call.dialled is None:
            await self.the_collector_is_rung(call)
        elif not call.ended:
            status = self.random.choice([CallStatus.COMPLETED, *LEGS])
            call.dialled.end, call.ended = LEGS[status], True
            await receive([_leg(call, CallLeg.DEBTOR, status)])
            if call.dialled.end is not End.UNKNOWN:
                self.calls.remove(call)
        else:
            await self.the_outcome_is_told(call)

    async def nobody_picks_up(self, call: Call) -> None:
        await receive([_leg(call, CallLeg.COLLECTOR, CallStatus.NO_ANSWER)])
        self.calls.remove(call)

    async def the_collector_is_rung(self, call: Call) -> None:
        if self.random.random() < 0.1:
            await self.nobody_picks_up(call)
            return
        answer = await bridge_answer(call.attempt_id)
        if not isinstance(answer, Dial):
            self.counts["refused to the collector"] += 1
            self.calls.remove(call)
            return
        call.dialled = await self.hold_to_the_limits(await self.attempt(call.attempt_id), answer.debtor_number)
        if isinstance(await bridge_answer(call.attempt_id), Dial):
            raise LimitBroken(self.said("the same call was dialled twice"))

    async def the_outcome_is_told(self, call: Call) -> None:
        self.calls.remove(call)
        disposition = self.random.choice(list(OUTCOMES))
        attempt = await self.attempt(call.attempt_id)
        at = self.some_day() if disposition is Disposition.CALLBACK else None
        await tell_call_outcome(call.collector, attempt.id, Told(disposition=disposition, callback_at=at))
        assert call.dialled
        call.dialled.end = OUTCOMES[disposition]
        if at is not None:
            self.agreed.append((self.someone(attempt), at))

    async def somebody_refuses(self) -> None:
        someone, channel = self.random.choice(self.people), self.some_channel()
        point = someone.point(channel)
        await record_opt_out(AWA, someone.case_file.id, point.id, channel=channel)
        self.refused.add((channel, point.value))

    async def a_refusal_is_lifted(self) -> None:
        refused = sorted(self.refused)
        if not refused:
            return
        channel, address = self.random.choice(refused)
        someone = next(one for one in self.people if one.point(channel).value == address)
        await lift_opt_out(AWA, someone.case_file.id, someone.point(channel).id, channel=channel, evidence="By letter")
        self.refused.remove((channel, address))

    async def they_ask_for_a_call(self) -> None:
        someone, at = self.random.choice(self.people), self.some_day()
        async with transaction(AGENCY):
            if await ask_for_call(AGENCY, someone.phone, at):
                self.agreed.append((someone, at))

    async def an_agreed_call_is_made(self) -> None:
        waiting = [(someone, at) for someone, at in self.agreed if at > clock.now()]
        if not waiting:
            return
        someone, at = self.random.choice(waiting)
        # Up to 45 minutes before or after: not always the call that was agreed on.
        made_at = at + timedelta(minutes=self.random.randrange(-45, 46))
        if made_at > clock.now() and self.random.random() < 0.7:
            await self.wait_until(made_at)
            await self.dispatches()
        await self.plan(someone, Channel.VOICE, max(made_at, clock.now()))

    async def they_call(self) -> None:
        someone = self.random.choice(self.people)
        await record_received_call(AWA, someone.case_file.id, someone.phone.party_id, at=clock.now())
        debtor_id = someone.case_file.debtor_id
        call = Reached(clock.now(), Channel.VOICE, someone.person, debtor_id, end=End.TALKED, inbound=True)
        self.received.append(call)

    async def a_manager_releases(self) -> None:
        async with reading(AGENCY):
            waiting = {one.id: one for one in await ContactAttempt.filter(state=AttemptState.NEEDS_PERSON)}
        # In the order in which they were planned: ids of one instant have none.
        attempt = next((waiting[one] for one in self.planned if one in waiting and is_releasable(waiting[one])), None)
        if attempt is None:
            return
        codes = codes_for_a_person(attempt)
        try:
            await release_contact(MARC, attempt.id, codes=codes, reason="The debtor asked for it in writing.")
        except (ContactRefused, ContactNotReleasable) as refused:
            self.counts[type(refused).__name__] += 1
            return
        self.released.add(attempt.id)
        self.counts["released"] += 1

    async def a_provider_fails(self) -> None:
        errors: list[tuple[ChannelError, bool]] = [
            (Rejected("30034", Cause.CONTENT), False),
            (RateLimited(30), False),
            (Unavailable(), False),
            (Unconfirmed(), False),
            (Unconfirmed(), True),
        ]
        error, but_accept = self.random.choice(errors)
        fakes = self.fakes
        fails = self.random.choice([fakes.sms.answer_next, fakes.email.answer_next, fakes.voice.answer_next])
        fails(error, but_accept=but_accept)

    async def the_sweep_runs(self) -> None:
        await reconcile_once()

    async def look(self) -> None:
        """Hold what providers took since the last look to the limits."""
        taken: list[tuple[str, str | None, datetime]] = [
            *((message.attempt_id, message.to, at) for message, _, at in self.fakes.sms.accepted),
            *((message.attempt_id, message.to, at) for message, _, at in self.fakes.email.accepted),
            *((message.attempt_id, None, at) for message, _, at in self.fakes.voice.accepted),
        ]
        for word, times in Counter(word for word, _, _ in taken).items():
            if times > 1:
                raise LimitBroken(self.said(f"{word} was sent {times} times"))
        for word, address, at in taken:
            if word in self.taken:
                continue
            self.taken.add(word)
            attempt = await self.attempt(UUID(word))
            if address is None:
                # It rings the collector: the debtor is not dialled yet.
                await self.was_decided(attempt, at)
                self.calls.append(Call(attempt.id, self.planned[attempt.id]))
            else:
                await self.hold_to_the_limits(attempt, address)
                self.untold.append(attempt.id)

    async def hold_to_the_limits(self, attempt: ContactAttempt, address: str) -> Reached:
        """What reaches somebody at this instant. Raises LimitBroken."""
        someone, now = self.someone(attempt), clock.now()
        claims = frozenset(UUID(str(claim_id)) for claim_id, _ in attempt.claims)
        found = Reached(now, attempt.channel, someone.person, someone.case_file.debtor_id, claims)
        is_agreed = attempt.purpose is Purpose.CALLBACK and any(
            who is someone and abs(at - now) <= CALL_BACK for who, at in self.agreed
        )
        wrong = [] if is_agreed else broken(someone.home.limits, someone.home.zones, found, self.before())
        if (attempt.channel, address) in self.refused:
            wrong.append(f"{attempt.channel} is refused there")
        if someone.left_to_a_person and attempt.id not in self.released:
            wrong.append("nobody let it pass")
        if someone.case_file.id in self.held:
            wrong.append("its client holds the case file")
        if someone.key in self.stopped:
            wrong.append("a fact stops contact with them")
        opens = someone.home.asked_from
        if opens and not is_agreed and now.astimezone(someone.home.zones[0]).date() < opens:
            wrong.append("it is too soon after the first reminder")
        if attempt.send_at > now:
            wrong.append("it was planned for later")
        if not claims:
            wrong.append("it names no claim")
        if wrong:
            raise LimitBroken(self.said(f"{attempt.channel} to {someone.person}: {', '.join(wrong)}"))
        await self.was_decided(attempt, now)
        self.reached[attempt.id] = found
        self.counts["agreed calls" if is_agreed else f"{attempt.channel} to {someone.person}"] += 1
        self.happened.append(f"    {attempt.channel} reached {someone.person}")
        return found

    async def was_decided(self, attempt: ContactAttempt, at: datetime) -> None:
        async with reading(AGENCY):
            kept = await database.row(
                "SELECT count(*) AS n FROM gate_decisions "
                "WHERE attempt_id = $1 AND decision = 'allow' AND judged_at = $2",
                attempt.id,
                at,
            )
        if kept is None or kept["n"] < 1:
            raise LimitBroken(self.said(f"{attempt.channel} {attempt.id} left without a decision that allows it"))

    def before(self) -> list[Reached]:
        return [*self.reached.values(), *self.received]

    def said(self, what: str) -> str:
        """What is wrong, with the way that led there."""
        known = [f"{one.at:%a %d %H:%M} {one.channel} {one.person} {one.end}" for one in self.before()]
        return "\n".join([what, f"at {clock.now():%a %d %B %H:%M} UTC", *self.happened, "known:", *known])

    def someone(self, attempt: ContactAttempt) -> Someone:
        return next(
            one
            for one in self.people
            if (one.case_file.id, one.phone.party_id) == (attempt.case_file_id, attempt.party_id)
        )

    def some_channel(self) -> Channel:
        return self.random.choice([Channel.SMS, Channel.EMAIL, Channel.VOICE])

    def some_day(self) -> datetime:
        """An hour of one of the next days, at which nobody may be called unasked, perhaps."""
        return (clock.now() + timedelta(days=self.random.choice([1, 2, 3]))).replace(
            hour=self.random.randrange(5, 23), minute=0, second=0, microsecond=0
        )

    async def attempt(self, attempt_id: UUID) -> ContactAttempt:
        async with reading(AGENCY):
            return await ContactAttempt.get(id=attempt_id)


def _leg(call: Call, leg: CallLeg, status: CallStatus) -> CallEvent:
    key = f"{call.attempt_id}:{leg}:{status}"
    return CallEvent(Provider.FAKE, key, str(call.attempt_id), f"call-{leg}", leg, status, {})


async def people_of(world: World) -> list[Someone]:
    """The two of a world, in its case files: their opening letters were posted two weeks and a day or two before."""
    posted_on = clock.today() - timedelta(days=world.letters_days_ago)
    first = await _case_of(world.debtor, "bati-loire", "MR-2026-001", ALWAYS_OWED)
    second = await _case_of(world.debtor, "energie", "MR-2026-002", world.second_due_on)
    vouching = world.guarantor
    other = await make_guarantor(
        first,
        country=vouching.country,
        segment=vouching.segment,
        language=vouching.language,
        phone=vouching.phone,
        postal=vouching.postal,
    )
    placed_again = [await _case_again(world.debtor, first)] if world.placed_again else []
    barred, arabic = world.second_due_on == BARRED, vouching.language == "ar"
    return [
        await _someone("debtor", world.debtor, first, (first.phone, first.email, first.postal), posted_on),
        await _someone("debtor", world.debtor, second, (second.phone, second.email, second.postal), posted_on, barred),
        await _someone("guarantor", vouching, first, (other.phone, other.email, other.postal), posted_on, arabic),
        *[
            await _someone("debtor", world.debtor, made, (made.phone, made.email, made.postal), posted_on)
            for made in placed_again
        ],
    ]


async def _case_of(home: Home, creditor: str, mandate: str, due_on: date) -> MadeCase:
    made = await make_case(
        segment=home.segment, creditor=creditor, mandate=mandate, due_on=due_on, amounts=(100_00, 200_00)
    )
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country=home.country, language=home.language)
        await ContactPoint.filter(id=made.phone.id).update(value=home.phone)
        await ContactPoint.filter(id=made.postal.id).update(value=home.postal)
    return made


async def _case_again(home: Home, first: MadeCase) -> MadeCase:
    return await make_case(segment=home.segment, due_on=ALWAYS_OWED, amounts=(150_00, 50_00), debtor_of=first.case_file)


async def _someone(
    person: str,
    home: Home,
    made: MadeCase,
    points: tuple[ContactPoint, ContactPoint, ContactPoint],
    posted_on: date,
    left_to_a_person: bool = False,
) -> Someone:
    at = datetime.combine(posted_on, time(12), UTC)
    letter = {"is_opening_letter": True, "posted_on": posted_on, "encloses_notice": True}
    async with transaction(AGENCY):
        await left_before(made, points[2], Channel.LETTER, at, **letter)
        phone, email = await ContactPoint.get(id=points[0].id), await ContactPoint.get(id=points[1].id)
    claims = tuple(claim.id for claim in made.claims)
    return Someone(person, home, made.case_file, phone, email, claims, left_to_a_person)
