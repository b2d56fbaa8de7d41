"""Pictures that came with a text: said at once, fetched from the provider a moment later, destroyed there at last.

A provider keeps them for as long as nobody deletes them, and may not have them yet when it tells of them
(https://help.twilio.com, "Intermittent 404 Errors When Accessing Media URLs"). What it never gives is told as lost.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.casefiles import storage
from tandem.casefiles.events import DocumentAdded
from tandem.casefiles.models import CaseFile
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.events import InboundFileLost
from tandem.contacts.incoming import filing
from tandem.contacts.incoming.filing import MOST_BYTES, KeptFile
from tandem.contacts.incoming.lost import WhyLost
from tandem.contacts.incoming.waiting import wake
from tandem.contacts.models import InboundMessage, InboundState
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, emit
from tandem.timeline import Chain, record
from tandem_channels.contract import (
    TOO_LARGE,
    Cause,
    InboundMedium,
    MessageMedia,
    RateLimited,
    Rejected,
    Unavailable,
    Unconfirmed,
)
from tandem_channels.inbound_email import MailFile

log = structlog.get_logger()
FETCH, CLEAR = "contacts.inbound_media", "contacts.clear_media"
FETCHING, LOST = "fetching", "lost"
NOT_HAD = frozenset({LOST, TOO_LARGE})
_SOON, _LATER = 5.0, 600.0  # seconds until the provider is asked again
_NOT_THERE_YET = timedelta(minutes=10)
_LONGEST = timedelta(days=1)
_INDEX = "index.json"

# On which case files the text was told, and who reads it there.
Told = Sequence[tuple[UUID, Chain]]


@dataclass(frozen=True, slots=True)
class Media:
    """What came with one text. `event_id` is the row of `provider_events`; `message_id` is the provider's."""

    event_id: UUID
    message_id: str
    files: tuple[InboundMedium, ...]
    at: datetime

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the provider says that they are."""
        return tuple(file.content_type for file in self.files)

    def waiting(self) -> list[dict[str, object]]:
        """What the row of a message says of them until they are fetched."""
        return [
            KeptFile(_name(place, kind), kind, 0, refused=FETCHING).as_recorded()
            for place, kind in enumerate(self.kinds, 1)
        ]


async def emit_fetch(scope: System, media: Media, told: Told) -> None:
    """Have them fetched, after the commit of the open transaction. `told` is empty for what waits for a person."""
    payload = {
        "event_id": str(media.event_id),
        "message_id": media.message_id,
        "media": " ".join(file.provider_id or "-" for file in media.files),
        "kinds": " ".join(media.kinds),
        "told": " ".join(f"{case_file_id}:{chain.value}" for case_file_id, chain in told),
        "at": media.at.isoformat(),
    }
    await emit(scope, FETCH, payload)


async def fetch_media(scope: System, job: Job) -> None:
    """Fetch what came with a text and put it where the text is; have it destroyed at the provider.

    Raises RetryLater while the provider has it not yet, or does not answer: for a day at most.
    """
    media = _media_of(job)
    sms = (await channels_of(scope.organization_id)).sms
    fetched = [await _fetch(sms.media if sms else None, media, file) for file in media.files]
    await _settle(scope, job, media, fetched)


async def give_media_up(scope: System, job: Job) -> None:
    """Fetching failed again and again: said so where the text is. What the provider has is destroyed all the same."""
    media = _media_of(job)
    await _settle(scope, job, media, [LOST] * len(media.files))


async def clear_media(scope: System, job: Job) -> None:
    """Have the provider destroy what was fetched; saying it again changes nothing. Raises RetryLater while it is away,
    and Rejected for the operator to see, without an account for texts too.
    """
    sms = (await channels_of(scope.organization_id)).sms
    try:
        for medium_id in job.payload["media"].split():
            if medium_id == "-":
                continue
            if sms is None:
                raise Rejected("no_account", Cause.CONFIGURATION)
            await sms.media.delete(job.payload["message_id"], medium_id)
    except (RateLimited, Unavailable, Unconfirmed) as away:
        asked = away.retry_after if isinstance(away, RateLimited) else None
        raise RetryLater(asked or _LATER) from None
    async with transaction(scope):
        await job.done()


def files_in(bundle: bytes) -> list[MailFile]:
    """The files of a bundle, in which a message's pictures wait for the person who says where it belongs."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
        index = json.loads(packed.read(_INDEX))
        return [MailFile(one["name"], one["content_type"], packed.read(str(one["place"]))) for one in index]


async def _fetch(at_provider: MessageMedia | None, media: Media, file: InboundMedium) -> bytes | str:
    """Its bytes, or why there are none."""
    if file.provider_id is None:
        return LOST
    age = clock.now() - media.at
    try:
        if at_provider is None:
            raise Unavailable("no account for texts")
        data = await at_provider.fetch(media.message_id, file.provider_id, MOST_BYTES)
    except Rejected as refusal:
        if refusal.code == TOO_LARGE:
            return TOO_LARGE
        # A key that was replaced, for example: somebody may put it right.
        log.warning("contacts.media_refused", event_id=str(media.event_id), code=refusal.code)
        if age < _LONGEST:
            raise RetryLater(_LATER) from None
        return LOST
    except (RateLimited, Unavailable, Unconfirmed) as away:
        if age < _LONGEST:
            asked = away.retry_after if isinstance(away, RateLimited) else None
            raise RetryLater(asked or (_SOON if age < _NOT_THERE_YET else _LATER)) from None
        return LOST
    if data is None and age < _NOT_THERE_YET:
        raise RetryLater(_SOON)
    return LOST if data is None else data


