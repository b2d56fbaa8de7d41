"""How much was walked, told once at the end of a run: from one process or from the several of pytest-xdist."""

from typing import Any

import pytest

Combination = tuple[str, str, str]
# (reader, operation, tenant), and what leaked.
WALKED: set[Combination] = set()
LEAKED: set[str] = set()


@pytest.hookimpl
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what it walked."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["walked"], output["leaked"] = sorted(WALKED), sorted(LEAKED)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker walked."""
    output = getattr(node, "workeroutput", {})
    WALKED.update(map(tuple, output.get("walked", [])))
    LEAKED.update(output.get("leaked", []))


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line."""
    if WALKED:
        terminalreporter.write_line(
            f"walked {len(WALKED):,} (role, operation, tenant) combinations: {len(LEAKED)} leaks"
        )
