"""Making a bundle: read, fetch, set, pack, store, and record; each step shown while it is done."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from tandem.casefiles import storage
from tandem.casefiles.exhibits import Exhibit
from tandem.evidence import access, packing, progress
from tandem.evidence.events import EvidenceBundleMade
from tandem.evidence.gathering import Dossier, anchors_of, gather
from tandem.evidence.models import UNDER_WAY, BundleState, BundleStep, EvidenceBundle, folder_of
from tandem.evidence.numbering import NumberedExhibit, numbered, shown_once
from tandem.evidence.rendering import Anchored, render
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem.timeline import Chain, record
from tandem.timeline.anchors.proof import AnchorProof

# How long the files can be fetched: to make a bundle again costs a click, to forget one on a server costs more.
LIFE = timedelta(days=30)
# Bytes of all stored files together: they are held in memory while the archive is made.
MOST = 300_000_000
T = TypeVar("T")
# One at a time: a large bundle takes seconds of one core, and the worker has messages to send.
_thread = ThreadPoolExecutor(1, thread_name_prefix="evidence")


@dataclass(frozen=True, slots=True)
class Made:
    """A finished bundle that is not kept yet."""

    dossier: Dossier
    exhibit_count: int
    pdf: bytes
    packed: bytes
    at: datetime


class TooLarge(Exception):
    """The files of the case file are more than a bundle holds."""


async def make(scope: System, bundle: EvidenceBundle, job: Job) -> None:
    """Make a bundle that was asked for; whoever comes second leaves the first one's.

    Raises TooLarge, or RecordsDisagree before anything is stored.
    """
    await progress.show(scope, bundle, BundleStep.READING, 5)
    proofs = await anchors_of(scope, bundle)  # before the chains are read: they cover what the anchors name
    dossier = await gather(scope, bundle, proofs)
    await progress.show(scope, bundle, BundleStep.FETCHING, 20)
    fetched = await _fetch(dossier.exhibits)
    await progress.show(scope, bundle, BundleStep.SETTING, 40)
    made_at = clock.now()
    exhibits = await _aside(lambda: numbered(shown_once(dossier.exhibits), fetched, bundle.locale))
    pdf = await _aside(lambda: render(dossier, exhibits, _anchored(proofs), made_at))
    await progress.show(scope, bundle, BundleStep.PACKING, 80)
    packed = await _aside(lambda: _packed(dossier, pdf, exhibits, proofs, made_at))
    await _keep(scope, bundle, job, Made(dossier, len(exhibits), pdf, packed, made_at))


async def _fetch(exhibits: Sequence[Exhibit]) -> dict[str, bytes]:
    """Stored files by key; those that are gone are left out, and the exhibit says so."""
    sizes = {piece.storage_key: piece.size for exhibit in exhibits for piece in exhibit.pieces if piece.storage_key}
    if sum(sizes.values()) > MOST:
        raise TooLarge
    fetched = {}
    for key in sizes:
        try:
            fetched[key] = await storage.get(key)
        except storage.StoredFileMissing:
            continue
    return fetched


async def _aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_thread, work)


def _anchored(proofs: Mapping[Chain, AnchorProof | None]) -> list[Anchored]:
    return [
        Anchored(chain, proof.point.sequence, proof.made_at, proof.stamped_at, proof.authority)
        for chain, proof in proofs.items()
        if proof is not None
    ]


def _packed(
    dossier: Dossier,
    pdf: bytes,
    exhibits: Sequence[NumberedExhibit],
    proofs: Mapping[Chain, AnchorProof | None],
    made_at: datetime,
) -> bytes:
    files = packing.files_of(pdf, exhibits, dossier.records, proofs, dossier.bundle.locale)
    return packing.pack(files, made_at)


async def _keep(scope: System, bundle: EvidenceBundle, job: Job, made: Made) -> None:
    """Store both files, then say in one transaction that the bundle is there: nobody ever sees half of one.

    The keys carry the attempt: what a killed worker stored before is named by no row and never overwritten.
    """
    kept = f"{folder_of(bundle)}/{job.attempt}"
    pdf = await storage.put(f"{kept}.pdf", made.pdf)
    packed = await storage.put(f"{kept}.zip", made.packed)
    async with transaction(scope):
        await job.done()
        row = await access.bundle_for_update(scope, bundle.id)
        if row.state not in UNDER_WAY:
            if row.state is BundleState.FAILED:  # given up meanwhile: nobody would look for these files
                await progress.delete_files(row)
            return
        row.state, row.progress, row.step = BundleState.READY, 100, None
        row.pdf_key, row.pdf_size, row.pdf_sha256 = pdf.key, pdf.size, pdf.sha256
        row.zip_key, row.zip_size, row.zip_sha256 = packed.key, packed.size, packed.sha256
        row.exhibit_count, row.event_count = made.exhibit_count, len(made.dossier.events)
        row.made_at, row.expires_at = made.at, made.at + LIFE
        await row.save()
        progress.wake(row)
        told = EvidenceBundleMade(
            bundle_id=row.id,
            language=row.locale,
            includes_own_side=row.includes_own_side,
            exhibit_count=row.exhibit_count,
            event_count=row.event_count,
            pdf_sha256=pdf.sha256,
            zip_sha256=packed.sha256,
        )
        own = Chain.AGENCY if row.organization_id == row.agency_id else Chain.CREDITOR
        await record(scope, made.dossier.case_file, told, chain=own)
