"""A person's wish not to be reached: in force for the agency and all its creditors, told on the agency's own chains."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tandem.casefiles.models import CaseFile, Stage
from tandem.casefiles.wishes import recall_wishes
from tandem.contacts import information
from tandem.contacts.accounts.new_senders import TO_CONFIRM
from tandem.contacts.calls_asked import withdraw_refused
from tandem.contacts.consents import EntryKind, enter, said_after, said_within
from tandem.contacts.events import OptOutLifted, OptOutRecorded
from tandem.contacts.models import Channel, OptOut
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit
from tandem.timeline import Chain, record

# By which channel, and where.
Reached = tuple[Channel, str]
# What the provider told us is not told back.
PROVIDER, PROVIDER_LIST = "provider", "provider_list"
_TOLD_BY_PROVIDER = frozenset({PROVIDER, PROVIDER_LIST})
_KEPT_BY_PROVIDERS = frozenset({Channel.EMAIL, Channel.SMS})
# A button pressed twice, a page sent again: one wish.
_TWICE_AT_ONCE = timedelta(minutes=1)


async def opt_out(
    acting: Actor | System,
    agency_id: UUID,
    channel: Channel,
    address: str,
    *,
    source: str,
    provisional: bool = False,
    evidence: str | None = None,
    at: datetime | None = None,
    way_out_id: UUID | None = None,
) -> bool:
    """Put an opt-out in force, or make a provisional one final. False when it was so before.

    `at` is when it was said, `evidence` the words or the paper that prove it; `way_out_id` is the link that it was said
    by, which takes it back as long as nothing else said the same. One that is said again, or was taken back
    since, is only entered into the ledger: what is told late is weighed against it. Needs the open transaction. The
    topic `contacts.regate` stops what waits for that address, `contacts.tell_provider` has the provider refuse it too.
    """
    new = await _put(
        acting,
        agency_id,
        channel,
        address,
        source=source,
        provisional=provisional,
        evidence=evidence,
        at=at,
        way_out_id=way_out_id,
    )
    await _end_calls(acting, agency_id, [(channel, address)])
    if new:
        await tell_refused(acting, agency_id, [(channel, address)], provisional=provisional)
    return new


async def opt_out_of_each(
    acting: Actor | System, agency_id: UUID, refused: Sequence[Reached], *, source: str, way_out_id: UUID | None
) -> None:
    """The same wish about several addresses, in their order; `way_out_id` as in `opt_out`."""
    new = [one for one in refused if await _put(acting, agency_id, *one, source=source, way_out_id=way_out_id)]
    await _end_calls(acting, agency_id, refused)
    await tell_refused(acting, agency_id, new)


async def _end_calls(acting: Actor | System, agency_id: UUID, refused: Sequence[Reached]) -> None:
    numbers = {address for channel, address in refused if channel is Channel.VOICE}
    if numbers:
        await withdraw_refused(acting, agency_id, numbers)


async def _put(
    acting: Actor | System,
    agency_id: UUID,
    channel: Channel,
    address: str,
    *,
    source: str,
    provisional: bool = False,
    evidence: str | None = None,
    at: datetime | None = None,
    way_out_id: UUID | None = None,
) -> bool:
    await recall_wishes(agency_id, [address])
    known = await OptOut.get_or_none(agency_id=agency_id, channel=channel, address=address, lifted_at=None)
    again = known is not None and (provisional or not known.provisional)
    kind = EntryKind.ASKED_TO_STOP if provisional else EntryKind.OPT_OUT
    taken_back = at is not None and await said_after(agency_id, channel, address, (EntryKind.OPT_IN,), at)
    since = at or (clock.now() - _TWICE_AT_ONCE if again else None)
    if since is None or not await said_within(agency_id, channel, address, kind, source, since, at or clock.now()):
        await enter(acting, agency_id, channel, address, kind, source=source, evidence=evidence, happened_at=at)
    if again or taken_back:
        if known is not None and source != PROVIDER_LIST and known.way_out_id not in (None, way_out_id):
            await OptOut.filter(id=known.id).update(way_out_id=None)
        return False
    await database.execute(
        "INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at, way_out_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (agency_id, channel, address) WHERE lifted_at IS NULL "
        "DO UPDATE SET provisional = opt_outs.provisional AND EXCLUDED.provisional, "
        "way_out_id = CASE WHEN opt_outs.way_out_id = EXCLUDED.way_out_id THEN opt_outs.way_out_id END",
        new_id(),
        agency_id,
        channel.value,
        address,
        source,
        provisional,
        clock.now(),
        way_out_id,
    )
    await emit(acting, "contacts.regate", {"channel": channel.value, "address": address})
    if not provisional and source not in _TOLD_BY_PROVIDER:
        await _tell_provider(acting, channel, address, refused=True)
    return True


async def lift(
    acting: Actor | System,
    agency_id: UUID,
    channel: Channel,
    address: str,
    *,
    source: str,
    evidence: str | None = None,
    at: datetime | None = None,
) -> bool:
    """End the opt-out in force, if there is one. What it stopped stays stopped: a person plans anew.

    One that was said again since `at` stays in force, were it in a sentence that only seems to say so.
    """
    lifted = await _lift(acting, agency_id, channel, address, source=source, evidence=evidence, at=at)
    if lifted:
        await _tell_lifted(acting, agency_id, [(channel, address)])
    return lifted


async def lift_each(
    acting: Actor | System, agency_id: UUID, again: Sequence[Reached], *, source: str, evidence: str | None = None
) -> None:
    """The same wish about several addresses, in their order."""
    lifted = [one for one in again if await _lift(acting, agency_id, *one, source=source, evidence=evidence)]
    await _tell_lifted(acting, agency_id, lifted)


async def _lift(
    acting: Actor | System,
    agency_id: UUID,
    channel: Channel,
    address: str,
    *,
    source: str,
    evidence: str | None,
    at: datetime | None = None,
) -> bool:
    await recall_wishes(agency_id, [address])
    refusals = (EntryKind.OPT_OUT, EntryKind.ASKED_TO_STOP)
    said_again = at is not None and await said_after(agency_id, channel, address, refusals, at)
    refused_information = channel is Channel.EMAIL and await information.is_refused(agency_id, address)
    await enter(acting, agency_id, channel, address, EntryKind.OPT_IN, source=source, evidence=evidence, happened_at=at)
    # Who refuses receipts and notices alone wants those again too.
    of_information = refused_information and not await information.is_refused(agency_id, address)
    if said_again:
        return False
    known = await OptOut.get_or_none(agency_id=agency_id, channel=channel, address=address, lifted_at=None)
    if known is None and not of_information:
        return False
    if known is not None:
        await OptOut.filter(id=known.id).update(lifted_at=clock.now())
    # Of a sentence that nobody has read the provider knows nothing.
    is_kept_there = of_information or (known is not None and not known.provisional)
    if is_kept_there and source not in _TOLD_BY_PROVIDER:
        await _tell_provider(acting, channel, address, refused=False)
    return True


async def tell_refused(
    acting: Actor | System, agency_id: UUID, refused: Collection[Reached], *, provisional: bool = False
) -> None:
    """Record on the agency's chain of each open case file which of its addresses are refused now. Call it last."""
    for case_file, channel, address in await _where_told(agency_id, refused):
        await record(acting, case_file, OptOutRecorded(channel, provisional, address=address), chain=Chain.AGENCY)


