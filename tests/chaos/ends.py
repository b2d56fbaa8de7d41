"""How each contact of a run ended, as the product says it and as the sandbox knows it, and what of that is wrong."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import httpx2

from tandem.casefiles.models import Document
from tandem.contacts import tasks as _tasks  # noqa: F401 - registers the topics
from tandem.contacts.attention import attention_for
from tandem.contacts.gate import sentence
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, OptOut
from tandem.contacts.post.stations import AT_PRINTER
from tandem.contacts.recordings.recording import Recording, RecordingState, recording_of
from tandem.kit.database import reading
from tandem.outbox.tasks import TASKS
from tandem.timeline.queries import Entry, timeline_of
from tests.chaos.people import PICKED_UP, SIDES, Asked, answer_of, presses_star, reached_by
from tests.chaos.printer import Printer
from tests.chaos.storm import NEVER_TAKEN, WITH_FILE, Kind

# From its reservation to its last word: then nobody asks what a call says next.
CALL_LASTS = timedelta(seconds=30)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Blows:
    """From when to when something was struck, by the product's clock: workers killed, PostgreSQL away."""

    kills: Sequence[Span]
    restarts: Sequence[Span]
    lease: float | None

    @property
    def under_way(self) -> timedelta:
        """A dispatch lasts no longer: after that nothing that strikes its worker can have taken it along."""
        return 2 * timedelta(seconds=self.lease or TASKS["contacts.dispatch"].timeout)

    def took_along(self, sent: datetime | None) -> bool:
        """Whether a worker that reserved it at that instant may have been struck before the request had left."""
        spans = (*self.kills, *self.restarts)
        return sent is not None and any(began - self.under_way <= sent <= over for began, over in spans)

    def silenced(self, sent: datetime | None) -> bool:
        """Whether the database may have been away when the provider asked what a call placed then says next."""
        return sent is not None and any(began - CALL_LASTS <= sent <= over for began, over in self.restarts)


@dataclass(frozen=True, slots=True)
class AtProvider:
    """What the sandbox knows, by attempt: requests that it took, those that came through, debtors' legs of bridge
    calls, files of an e-mail, calls that were recorded, and recordings that are still there.
    """

    requests: Counter[str] = field(default_factory=Counter)
    came_through: set[str] = field(default_factory=set)
    legs: Counter[str] = field(default_factory=Counter)
    files: dict[str, int] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    recordings: Counter[str] = field(default_factory=Counter)


class Ending(StrEnum):
    """The only three ways in which a contact may end, and that it has not."""

    DELIVERED = "delivered"
    REFUSED = "refused, and told why"
    PERSON = "waits on a person"
    NONE = "no end"


# A recording that ends in one of these stays so; one that was only announced has nothing of a call in it.
_SETTLED = (RecordingState.ANNOUNCED, RecordingState.DESTROYED, RecordingState.MISSING)
_ENDINGS = {
    AttemptState.DELIVERED: Ending.DELIVERED,
    AttemptState.FAILED: Ending.REFUSED,
    AttemptState.BLOCKED: Ending.REFUSED,
    AttemptState.NEEDS_PERSON: Ending.PERSON,
}


