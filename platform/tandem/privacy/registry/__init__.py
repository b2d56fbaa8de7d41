"""The one registry: every column of every table, every prefix of every object store, and what lies elsewhere."""

from tandem.privacy.registry import cases, contacts, organizations, placements, timeline
from tandem.privacy.registry.elsewhere import ELSEWHERE, PREFIXES

# In this order rows are handled: what others point at comes after them.
STORES = (*contacts.STORES, *placements.STORES, *timeline.STORES, *cases.STORES, *organizations.STORES)
ERASED = tuple(store for store in STORES if store.is_erased)
BY_TABLE = {store.table: store for store in STORES}

__all__ = ["BY_TABLE", "ELSEWHERE", "ERASED", "PREFIXES", "STORES"]
