"""The state of the installation from where it really is: the database, the listener, the workers' signs of life."""

import importlib.metadata
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from time import perf_counter
from typing import Any

import tandem.migrations
from tandem.contacts.channels import channels
from tandem.contacts.models import Channel
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.wakeups import listener
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.privacy import journal
from tandem.timeline.anchors.making import QUIET
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

# Beyond these somebody should look.
SLOW_DATABASE = 0.25  # seconds for the reading below
WORKER_SILENT = timedelta(seconds=60)
REDIS_SILENT = timedelta(seconds=60)
BACKLOG_LATE = timedelta(seconds=60)
ANCHORS_LATE = QUIET + timedelta(hours=1)


class Check(StrEnum):
    """What is looked at, in the order in which it is shown."""

    DATABASE = "database"
    LIVE = "live"
    WORKERS = "workers"
    REDIS = "redis"
    BACKLOG = "backlog"
    GIVEN_UP = "given_up"
    ANCHORS = "anchors"
    STAMPS = "stamps"
    ERASURES = "erasures"
    MIGRATIONS = "migrations"
    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"


class State(StrEnum):
    """How it does. OFF: this installation does without it."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: the sentence is `health.<check>.<state>` with these values; `since` is the instant it speaks of."""

    check: Check
    state: State
    values: Mapping[str, object]
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Everything at one instant."""

    as_of: datetime
    version: str
    findings: tuple[Finding, ...]


def version() -> str:
    """The release that runs."""
    return importlib.metadata.version("tandem")


async def health_for(actor: Actor) -> Health:
    """How the installation does. Raises NotPermitted for everybody but the operator's people."""
    authorize(actor, Relation.OWN, Permission.HEALTH_READ)
    now, started = clock.now(), perf_counter()
    try:
        known = list(await journal.names())
    except Exception:  # noqa: BLE001 - whatever stops the store is what the finding says
        known = None
    async with reading(actor):
        seen = await database.row("SELECT * FROM door_health($1, $2::uuid[])", now, known or [])
    if seen is None:
        raise RuntimeError("door_health tells the operator's people only, and refused this one")
    seconds = perf_counter() - started
    findings = (
        _finding(Check.DATABASE, seconds > SLOW_DATABASE, milliseconds=round(seconds * 1000)),
        Finding(Check.LIVE, State.GOOD if listener.connected else State.BAD, {}),
        _workers(seen, now),
        _redis(seen, now),
        _backlog(seen, now),
        _finding(Check.GIVEN_UP, seen["outbox_failed"] > 0, count=seen["outbox_failed"]),
        _anchors(seen, now),
        _finding(Check.STAMPS, seen["stamps_waiting"] > 0, count=seen["stamps_waiting"]),
        _erasures(seen, readable=known is not None),
        _migrations(seen["migrations"] or []),
        *(_channel(check, channel) for check, channel in _CHANNELS.items()),
    )
    return Health(now, version(), findings)


_CHANNELS = {Check.SMS: Channel.SMS, Check.VOICE: Channel.VOICE, Check.EMAIL: Channel.EMAIL}


def _finding(check: Check, attention: bool, **values: object) -> Finding:
    return Finding(check, State.ATTENTION if attention else State.GOOD, values)


def _workers(seen: Mapping[str, Any], now: datetime) -> Finding:
    at = seen["worker_seen_at"]
    alive = at is not None and now - at <= WORKER_SILENT
    return Finding(Check.WORKERS, State.GOOD if alive else State.BAD, {"count": seen["workers"]}, at)


def _redis(seen: Mapping[str, Any], now: datetime) -> Finding:
    at = seen["redis_seen_at"]
    answers = at is not None and now - at <= REDIS_SILENT
    return Finding(Check.REDIS, State.GOOD if answers else State.BAD, {}, at)


def _backlog(seen: Mapping[str, Any], now: datetime) -> Finding:
    oldest = seen["outbox_oldest"]
    late = oldest is not None and now - oldest > BACKLOG_LATE
    return Finding(Check.BACKLOG, State.ATTENTION if late else State.GOOD, {"count": seen["outbox_waiting"]}, oldest)


def _anchors(seen: Mapping[str, Any], now: datetime) -> Finding:
    at = seen["anchor_looked_at"]
    if at is None:
        return Finding(Check.ANCHORS, State.BAD, {})
    return Finding(Check.ANCHORS, State.ATTENTION if now - at > ANCHORS_LATE else State.GOOD, {}, at)


def _erasures(seen: Mapping[str, Any], *, readable: bool) -> Finding:
    if not readable:
        return Finding(Check.ERASURES, State.BAD, {})
    apart = seen["not_in_database"] + seen["not_in_journal"]
    return _finding(Check.ERASURES, apart > 0, count=apart)


def _migrations(applied: list[str]) -> Finding:
    released = sorted(one.name for one in pkgutil.iter_modules(tandem.migrations.__path__) if one.name[:4].isdigit())
    newest = max(applied, default="")
    return _finding(Check.MIGRATIONS, set(released) != set(applied), name=newest)


def _channel(check: Check, channel: Channel) -> Finding:
    return Finding(check, State.GOOD if channels().is_on(channel) else State.OFF, {})
