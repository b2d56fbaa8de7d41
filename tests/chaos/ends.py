"""How each contact of a run ended, as the product says it and as the sandbox knows it, and what of that is wrong."""

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
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading
from tandem.outbox.tasks import TASKS
from tandem.timeline.queries import Entry, timeline_of
from tests.chaos.people import PICKED_UP, Asked, answer_of
from tests.chaos.storm import NEVER_TAKEN

MARC = actor_of_cast("marc")
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


class Ending(StrEnum):
    """The only three ways in which a contact may end, and that it has not."""

    DELIVERED = "delivered"
    REFUSED = "refused, and told why"
    PERSON = "waits on a person"
    NONE = "no end"


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

    # What the debtor does when a call rings; None: it is no call.
    answer: str | None = None
    # A worker was killed, or PostgreSQL went, while its request may have been about to leave.
    struck: bool = False
    # A call during which PostgreSQL may have been away: whoever picks up may hear nothing, and it ends.
    silenced: bool = False

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

    def _waits_because(self, code: str) -> bool:
        return self.ending is Ending.PERSON and code in {reason["code"] for reason in self.attempt.reasons}


def ending_of(attempt: ContactAttempt) -> Ending:
    """A printed letter waits on who posts it; any other that is merely accepted has not ended."""
    if attempt.channel is Channel.LETTER and attempt.state is AttemptState.ACCEPTED:
        return Ending.PERSON
    return _ENDINGS.get(attempt.state, Ending.NONE)


async def attempts_of(asked: list[Asked]) -> dict[str, ContactAttempt]:
    """The attempts as they are now."""
    async with reading(MARC):
        return {str(row.id): row for row in await ContactAttempt.filter(id__in=[one.attempt_id for one in asked])}


async def ends_of(asked: list[Asked], sandbox: httpx2.AsyncClient, seed: int, blows: Blows) -> list[End]:
    """Every contact's end, each with what is wrong with it."""
    attempts = await attempts_of(asked)
    requests, came_through, legs = await _at_the_sandbox(sandbox)
    waiting = await _waiting()
    found = []
    for one in asked:
        key = str(one.attempt_id)
        attempt = attempts[key]
        end = End(one, attempt, ending_of(attempt), requests[key], key in came_through)
        end.answer = answer_of(seed, key) if attempt.channel is Channel.VOICE else None
        end.struck = blows.took_along(attempt.sending_at)
        end.silenced = end.answer is not None and blows.silenced(attempt.sending_at)
        end.told = await _told(one)
        end.wrong = faults_of_record(end, legs[key], is_shown=key in waiting) + await _faults_of_rows(one)
        found.append(end)
    return found


def faults_of_record(end: End, debtors_legs: int, *, is_shown: bool) -> list[str]:
    """What is wrong with an end, beside what is known of its rows."""
    states = Counter(entry.data["state"] for entry in end.told if entry.kind == "contact_state_changed")
    explained = _is_explained(end.attempt)
    checks = {
        "it has no end": end.ending is Ending.NONE,
        "the sandbox took it more than once": end.requests > 1 or debtors_legs > 1,
        "the timeline tells more than one delivery": states["delivered"] > 1,
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
    }
    return [what for what, is_so in checks.items() if is_so]


def _may_refuse(end: End) -> bool:
    """A call may also end because the database was away when the provider asked what to do next: it is missed then,
    among those that could be delivered.
    """
    return end.asked.wish.may_be_refused or not end.picked_up or (end.answer is not None and end.struck)


async def _faults_of_rows(one: Asked) -> list[str]:
    """A plan whose answer a restart swallowed was asked for again: it is one all the same. So is a letter's file."""
    async with reading(MARC):
        attempts = await ContactAttempt.filter(case_file_id=one.made.case_file.id).count()
        documents = await Document.filter(case_file_id=one.made.case_file.id).count()
    found = ["planned more than once"] if attempts != 1 else []
    return found + (["more than one file"] if documents > 1 else [])


def _is_explained(attempt: ContactAttempt) -> bool:
    """Whether each reason is a sentence in both languages."""
    for item in attempt.reasons:
        arguments = item.get("args")
        named = {str(name): str(value) for name, value in arguments.items()} if isinstance(arguments, dict) else {}
        if not all(sentence(str(item["code"]), named, locale).strip() for locale in ("fr", "en")):
            return False
    return bool(attempt.reasons)


async def _at_the_sandbox(sandbox: httpx2.AsyncClient) -> tuple[Counter[str], set[str], Counter[str]]:
    """Requests taken by attempt, the attempts that came through, and debtors' legs by attempt of bridge calls."""
    stats = (await sandbox.get("/sandbox/api/stats")).json()
    messages = (await sandbox.get("/sandbox/api/messages")).json()["messages"]
    calls = (await sandbox.get("/sandbox/api/calls")).json()["calls"]
    through = {row["attempt_id"] for row in messages if row["status"] == "delivered"}
    through |= {row["attempt_id"] for row in calls if row["answered_at"] and not row["desk"]}
    legs = Counter(row["attempt_id"] for row in calls if row["parent_sid"])
    return Counter(stats["attempts"]), through, legs


async def _waiting() -> set[str]:
    """What the manager's list of contacts that wait on a person shows, all its pages."""
    found: set[str] = set()
    after: str | None = None
    while True:
        page = await attention_for(MARC, 100, after)
        found |= {str(attempt.id) for _, attempt in page.items}
        if not page.has_next:
            return found
        after = page.items[-1][0]


async def _told(one: Asked) -> list[Entry]:
    page = await timeline_of(MARC, one.made.case_file.id, 100, None)
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