@dataclass(slots=True)
class End:
    """One contact at the end of a run."""

    asked: Asked
    attempt: ContactAttempt
    ending: Ending
    # Requests that the sandbox took for it, and whether one of them came through to the debtor.
    requests: int
    came_through: bool
    told: list[Entry] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    # What the debtor does when a call rings; None: it is no call. Whether they press the star when it is recorded.
    answer: str | None = None
    star: bool = False
    # A worker was killed, or PostgreSQL went, while its request may have been about to leave.
    struck: bool = False
    # A call during which PostgreSQL may have been away: whoever picks up may hear nothing, and it ends.
    silenced: bool = False
    recording: Recording | None = None

    @property
    def picked_up(self) -> bool:
        """Whether the debtor answers, if it is a call."""
        return self.answer is None or self.answer in PICKED_UP

    @property
    def could_be_delivered(self) -> bool:
        """The sandbox could bring it to the debtor, whatever the product made of it: only what was switched on counts,
        and what the debtor does when it rings.
        """
        return self.asked.wish.could_be_delivered and self.picked_up

    @property
    def never_left(self) -> bool:
        """Its worker died between reserving the send and the request: nobody can know, so that a person is asked."""
        taken = bool(self.requests) or self.asked.wish.fault in NEVER_TAKEN
        return not taken and self._waits_because("OUTCOME_UNKNOWN")

    @property
    def is_conversation(self) -> bool:
        """Somebody talked, of whom nothing says that they are not recorded."""
        picked_up = self.answer in PICKED_UP and self.ending is Ending.DELIVERED and not self.silenced
        return self.asked.wish.kind is Kind.RECORDED and picked_up and not self.star

    @property
    def is_recorded(self) -> bool:
        """The recording of it is ours."""
        return self.recording is not None and self.recording.state is RecordingState.KEPT

    def _waits_because(self, code: str) -> bool:
        return self.ending is Ending.PERSON and code in {reason["code"] for reason in self.attempt.reasons}


def ending_of(attempt: ContactAttempt) -> Ending:
    """A letter waits on who posts it, unless a printer has it: then it has ended once it is told as posted. Any other
    contact that is merely accepted has not ended.
    """
    if attempt.channel is Channel.LETTER and attempt.state is AttemptState.ACCEPTED:
        if attempt.posted_on is not None:
            return Ending.DELIVERED
        return Ending.NONE if attempt.provider_status == AT_PRINTER else Ending.PERSON
    return _ENDINGS.get(attempt.state, Ending.NONE)


def is_settled(recording: Recording) -> bool:
    """Nothing of it is left to do: kept here alone, destroyed, or there was none."""
    is_kept = recording.state is RecordingState.KEPT and recording.cleared_at is not None
    return is_kept or recording.state in _SETTLED


async def attempts_of(asked: list[Asked]) -> dict[str, ContactAttempt]:
    """The attempts as they are now."""
    found: dict[str, ContactAttempt] = {}
    for side in SIDES:
        async with reading(side.manager):
            ids = [one.attempt_id for one in asked if one.side is side]
            found |= {str(row.id): row for row in await ContactAttempt.filter(id__in=ids)}
    return found


async def recordings_of(asked: list[Asked]) -> dict[str, Recording]:
    """The recordings of their calls, as they are now."""
    found: dict[str, Recording] = {}
    for one in asked:
        if one.wish.kind is Kind.RECORDED:
            async with reading(one.side.manager):
                recording = await recording_of(one.attempt_id)
            if recording is not None:
                found[str(one.attempt_id)] = recording
    return found


async def ends_of(asked: list[Asked], sandbox: httpx2.AsyncClient, printer: Printer, blows: Blows) -> list[End]:
    """Every contact's end, each with what is wrong with it."""
    attempts, recordings = await attempts_of(asked), await recordings_of(asked)
    at_provider = await _at_the_sandbox(sandbox)
    waiting = await _waiting()
    found = []
    for one in asked:
        key = str(one.attempt_id)
        attempt = attempts[key]
        requests = at_provider.requests[key] + printer.taken[key]
        end = End(one, attempt, ending_of(attempt), requests, key in at_provider.came_through | printer.told)
        end.answer = answer_of(printer.seed, key) if attempt.channel is Channel.VOICE else None
        end.star = presses_star(printer.seed, key)
        end.struck = blows.took_along(attempt.sending_at)
        end.silenced = end.answer is not None and blows.silenced(attempt.sending_at)
        end.recording = recordings.get(key)
        end.told = await _told(one)
        end.wrong = faults_of_record(end, at_provider.legs[key], is_shown=key in waiting)
        end.wrong += faults_beside(end, at_provider) + await _faults_of_rows(one)
        if key in printer.damaged:
            end.wrong.append("the printer got another letter than its index says")
        found.append(end)
    return found


