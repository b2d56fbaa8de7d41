"""The command line: `tandem up`, and each process and chore by itself."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import SecretStr
from rich.console import Console

from tandem.entrypoints import embedded
from tandem.entrypoints import migrate as migrations
from tandem.entrypoints.erasures import erase_again, refuse_unerased
from tandem.entrypoints.example import env_example
from tandem.entrypoints.roles import LoginRoleMissing, ensure_login_roles
from tandem.entrypoints.settings import Settings, SettingsRefused, load_settings
from tandem.entrypoints.supervisor import ChildEnded
from tandem.entrypoints.up import NotReady
from tandem.entrypoints.up import up as run_everything
from tandem.privacy.models import Ground

REFUSALS = (
    SettingsRefused,
    ChildEnded,
    NotReady,
    LoginRoleMissing,
    embedded.DataFolderRefused,
    embedded.NoServerProgram,
    embedded.ServerDidNotStart,
)

_KEYS = ("master_key", "secret_key", "anchor_key")

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

    from tandem.entrypoints.http import serving

    settings = load_settings()
    serving.configure(settings.limit_unread_seconds)
    settings.needs("web_database_url", "master_key", "secret_key")
    _refuse_pending_migrations(settings.web_database_url)
    refuse_unerased(settings, settings.web_database_url)
    uvicorn.run(
        "tandem.entrypoints.asgi:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        reload=reload,
        reload_dirs=["platform", "graphql", "policies", "channels"] if reload else None,
        timeout_graceful_shutdown=serving.FINISHING,
        server_header=False,
        access_log=False,  # its paths hold signed links; who counts requests has a proxy in front
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        http=serving.Http,
        ws=serving.WebSockets,
        ws_max_size=settings.limit_body,
    )


@app.command()
def worker() -> None:
    """Run a worker; refuses to start while migrations are pending."""
    settings = load_settings()
    settings.needs("worker_database_url", "redis_url", "master_key", "secret_key", "anchor_key")
    _refuse_pending_migrations(settings.worker_database_url)
    refuse_unerased(settings, settings.worker_database_url, worker=True)
    _become("tandem.entrypoints.worker")


@app.command()
def migrate() -> None:
    """Bring the database to this release, then make the two working roles (or print the SQL that does)."""
    settings = load_settings()
    settings.needs("database_url", "web_database_url", "worker_database_url")
    asyncio.run(_migrate(settings))


@app.command()
def guard() -> None:
    """Print the SQL by which a superuser installs the timeline's guard, where `tandem migrate` may not."""
    from tandem.timeline.guard import INSTALL

    typer.echo(INSTALL)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def sandbox(context: typer.Context) -> None:
    """Run the provider sandbox: Twilio's and SendGrid's HTTP APIs, with a page to read and answer as the debtor."""
    _become("tandem_channels.sandbox", *context.args)


@app.command()
def seed() -> None:
    """Load the demo cast into a database without any organization; never in production."""
    from tandem.entrypoints import chores

    asyncio.run(chores.seed(load_settings(), Console(highlight=False)))


@app.command()
def token(
    email: Annotated[str, typer.Argument(help="Whose token: it acts as this person.")],
    membership: Annotated[str | None, typer.Option(help="Which membership, when the person has several.")] = None,
) -> None:
    """Print a new API token; it is shown this once."""
    from tandem.entrypoints import chores

    try:
        typer.echo(asyncio.run(chores.make_token(_with_owner(), email, membership)))
    except chores.TokenRefused as refused:
        typer.echo(f"tandem: {refused}", err=True)
        raise typer.Exit(2) from None


