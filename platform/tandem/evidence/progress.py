"""Where a bundle stands while the worker has it: shown as it moves, and told when it cannot be made."""

from tandem.evidence.models import UNDER_WAY, BundleProblem, BundleState, BundleStep, EvidenceBundle
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
    """End a bundle that was being made, with the word of the sentence that says why."""
    async with transaction(scope):
        await EvidenceBundle.filter(id=bundle.id, state__in=UNDER_WAY).update(
            state=BundleState.FAILED, step=None, problem=problem
        )
        wake(bundle)


def wake(bundle: EvidenceBundle) -> None:
    """Wake whoever of the asking organization watches the bundle, after the commit."""
    wake_after_commit(Wakeup("evidence", bundle.id, (bundle.organization_id,)))
