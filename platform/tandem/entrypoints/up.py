"""`tandem up`: everything on one machine, from nothing to the address that you open."""

import contextlib
import hashlib
import os
import shlex
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tandem.entrypoints import embedded
from tandem.entrypoints.embedded.folder import port_is_free
from tandem.entrypoints.settings import Environment, Settings, SettingsRefused, load_settings
from tandem.entrypoints.supervisor import StopRequested, Supervisor, run_step, stopping_on_signals
from tandem_channels.sandbox.signing import webhook_public_key

PROVIDER_FIELDS = ("twilio_account_sid", "twilio_auth_token", "twilio_api_url", "sendgrid_api_key", "sendgrid_api_url")
READY_WITHIN = 60
PYTHON_ROOTS = ("platform", "graphql", "policies", "channels")
TANDEM = (sys.executable, "-m", "tandem.entrypoints.cli")


class NotReady(Exception):
    """The web process runs but does not answer /readyz."""


def up(console: Console, *, dev: bool = False, with_parent: bool = False) -> None:
    """Start, show the address, and stay until Ctrl-C, a signal, or the end of a child (ChildEnded).

    Raises SettingsRefused, or an error of the embedded services, before anything is left running.
    """
    with contextlib.suppress(StopRequested), stopping_on_signals(with_parent=with_parent):
        settings, own_sandbox = _with_sandbox(load_settings(clock=None))
        folder = embedded.choose_data_folder(settings.data)
        with embedded.locked(folder), contextlib.ExitStack() as services:
            _ports_are_free(settings, own_sandbox=own_sandbox)
            logs = folder / "logs"
            logs.mkdir(exist_ok=True)
            environment = os.environ | {
                "TANDEM_DATA": str(folder),
                "TANDEM_PORT": str(settings.port),
                "PYTHONUNBUFFERED": "1",
            }
            environment |= _services(console, services, settings, folder)
            if own_sandbox:
                environment |= _sandbox_credentials(settings, folder)
            if settings.clock:
                shift = settings.clock_shift.total_seconds()
                environment["TANDEM_CLOCK"] = f"{shift:+.0f}"  # seconds, so that processes started apart agree
            with _progress(console, "Migrations"):
                run_step("migrate", [*TANDEM, "migrate"], environment, logs)
            if settings.env is Environment.DEVELOPMENT:
                with _progress(console, "Demo cast"):
                    run_step("seed", [*TANDEM, "seed"], environment, logs)
            supervisor = Supervisor(None if dev else logs)
            services.callback(supervisor.stop)
            with _progress(console, "Web app, worker" + (", provider sandbox" if own_sandbox else "")):
                if own_sandbox:
                    _start_sandbox(supervisor, settings, folder, environment)
                _start(supervisor, environment, dev=dev)
                _wait_until_ready(supervisor, settings)
            _welcome(console, settings, logs, own_sandbox=own_sandbox, dev=dev)
            supervisor.watch()
    console.print("Stopped; the data is kept.")


def _with_sandbox(settings: Settings) -> tuple[Settings, bool]:
    """The settings of this run, and whether a sandbox of ours is the provider: never beside a named one."""
    named = any(getattr(settings, name) for name in (*PROVIDER_FIELDS, "sandbox_url"))
    if named or settings.env is Environment.PRODUCTION:
        return load_settings(), False
    return load_settings(sandbox_url=f"http://127.0.0.1:{settings.port + 1}"), True


def _ports_are_free(settings: Settings, *, own_sandbox: bool) -> None:
    sandbox = [("127.0.0.1", settings.port + 1)] if own_sandbox else []
    for host, port in [(settings.host, settings.port), *sandbox]:
        deadline = time.monotonic() + 3  # a run that was just ended may still be letting go
        while not port_is_free(port, host):
            if time.monotonic() > deadline:
                raise SettingsRefused(f"port {port} is in use; end what uses it, or set TANDEM_PORT")
            time.sleep(0.1)


def _services(console: Console, services: contextlib.ExitStack, settings: Settings, folder: Path) -> dict[str, str]:
    """Start what has no address; the environment that names all of it, with the keys."""
    named = [settings.database_url, settings.web_database_url, settings.worker_database_url]
    if settings.env is Environment.PRODUCTION or any(named):
        settings.needs("database_url", "web_database_url", "worker_database_url")
    if settings.env is Environment.PRODUCTION:
        settings.needs("redis_url", "master_key", "secret_key", "anchor_key")
    environment: dict[str, str] = {}
    if not any(named):
        with _progress(console, "PostgreSQL"):
            urls = services.enter_context(embedded.embedded_postgres(folder))
        environment |= {
            "TANDEM_DATABASE_URL": urls.owner,
            "TANDEM_WEB_DATABASE_URL": urls.web,
            "TANDEM_WORKER_DATABASE_URL": urls.worker,
        }
    if settings.redis_url is None:
        with _progress(console, "Valkey"):
            environment["TANDEM_REDIS_URL"] = services.enter_context(embedded.embedded_valkey(folder))
    for name in ("master_key", "secret_key", "anchor_key"):
        if getattr(settings, name) is None:
            environment[f"TANDEM_{name.upper()}"] = embedded.kept_key(folder, name)
    return environment