def faults_of_record(end: End, debtors_legs: int, *, is_shown: bool) -> list[str]:
    """What is wrong with an end, beside what is known of its rows."""
    key = str(end.attempt.id)
    kinds = Counter(entry.kind for entry in end.told)
    changes = [entry.data for entry in end.told if entry.kind == "contact_state_changed"]
    of_it = [data for data in changes if str(data.get("attempt_id", key)) == key]
    states = Counter(data["state"] for data in of_it)
    arrivals = sum(data["state"] == "delivered" and not _says_of_machine(data) for data in of_it)
    explained = _is_explained(end.attempt)
    checks = {
        "it has no end": end.ending is Ending.NONE,
        "the sandbox took it more than once": end.requests > 1 or debtors_legs > 1,
        "the timeline tells more than one delivery": arrivals > 1,
        "delivered, and the sandbox does not know it": end.ending is Ending.DELIVERED and end.requests == 0,
        "refused without a reason that can be read": end.ending is Ending.REFUSED and not explained,
        "refused, and nothing that was switched on refuses it": end.ending is Ending.REFUSED and not _may_refuse(end),
        "delivered, and it never reached anybody": end.ending is Ending.DELIVERED and not end.came_through,
        "reserved and never sent, and nothing struck its worker": end.never_left and not end.struck,
        "stopped, and it left all the same": end.attempt.state is AttemptState.BLOCKED and end.requests > 0,
        "waits on a person whom no list tells": end.ending is Ending.PERSON and not is_shown,
        "waits on a person, and nothing says why": end.attempt.state is AttemptState.NEEDS_PERSON and not explained,
        "printed more than once": end.attempt.channel is Channel.LETTER and states["accepted"] > 1,
        "told in no event": not states,
        "told as posted more than once": kinds["letter_posted"] > 1,
        "what they wrote once is not told once": end.asked.wrote == 1 and kinds["inbound_message_received"] != 1,
        "what they wrote is told more often than they wrote": kinds["inbound_message_received"] > end.asked.wrote,
    }
    return [what for what, is_so in checks.items() if is_so]


def _says_of_machine(change: dict[str, Any]) -> bool:
    """Whether it tells of a call that ended what became of the words for a machine: no arrival of its own."""
    return any(reason["code"].startswith("VOICEMAIL_") for reason in change.get("reasons", ()))


def faults_beside(end: End, at_provider: AtProvider) -> list[str]:
    """What is wrong with what goes with a contact: its file, and the recording of its call."""
    key, recording = str(end.attempt.id), end.recording
    copies, kept = at_provider.recordings[key], Counter(entry.data.get("became") for entry in end.told)["kept"]
    with_file = end.asked.wish.kind in WITH_FILE
    checks = {
        "it left without its file, or with more than that": with_file and at_provider.files.get(key, 1) != 1,
        "its recording has no end": recording is not None and not is_settled(recording),
        "a recording of it is left at the provider": copies > 0,
        "recorded, and nothing here tells": key in at_provider.recorded and recording is None,
        "kept more than once": kept > 1,
        "recorded, though they pressed the star": end.star and end.is_recorded,
    }
    return [what for what, is_so in checks.items() if is_so]


def _may_refuse(end: End) -> bool:
    """A call may also end because the database was away when the provider asked what to do next: it is missed then,
    among those that could be delivered.
    """
    return end.asked.wish.may_be_refused or not end.picked_up or (end.answer is not None and end.struck)


async def _faults_of_rows(one: Asked) -> list[str]:
    """A plan whose answer a restart swallowed was asked for again: it is one all the same. So is a letter's file; and
    what somebody refused stands.
    """
    channel, point = reached_by(one)
    async with reading(one.side.manager):
        attempts = await ContactAttempt.filter(case_file_id=one.made.case_file.id).count()
        documents = await Document.filter(case_file_id=one.made.case_file.id).count()
        stands = await OptOut.filter(channel=channel, address=point.value, lifted_at=None).exists()
    planned = 2 if one.wish.kind is Kind.ANSWER else 1  # the text that they answered
    found = ["planned more than once"] if attempts != planned else []
    found += ["more than one file"] if documents > 1 else []
    return found + (["what was refused does not stand, or nothing was"] if stands is not one.wish.refuses else [])