async def _settle(scope: System, job: Job, media: Media, fetched: Sequence[bytes | str]) -> None:
    told = _told_of(job)
    async with reading(scope):
        message = None if told else await InboundMessage.get_or_none(event_id=media.event_id)
    if message is not None and message.state is InboundState.ATTACHED and message.case_file_id and message.chain:
        told = [(message.case_file_id, Chain(message.chain))]
    async with reading(scope):
        # Of somebody who is erased nothing is written: the process may die before it is destroyed.
        there = await CaseFile.filter(id__in=[case_file_id for case_file_id, _ in told], erased_at=None)
    kept = {one.id: await _keep(media, fetched, one.id) for one in there}
    bundle = None
    if not told and message is not None and message.attachments:
        bundle = await storage.put(f"inbound/{media.event_id}", _bundle(media, fetched))
    looked_at = next(iter(kept.values()), None) or await _keep(media, fetched, None)
    unused = []
    async with transaction(scope):
        # The case files before the message, as whoever places it locks them.
        alive = await _lock(list(kept))
        if message is not None and not await _noted(message, looked_at, bundle.key if bundle else None):
            # Somebody placed it, or its time was over, while it was fetched.
            await _take_back(media, bundle)
            raise RetryLater(1.0)
        unused = [file for case_file_id, files in kept.items() if case_file_id not in alive for file in files]
        await emit(scope, CLEAR, {"message_id": media.message_id, "media": job.payload["media"]})
        await job.done()
        wake(scope)
        placed = [(alive[case_file_id], chain) for case_file_id, chain in told if case_file_id in alive]
        documents = [await filing.add_documents(one, kept[one.id], chain) for one, chain in placed]
        for (case_file, chain), added in zip(placed, documents, strict=True):
            await _tell(scope, media, case_file, chain, kept[case_file.id], added)
    for file in unused:
        if file.stored:
            await storage.delete(file.stored.key)


async def _tell(
    scope: System,
    media: Media,
    case_file: CaseFile,
    chain: Chain,
    files: Sequence[KeptFile],
    added: Sequence[DocumentAdded],
) -> None:
    debtor = System(scope.organization_id, kind="debtor")
    for event in added:
        await record(debtor, case_file, event, chain=chain, occurred_at=media.at)
    for file in files:
        if file.refused:
            lost = InboundFileLost(WhyLost(file.refused), name=file.name)
            await record(System(scope.organization_id), case_file, lost, chain=chain)


async def _keep(media: Media, fetched: Sequence[bytes | str], case_file_id: UUID | None) -> list[KeptFile]:
    kept = []
    for place, (kind, data) in enumerate(zip(media.kinds, fetched, strict=True), 1):
        name = _name(place, kind)
        if isinstance(data, str):
            kept.append(KeptFile(name, kind, 0, refused=data))
        else:
            # Whatever the provider says of it, its bytes decide.
            kept.append(await filing.keep_file(MailFile(name, kind, data), f"{media.event_id}-{place}", case_file_id))
    return kept


async def _noted(message: InboundMessage, files: Sequence[KeptFile], storage_key: str | None) -> bool:
    """Write what became of them onto the message's row; False when it is not as it was read."""
    rows = await database.rows(
        "UPDATE inbound_messages SET attachments = CASE WHEN attachments = '[]' THEN attachments ELSE $3::jsonb END, "
        "storage_key = coalesce($4, storage_key) WHERE id = $1 AND state = $2 AND (attachments <> '[]') = $5 "
        "RETURNING id",
        message.id,
        message.state.value,
        json.dumps([file.as_recorded() for file in files]),
        storage_key,
        bool(message.attachments),
    )
    return bool(rows)


async def _take_back(media: Media, bundle: storage.StoredFile | None) -> None:
    """No bundle stays that no row leads to: nobody would find it to erase it."""
    if bundle is not None and not await InboundMessage.exists(event_id=media.event_id, storage_key=bundle.key):
        await storage.delete(bundle.key)


async def _lock(case_file_ids: Sequence[UUID]) -> dict[UUID, CaseFile]:
    """Those that nobody erased meanwhile, locked in the order of their ids."""
    await database.rows(
        "SELECT id FROM case_files WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE", list(case_file_ids)
    )
    return {one.id: one for one in await CaseFile.filter(id__in=list(case_file_ids), erased_at=None)}


def _bundle(media: Media, fetched: Sequence[bytes | str]) -> bytes:
    made = io.BytesIO()
    index = [
        {"place": place, "name": _name(place, kind), "content_type": kind}
        for place, (kind, data) in enumerate(zip(media.kinds, fetched, strict=True), 1)
        if isinstance(data, bytes)
    ]
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(zipfile.ZipInfo(_INDEX), json.dumps(index))
        for place, data in enumerate(fetched, 1):
            if isinstance(data, bytes):
                packed.writestr(zipfile.ZipInfo(str(place)), data)
    return made.getvalue()


def _name(place: int, content_type: str) -> str:
    """No provider tells what somebody called a picture. The ending follows from its bytes."""
    family = content_type.partition("/")[0]
    return f"{family if family in ('image', 'video', 'audio') else 'document'}-{place}"


def _media_of(job: Job) -> Media:
    told = job.payload
    ids = [None if one == "-" else one for one in told["media"].split()]
    files = tuple(InboundMedium(one, kind) for one, kind in zip(ids, told["kinds"].split(), strict=True))
    return Media(UUID(told["event_id"]), told["message_id"], files, datetime.fromisoformat(told["at"]))


def _told_of(job: Job) -> list[tuple[UUID, Chain]]:
    pairs = (one.split(":") for one in job.payload["told"].split())
    return [(UUID(case_file_id), Chain(chain)) for case_file_id, chain in pairs]
