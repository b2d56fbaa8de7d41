"""The web process: one Starlette application, put together here and nowhere else."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from tandem.entrypoints.composition import close, configure, running
from tandem.entrypoints.http import account, audit_file, auth, files, health, links, print_runs, way_out, webhooks
from tandem.entrypoints.http.caller import CallerAddress
from tandem.entrypoints.http.origin import is_ours
from tandem.entrypoints.http.refusals import refuse
from tandem.entrypoints.http.renewing import RenewSession
from tandem.entrypoints.http.security import SecurityHeaders
from tandem.entrypoints.http.static import OPERATIONS, BuiltApp
from tandem.entrypoints.settings import Settings, SettingsRefused, load_settings
from tandem.kit import connection, pagination
from tandem.kit.errors import TandemError
from tandem.kit.links import Links
from tandem.kit.rates import Rates
from tandem_graphql.app import graphql_routes
from tandem_graphql.persisted import ManifestRefused, Operations
from tandem_graphql.senders import Senders


def create_app(settings: Settings | None = None) -> Starlette:
    """The application; reads the settings from the environment when none are given (uvicorn's factory)."""
    settings = settings or load_settings()
    settings.needs("web_database_url", "master_key", "secret_key")
    channels = configure(settings)
    secret = settings.key_bytes("secret_key")
    signed = Links(secret)
    pagination.configure(secret, settings.limit_page)
    connection.configure(settings.limit_statement_seconds)
    rates = Rates()
    senders = Senders(settings.limits, operations_of(settings), rates)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        url = settings.web_database_url
        if url is None:
            raise RuntimeError("the web process needs TANDEM_WEB_DATABASE_URL")
        redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
        async with running(settings, url, pool=20), rates.shared(redis_url):
            yield
        await close(channels)

    app = Starlette(
        routes=[
            *graphql_routes(
                "/graphql",
                authenticate=auth.actor_of_request,
                is_same_origin=is_ours,
                links=signed,
                senders=senders,
            ),
            *auth.routes,
            *links.routes,
            *account.routes,
            *files.routes,
            *audit_file.routes,
            *print_runs.routes,
            *webhooks.routes,
            *way_out.routes,
            *health.routes,
            *BuiltApp(softphone=settings.softphone).routes,
        ],
        middleware=[
            Middleware(SecurityHeaders, encrypted=settings.address.startswith("https:")),
            Middleware(CompressMiddleware),
            Middleware(CallerAddress),
            Middleware(RenewSession),
        ],
        exception_handlers={TandemError: refuse},
        lifespan=lifespan,
    )
    app.state.public_url = settings.address
    app.state.links = signed
    app.state.senders = senders
    app.state.channels = channels
    return app


def operations_of(settings: Settings) -> Operations | None:
    """The operations that alone may run, or None for any. Raises SettingsRefused."""
    named = [name for name in settings.operations.replace(" ", "").split(",") if name]
    try:
        return Operations.of_files([OPERATIONS if name == "built" else Path(name) for name in named]) if named else None
    except ManifestRefused as refused:
        raise SettingsRefused(f"TANDEM_OPERATIONS: {refused}") from None