def _is_explained(attempt: ContactAttempt) -> bool:
    """Whether each reason is a sentence in both languages."""
    for item in attempt.reasons:
        arguments = item.get("args")
        named = {str(name): str(value) for name, value in arguments.items()} if isinstance(arguments, dict) else {}
        if not all(sentence(str(item["code"]), named, locale).strip() for locale in ("fr", "en")):
            return False
    return bool(attempt.reasons)


async def _at_the_sandbox(sandbox: httpx2.AsyncClient) -> AtProvider:
    stats = (await sandbox.get("/sandbox/api/stats")).json()
    messages = (await sandbox.get("/sandbox/api/messages", params={"direction": "outbound"})).json()["messages"]
    calls = (await sandbox.get("/sandbox/api/calls")).json()["calls"]
    recordings = (await sandbox.get("/sandbox/api/recordings")).json()["recordings"]
    attempt_of = {row["sid"]: row["attempt_id"] for row in calls}
    through = {row["attempt_id"] for row in messages if row["status"] == "delivered"}
    through |= {row["attempt_id"] for row in calls if row["answered_at"] and not row["desk"]}
    return AtProvider(
        requests=Counter(stats["attempts"]),
        came_through=through,
        legs=Counter(row["attempt_id"] for row in calls if row["parent_sid"]),
        files={row["attempt_id"]: len(json.loads(row["mail"] or "{}").get("attachments", ())) for row in messages},
        recorded={attempt_of[row["call_sid"]] for row in recordings},
        recordings=Counter(attempt_of[row["call_sid"]] for row in recordings if not row["deleted_at"]),
    )


async def _waiting() -> set[str]:
    """What the managers' lists of contacts that wait on a person show, all their pages."""
    found: set[str] = set()
    for side in SIDES:
        after: str | None = None
        while True:
            page = await attention_for(side.manager, 100, after)
            found |= {str(attempt.id) for _, attempt in page.items}
            if not page.has_next:
                break
            after = page.items[-1][0]
    return found


async def _told(one: Asked) -> list[Entry]:
    page = await timeline_of(one.side.manager, one.made.case_file.id, 100, None)
    return [entry for _, entry in reversed(page.items)]


async def history(end: End, sandbox: httpx2.AsyncClient) -> list[str]:
    """All that is known of a contact, for whoever must find out what went wrong."""
    attempt, key = end.attempt, str(end.attempt.id)
    lines = [
        f"{end.asked.wish} attempt {key}: {', '.join(end.wrong) or end.ending}",
        f"  state {attempt.state}, reasons {attempt.reasons}, provider {attempt.provider_id} {attempt.provider_status}",
        f"  send_at {attempt.send_at}, until {attempt.until}, sending_at {attempt.sending_at}",
    ]
    lines += [f"  {entry.recorded_at:%H:%M:%S.%f} {entry.kind} {_short(entry.data)}" for entry in end.told]
    for kind in ("messages", "calls"):
        rows = (await sandbox.get(f"/sandbox/api/{kind}", params={"attempt_id": key})).json()[kind]
        for row in rows:
            lines.append(f"  sandbox {kind} {row['sid']} {row['status']} {row['created_at']} {row['updated_at']}")
            told = (await sandbox.get("/sandbox/api/callbacks", params={"sid": row["sid"]})).json()["callbacks"]
            lines += [f"    callback {one['what']} tries {one['tries']} {one['outcome']}" for one in told]
    return lines


def _short(data: dict[str, Any]) -> str:
    return str({name: data[name] for name in ("state", "reasons", "status", "until") if data.get(name)})
