"""The supervisor: a dead child ends the run and says why; a signal or a lost parent ends everything."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tandem.entrypoints.supervisor import ChildEnded, Supervisor, run_step

PARENT = """
import os, sys
from pathlib import Path
from tandem.entrypoints.supervisor import StopRequested, Supervisor, stopping_on_signals
supervisor = Supervisor(Path(sys.argv[1]))
try:
    with stopping_on_signals(with_parent=len(sys.argv) > 2):
        supervisor.start("sleeper", ["sleep", "60"], os.environ)
        print(supervisor.running["sleeper"][0].pid, flush=True)
        supervisor.watch()
except StopRequested:
    supervisor.stop()
    print("stopped", flush=True)
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for_the_end_of(pid: int) -> bool:
    deadline = time.monotonic() + 15
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_running(pid)


def test_a_child_that_dies_ends_the_watch_with_its_last_output(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.start("steady", ["sleep", "60"], {})
    supervisor.start("fragile", python("print('the disk is full'); raise SystemExit(3)"), {})

    with pytest.raises(ChildEnded, match=r"(?s)fragile ended with status 3; .*the disk is full"):
        supervisor.watch()

    supervisor.stop()
    assert all(process.poll() is not None for process, _ in supervisor.running.values())


def test_a_child_that_is_killed_is_reported_by_the_name_of_the_signal(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.start("victim", ["sleep", "60"], {})
    supervisor.running["victim"][0].kill()

    with pytest.raises(ChildEnded, match="victim ended with signal SIGKILL"):
        supervisor.watch()


def test_a_child_that_ignores_the_request_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.entrypoints.supervisor.GRACE", 0.2)
    supervisor = Supervisor(tmp_path)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    supervisor.start("deaf", python(deaf), {})
    while "deaf" not in (tmp_path / "deaf.log").read_text():
        time.sleep(0.02)

    supervisor.stop()

    assert supervisor.running["deaf"][0].returncode == -signal.SIGKILL


def test_a_step_gives_back_what_it_printed_and_a_failed_one_says_why(tmp_path: Path) -> None:
    assert run_step("good", python("print('applied 0001')"), {}, tmp_path) == "applied 0001\n"

    with pytest.raises(ChildEnded, match=r"(?s)bad ended with status 1; .*no such table"):
        run_step("bad", python("raise SystemExit('no such table')"), {}, tmp_path)


@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(tmp_path: Path, request_to_stop: signal.Signals) -> None:
    with subprocess.Popen([*python(PARENT), tmp_path], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())

        parent.send_signal(request_to_stop)

        assert parent.stdout.readline() == "stopped\n"
        assert parent.wait() == 0
    assert not is_running(child)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children of a parent's death on Linux only")
def test_a_supervisor_that_is_killed_takes_its_children_along(tmp_path: Path) -> None:
    with subprocess.Popen([*python(PARENT), tmp_path], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())

        parent.kill()

    assert wait_for_the_end_of(child)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children of a parent's death on Linux only")
def test_with_parent_a_killed_make_ends_the_run(tmp_path: Path) -> None:
    make = python(
        f"import subprocess; subprocess.run([{sys.executable!r}, '-c', {PARENT!r}, {str(tmp_path)!r}, 'with-parent'])"
    )
    with subprocess.Popen(make, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())

        parent.kill()

    assert wait_for_the_end_of(child)
