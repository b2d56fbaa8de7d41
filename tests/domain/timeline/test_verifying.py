"""`tandem verify` as an operator runs it: what it prints, its exit status, Ctrl-C and going on."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from tandem.entrypoints.embedded import DatabaseUrls
from tests.domain.timeline.conftest import settings_of
from tests.domain.timeline.tampering import unguarded
from tests.support.builders import make_case


@asynccontextmanager
async def verifying(urls: DatabaseUrls, folder: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, running."""
    yield await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tandem.entrypoints.cli",
        "verify",
        *options,
        env={**os.environ, **settings_of(urls, folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        # A run in the background of a shell ignores Ctrl-C, and its children would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


async def verified(urls: DatabaseUrls, folder: Path, *options: str) -> tuple[int | None, str]:
    """Exit status and what was printed."""
    async with verifying(urls, folder, *options) as process:
        printed, _ = await process.communicate()
    return process.returncode, printed.decode()


async def test_the_demo_has_no_fault(told: DatabaseUrls, told_folder: Path) -> None:
    status, printed = await verified(told, told_folder)

    assert "balances and copies included" in printed
    assert printed.rstrip().endswith("no fault.")
    assert "The timeline's guard is not installed" in printed
    assert (status, (told_folder / "verify.json").exists()) == (0, False)


async def test_a_fault_is_named_with_the_reference_of_its_case_file(committed: DatabaseUrls, tmp_path: Path) -> None:
    case_file, other = (await make_case()).case_file, (await make_case()).case_file
    async with unguarded(committed) as owner:
        event = await owner.fetchval(
            "UPDATE timeline_events SET kind = 'other' WHERE case_file_id = $1 RETURNING id", case_file.id
        )
    named = (
        f"{case_file.reference}: case file {case_file.id}, chain parties, event 1 ({event}): "
        "its contents do not give its hash: it was changed\n"
    )

    for options in ((), ("--case", case_file.reference)):
        status, printed = await verified(committed, tmp_path, *options)
        assert named in printed
        assert (status, printed.rstrip().endswith("1 faults.")) == (1, True)
    status, printed = await verified(committed, tmp_path, "--case", other.reference)
    assert status == 0
    assert printed.startswith(f"{other.reference}: 1 events in 1 chains in ")


async def test_a_reference_that_nobody_has_is_refused(committed: DatabaseUrls, tmp_path: Path) -> None:
    assert await verified(committed, tmp_path, "--case", "T99-1") == (
        2,
        "tandem: no case file has the reference T99-1\n",
    )


async def test_what_protects_the_timeline_and_is_away_is_a_fault(committed: DatabaseUrls, tmp_path: Path) -> None:
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("ALTER TABLE timeline_events_07 DISABLE TRIGGER append_only_rows")
    await owner.close()

    status, printed = await verified(committed, tmp_path)

    trigger = "the trigger append_only_rows on timeline_events_07 is missing, off or altered"
    assert f"what is written is not protected: {trigger}\n" in printed
    assert status == 1


async def test_stopped_by_ctrl_c_it_says_how_to_go_on_and_does(told: DatabaseUrls, told_folder: Path) -> None:
    state, owner = told_folder / "verify.json", await asyncpg.connect(told.owner)
    async with owner.transaction():
        await owner.execute("LOCK TABLE timeline_events_20 IN ACCESS EXCLUSIVE MODE")
        async with verifying(told, told_folder) as process:
            # Twenty parts are done, and the next one is being read: it waits for the lock.
            while process.returncode is None and not (  # noqa: ASYNC110
                _has_done(state, 20) and await owner.fetchval(_WAITING)
            ):
                await asyncio.sleep(0.05)
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
            printed, _ = await process.communicate()
    await owner.close()

    assert printed.decode().rstrip().endswith("To go on: tandem verify --continue")
    assert process.returncode == 130
    status, again = await verified(told, told_folder, "--continue")
    assert again.startswith("The timeline's guard is not installed")
    assert "\n20 parts were verified since " in again
    assert " chains (20 parts as they were read since " in again.splitlines()[-1]
    assert (status, state.exists()) == (0, False)


_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'timeline_events_20'::regclass"


def _has_done(state: Path, parts: int) -> bool:
    return state.exists() and len(json.loads(state.read_bytes())["done"]) >= parts


async def test_without_a_stopped_run_it_begins_anew_and_says_so(told: DatabaseUrls, told_folder: Path) -> None:
    status, printed = await verified(told, told_folder, "--continue")

    assert "No run of this database was stopped within the last day: this one begins anew." in printed
    assert status == 0


async def test_a_key_that_no_erasure_destroyed_is_a_fault(committed: DatabaseUrls, tmp_path: Path) -> None:
    await make_case()
    owner = await asyncpg.connect(committed.owner)
    key = await owner.fetchval("UPDATE timeline_keys SET wrapped = NULL RETURNING id")
    await owner.close()

    status, printed = await verified(committed, tmp_path)

    assert f"key {key} of debtor " in printed
    assert (status, printed.rstrip().endswith("1 faults.")) == (1, True)


async def test_looking_deeper_holds_the_page_against_the_chain(committed: DatabaseUrls, tmp_path: Path) -> None:
    case_file = (await make_case()).case_file
    owner = await asyncpg.connect(committed.owner)
    event = await owner.fetchval("UPDATE timeline_entries SET kind = 'other' RETURNING event_id")
    await owner.close()

    status, printed = await verified(committed, tmp_path, "--deep")

    named = f"{case_file.reference}: case file {case_file.id}, chain parties, event 1 ({event})"
    assert f"{named}: the page shows another kind than the chain\n" in printed
    assert (status, printed.rstrip().endswith("1 faults.")) == (1, True)
    assert (await verified(committed, tmp_path))[0] == 0
