"""Where a bundle stands while the worker has it: shown as it moves, and told when it cannot be made."""

from tandem.casefiles import storage
from tandem.evidence.models import UNDER_WAY, BundleProblem, BundleState, BundleStep, EvidenceBundle, folder_of
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.actor import System


async def show(scope: System, bundle: EvidenceBundle, step: BundleStep, percent: int) -> None:
    """Commit what is being done and how far it has come, 0 to 100, and wake whoever watches."""
    async with transaction(scope):
        await EvidenceBundle.filter(id=bundle.id, state__in=UNDER_WAY).update(
            state=BundleState.MAKING, step=step, progress=percent
        )
        wake(bundle)


async def fail(scope: System, bundle: EvidenceBundle, problem: BundleProblem) -> None:
    """End a bundle that was being made, with the word of the sentence that says why; what was stored of it goes."""
    async with transaction(scope):
        ended = await EvidenceBundle.filter(id=bundle.id, state__in=UNDER_WAY).update(
            state=BundleState.FAILED, step=None, problem=problem
        )
        wake(bundle)
    # After the commit: a store that is away must not keep the bundle from ending, and its asker from asking again.
    if ended:
        await delete_files(bundle)


async def delete_files(bundle: EvidenceBundle) -> None:
    """Delete all that was stored of a bundle, what killed workers left included."""
    for key in await storage.keys_under(folder_of(bundle)):
        await storage.delete(key)


def wake(bundle: EvidenceBundle) -> None:
    """Wake whoever of the asking organization watches the bundle, after the commit."""
    wake_after_commit(Wakeup("evidence", bundle.id, (bundle.organization_id,)))
