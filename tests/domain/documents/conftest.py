"""A store in memory, and the road of a file: announced, sent, added."""

import pytest
from obstore.store import MemoryStore

from tandem.casefiles import storage


@pytest.fixture(autouse=True)
def store() -> MemoryStore:
    """The store of this test."""
    kept = MemoryStore()
    storage.configure(kept)
    return kept
