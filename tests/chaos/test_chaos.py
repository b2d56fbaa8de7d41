"""The proof in short: every contact ends once, is refused with a reason, or waits on a person, whatever dies."""

import subprocess
import sys

import pytest

# Another one finds other instants; this one is the same for everybody.
SEED = 2026


@pytest.mark.timeout(1500)
@pytest.mark.xdist_group("killed worker")
def test_forty_contacts_outlive_killed_workers_a_flushed_redis_and_a_restarted_database() -> None:
    """As a program of its own: it configures its process as a web process of its own servers."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--short", "--seed", str(SEED)],
        capture_output=True,
        text=True,
        timeout=1440,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-8_000:]
    assert " 0 duplicates " in done.stdout
