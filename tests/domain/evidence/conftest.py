"""The worker role on the cast's database, everything rolled back; anchors in memory; a pinned Tuesday morning."""

import pytest
from obstore.store import MemoryStore

from tandem.timeline.anchors import Anchoring, configure
from tandem.timeline.anchors.signing import private_key
from tests.domain.contacts_db.conftest import Fakes, fakes, morning, worker

__all__ = ["Fakes", "fakes", "morning", "worker"]


@pytest.fixture(autouse=True)
def anchoring() -> Anchoring:
    """Anchors in memory, signed with a key of the test's own."""
    made = Anchoring(store=MemoryStore(), key=private_key(bytes(range(32, 64))))
    configure(made)
    return made