def _sandbox_credentials(settings: Settings, folder: Path) -> dict[str, str]:
    """Aim both SDKs at our sandbox, with credentials that belong to this data folder."""
    name = hashlib.sha256(embedded.kept_secret(folder, "provider").encode()).hexdigest()
    sandbox_url = str(settings.sandbox_url)
    return {
        "TANDEM_SANDBOX_URL": sandbox_url,
        "TANDEM_TWILIO_API_URL": sandbox_url,
        "TANDEM_TWILIO_ACCOUNT_SID": f"AC{name[:32]}",
        "TANDEM_TWILIO_AUTH_TOKEN": name[32:],
        "TANDEM_SENDGRID_API_URL": sandbox_url,
        "TANDEM_SENDGRID_API_KEY": f"SG.{name[:22]}.{name[22:]}",
        "TANDEM_SENDGRID_WEBHOOK_PUBLIC_KEY": webhook_public_key(_sandbox_key(folder)),
        "TANDEM_INBOUND_DOMAIN": settings.inbound_domain or "answers.example",
        "TANDEM_INBOUND_SECRET": embedded.kept_secret(folder, "inbound"),
    }


def _start_sandbox(supervisor: Supervisor, settings: Settings, folder: Path, environment: dict[str, str]) -> None:
    port = ["--port", str(settings.port + 1), "--app-url", settings.address]
    files = ["--data", str(folder / "sandbox.sqlite"), "--key", str(_sandbox_key(folder))]
    supervisor.start("sandbox", [sys.executable, "-m", "tandem_channels.sandbox", *port, *files], environment)


def _sandbox_key(folder: Path) -> Path:
    return folder / "secrets" / "sendgrid-webhook.pem"


def _start(supervisor: Supervisor, environment: dict[str, str], *, dev: bool) -> None:
    """Start what runs on; web and worker never learn the owner's address."""
    working = {name: value for name, value in environment.items() if name != "TANDEM_DATABASE_URL"}
    worker = [*TANDEM, "worker"]
    if dev:
        worker = [sys.executable, "-m", "watchfiles", "--filter", "python", shlex.join(worker), *PYTHON_ROOTS]
        api = {"TANDEM_API": f"http://127.0.0.1:{environment['TANDEM_PORT']}"}
        supervisor.start("vite", ["tools/node.sh", "npm", "--prefix", "frontend", "run", "dev"], working | api)
    supervisor.start("worker", worker, working)
    # What the world can reach never learns the key that signs anchors.
    web = {name: value for name, value in working.items() if name != "TANDEM_ANCHOR_KEY"}
    supervisor.start("web", [*TANDEM, "web", *(["--reload"] if dev else [])], web)


def _wait_until_ready(supervisor: Supervisor, settings: Settings) -> None:
    url = settings.model_copy(update={"public_url": ""}).address + "/readyz"
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        supervisor.check()
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise NotReady(f"{url} did not answer within {READY_WITHIN} seconds")


def _welcome(console: Console, settings: Settings, logs: Path, *, own_sandbox: bool, dev: bool) -> None:
    from tandem.entrypoints import demo  # late: it loads the whole domain, and the first lines should not wait

    facts = Table.grid(padding=(0, 2))
    facts.add_row(
        "Tandem",
        f"[bold]http://localhost:5173[/] (Vite), {settings.address}" if dev else f"[bold]{settings.address}[/]",
    )
    if own_sandbox:
        facts.add_row("Sandbox", f"{settings.sandbox_url} (what a debtor receives; answer as the debtor)")
    facts.add_row("Logs", "this terminal" if dev else str(logs))
    console.print(facts)
    if settings.env is Environment.DEVELOPMENT:
        sign_ins = Table(box=None, title="Demo sign-ins", title_justify="left", padding=(0, 2, 0, 0))
        for column in ("E-mail", "Password", "Role"):
            sign_ins.add_column(column, no_wrap=column != "Role")
        for role, email, password in demo.SIGN_INS:
            sign_ins.add_row(email, password, role)
        console.print(sign_ins)
    console.print("Ctrl-C stops everything; the data is kept.")


@contextlib.contextmanager
def _progress(console: Console, what: str) -> Iterator[None]:
    started = time.monotonic()
    with console.status(f"{what} …"):
        yield
    console.print(f"[green]✓[/] {what} [dim]{time.monotonic() - started:.1f} s[/]")
