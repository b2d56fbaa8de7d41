"""The command line: `tandem up`, and each process and chore by itself."""

import asyncio
import os
import sys
from typing import Annotated, NoReturn

import typer
from pydantic import SecretStr
from rich.console import Console

from tandem.entrypoints import embedded
from tandem.entrypoints import migrate as migrations
from tandem.entrypoints.example import env_example
from tandem.entrypoints.roles import LoginRoleMissing, ensure_login_roles
from tandem.entrypoints.settings import Settings, SettingsRefused, load_settings
from tandem.entrypoints.supervisor import ChildEnded
from tandem.entrypoints.up import NotReady
from tandem.entrypoints.up import up as run_everything

REFUSALS = (
    SettingsRefused,
    ChildEnded,
    NotReady,
    LoginRoleMissing,
    embedded.DataFolderRefused,
    embedded.NoServerProgram,
    embedded.ServerDidNotStart,
)

app = typer.Typer(
    help="One shared, live and provable case file between agency, creditor and banker.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show local variables, and those hold secrets
)


@app.command()
def up(
    *,
    dev: Annotated[
        bool, typer.Option(help="Reload on change, serve frontend/ with Vite, log to this terminal.")
    ] = False,
    with_parent: Annotated[bool, typer.Option(help="Stop when the process that started this one dies.")] = False,
) -> None:
    """Run everything on this machine: databases, migrations, demo cast, web app, worker, provider sandbox."""
    run_everything(Console(highlight=False), dev=dev, with_parent=with_parent)


@app.command()
def web(*, reload: Annotated[bool, typer.Option(help="Restart when a Python file changes.")] = False) -> None:
    """Run the web process; refuses to start while migrations are pending."""
    import uvicorn

    settings = load_settings()
    settings.needs("web_database_url", "master_key", "secret_key")
    _refuse_pending_migrations(settings.web_database_url)
    uvicorn.run(
        "tandem.entrypoints.asgi:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        reload=reload,
        reload_dirs=["platform", "graphql", "policies", "channels"] if reload else None,
        timeout_graceful_shutdown=5,  # open subscriptions would hold the process for ever
        server_header=False,
    )


@app.command()
def worker() -> None:
    """Run a worker; refuses to start while migrations are pending."""
    settings = load_settings()
    settings.needs("worker_database_url", "redis_url", "master_key", "secret_key")
    _refuse_pending_migrations(settings.worker_database_url)
    _become("tandem.entrypoints.worker")


@app.command()
def migrate() -> None:
    """Bring the database to this release, then make the two working roles (or print the SQL that does)."""
    settings = load_settings()
    settings.needs("database_url", "web_database_url", "worker_database_url")
    asyncio.run(_migrate(settings))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def sandbox(context: typer.Context) -> None:
    """Run the provider sandbox: Twilio's and SendGrid's HTTP APIs, with a page to read and answer as the debtor."""
    _become("tandem_channels.sandbox", *context.args)


@app.command("settings")
def print_settings() -> None:
    """Print every setting with its meaning and default, in the form of a `.env` file."""
    typer.echo(env_example(), nl=False)


async def _migrate(settings: Settings) -> None:
    owner, web, worker = (
        settings.direct(url)
        for url in (settings.database_url, settings.web_database_url, settings.worker_database_url)
        if url
    )
    for name in await migrations.migrate(owner):
        typer.echo(f"applied {name}")
    await ensure_login_roles(owner, web, worker)


def _refuse_pending_migrations(url: SecretStr | None) -> None:
    if url and (names := asyncio.run(migrations.pending(url.get_secret_value()))):
        raise SettingsRefused(f"the database lacks {', '.join(names)}: run `tandem migrate` first")


def _become(module: str, *arguments: str) -> NoReturn:
    """Go on as another module: signals and the exit status need no forwarding."""
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606 (our own modules)


def main() -> None:
    """Run the command line; expected refusals are one line and status 2, not a traceback."""
    try:
        app()
    except REFUSALS as refused:
        typer.echo(f"tandem: {refused}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
