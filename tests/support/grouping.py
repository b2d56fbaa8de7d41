"""Tests that share something dear run in one process and first: a long group that begins last is waited for.

pytest-xdist writes the group of `xdist_group` into a test's name where pytest kept names before 9.2. It keeps them
elsewhere now, so that the groups were silently lost; what xdist wrote is put where pytest looks.
"""

import pytest

# The longest first: what begins last is waited for. Groups that are not named here follow, then tests by themselves.
LONGEST_FIRST = (
    "browser",
    "walk of mutations",
    "second wall",
    "walk of queries",
    "softphone",
    "walk of streams",
    "walk of cursors",
    "walk of files",
    "killed worker",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After pytest-randomly and pytest-xdist, in every process of a run alike."""
    for item in items:
        written = getattr(item, "_nodeid", item.nodeid)
        if written != item.nodeid:
            item._id = type(item.id).parse(written)
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[int, bool]:
    # Within a group the others see what it shares as it was made.
    leaves_traces = item.get_closest_marker("leaves_traces") is not None
    group = item.get_closest_marker("xdist_group")
    if group is None:
        return len(LONGEST_FIRST) + 1, leaves_traces
    return LONGEST_FIRST.index(group.args[0]) if group.args[0] in LONGEST_FIRST else len(LONGEST_FIRST), leaves_traces