@app.command("reset-second-factor")
def reset_second_factor(
    email: Annotated[str, typer.Argument(help="Who has lost authenticator and recovery codes.")],
    *,
    yes: Annotated[bool, typer.Option(help="Do not ask.")] = False,
) -> None:
    """Take a person's second step away, in all their organizations; make sure first that it is they who ask."""
    from tandem.entrypoints import lost_factor

    if not yes:
        typer.confirm(f"Is it certain that {email} asks for it?", abort=True)
    try:
        count = asyncio.run(lost_factor.reset_second_factor(_with_owner(), email))
    except lost_factor.NothingReset as refused:
        typer.echo(f"tandem: {refused}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"The second step of {email} is off. Organizations told in their audit logs: {count}.")


@app.command()
def verify(
    *,
    case: Annotated[str | None, typer.Option(help="Only the chains of the case file with this reference.")] = None,
    go_on: Annotated[bool, typer.Option("--continue", help="Go on with a run that was stopped (Ctrl-C).")] = False,
    deep: Annotated[bool, typer.Option(help="Also open every seal that has its key, and compare the pages.")] = False,
) -> None:
    """Re-compute every chain, balance, copy and anchor; names each fault and exits with 1 when there is one."""
    from tandem.entrypoints import verifying

    console, settings = Console(highlight=False, soft_wrap=True), _with_owner()
    try:
        if case is not None:
            right = asyncio.run(verifying.verify_case(settings, console, case, deep=deep))
        else:
            right = asyncio.run(verifying.verify_everything(settings, console, go_on=go_on, deep=deep))
    except verifying.CaseFileUnknown as unknown:
        typer.echo(f"tandem: {unknown}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if not right:
        raise typer.Exit(1)


@app.command()
def erase(
    whom: Annotated[str, typer.Argument(help="The reference of a case file, or the id of a case file or debtor.")],
    *,
    ground: Annotated[Ground, typer.Option(help="Why: GDPR art. 17(1).")] = Ground.REQUEST,
    reason: Annotated[str, typer.Option(help="Kept after the erasure: must not name the person.")] = "command line",
    dry_run: Annotated[bool, typer.Option(help="Only print what is stored, and what stands in the way.")] = False,
    yes: Annotated[bool, typer.Option(help="Do not ask.")] = False,
) -> None:
    """Erase a person on both sides: rows, keys, files. Interrupted, run it again."""
    from tandem.entrypoints import erase as erasing
    from tandem.kit.errors import TandemError

    console = Console(highlight=False, soft_wrap=True)
    try:
        asyncio.run(erasing.erase(_with_owner(), console, whom, ground=ground, reason=reason, dry_run=dry_run, yes=yes))
    except (erasing.ErasureNotDone, TandemError) as refused:
        message = refused.message("en") if isinstance(refused, TandemError) else str(refused)
        typer.echo(f"tandem: {message}", err=True)
        raise typer.Exit(2) from None


@app.command()
def anchor() -> None:
    """Anchor the timeline now: sign how far every chain has come, and ask for the time-stamp."""
    from tandem.entrypoints import anchors

    if not asyncio.run(anchors.anchor_now(_with_owner(), Console(highlight=False))):
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from tandem_graphql import print_schema

    typer.echo(print_schema(), nl=False)


@app.command()
def bench(
    grown: Annotated[int, typer.Option(help="Case files among which pages are measured again.")] = 20_000,
    only: Annotated[list[str] | None, typer.Option(help="This measure alone, writing nothing; repeatable.")] = None,
) -> None:
    """Measure beside the floor, on services of its own, and write docs/performance.md.

    Fails when the gate decides less often a second than it must.
    """
    from tandem.entrypoints.bench.report import bench as measure

    if not measure(Console(highlight=False), grown, only or ()):
        raise typer.Exit(1)


@app.command()
def pack(path: Annotated[Path, typer.Argument(help="A file of contact rules, such as packs/fr.toml.")]) -> None:
    """Check a country's rules of contact; a mistake is named by table, row and field."""
    from tandem.contacts.gate import PackInvalid, load_pack

    try:
        found = load_pack(path)
    except (PackInvalid, OSError) as refused:
        typer.echo(f"tandem: {refused}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{found.label}: {', '.join(profile.name for profile in found.profiles)}")


@app.command("settings")
def print_settings() -> None:
    """Print every setting with its meaning and default, in the form of a `.env` file."""
    typer.echo(env_example(), nl=False)


def _with_owner() -> Settings:
    """The settings, with the addresses of the embedded server when it runs and none is set."""
    settings = load_settings()
    if settings.database_url is not None:
        return settings
    urls = embedded.running_database(embedded.choose_data_folder(settings.data))
    if urls is None:
        raise SettingsRefused("set TANDEM_DATABASE_URL, or start `make run` in another terminal first")
    folder = embedded.choose_data_folder(settings.data)
    keys = {name: getattr(settings, name) or embedded.kept_key(folder, name) for name in _KEYS}
    return load_settings(database_url=urls.owner, web_database_url=urls.web, worker_database_url=urls.worker, **keys)


async def _migrate(settings: Settings) -> None:
    owner, web, worker = (
        settings.direct(url)
        for url in (settings.database_url, settings.web_database_url, settings.worker_database_url)
        if url
    )
    for name in await migrations.migrate(owner):
        typer.echo(f"applied {name}")
    await ensure_login_roles(owner, web, worker)
    if not await migrations.install_guard(embedded.superuser_url(settings.data, owner) or owner):
        typer.echo(
            "The timeline's guard is missing: an administrator of the database runs `tandem guard | psql …` once."
        )
    for erasure_id in await erase_again(settings):
        typer.echo(f"erased again {erasure_id}")


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