async def _tell_lifted(acting: Actor | System, agency_id: UUID, lifted: Collection[Reached]) -> None:
    for case_file, channel, address in await _where_told(agency_id, lifted):
        await record(acting, case_file, OptOutLifted(channel, address=address), chain=Chain.AGENCY)


async def _where_told(agency_id: UUID, about: Collection[Reached]) -> list[tuple[CaseFile, Channel, str]]:
    """Case file after case file in id order, whatever was said: two wishes at once never wait for each other."""
    of_each: dict[UUID, list[tuple[CaseFile, Channel, str]]] = {}
    async with database.whole_organization():
        for channel, address in about:
            for case_file in await open_case_files_of(agency_id, address):
                of_each.setdefault(case_file.id, []).append((case_file, channel, address))
    return [one for _, told in sorted(of_each.items()) for one in told]


async def _tell_provider(acting: Actor | System, channel: Channel, address: str, *, refused: bool) -> None:
    """Nobody keeps who refuses calls or letters. Told at once, the provider of texts would not let pass that a STOP was
    understood.
    """
    if channel in _KEPT_BY_PROVIDERS:
        at = clock.now() + (TO_CONFIRM if refused and channel is Channel.SMS else timedelta(0))
        await emit(acting, "contacts.tell_provider", {"channel": channel.value, "address": address}, available_at=at)


async def open_case_files_of(agency_id: UUID, address: str) -> list[CaseFile]:
    """The agency's open case files that have this address, in id order: the order in which chains are appended to."""
    found = await database.rows(
        "SELECT DISTINCT case_file_id FROM contact_points WHERE agency_id = $1 AND value = $2", agency_id, address
    )
    ids = [row["case_file_id"] for row in found]
    return await CaseFile.filter(id__in=ids).exclude(stage=Stage.CLOSED).order_by("id")
