"""The web process: one Starlette application, put together here and nowhere else."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from tandem.entrypoints.composition import close, configure, running
from tandem.entrypoints.http import auth, files, health, webhooks
from tandem.entrypoints.http.caller import CallerAddress
from tandem.entrypoints.http.origin import is_ours
from tandem.entrypoints.http.refusals import refuse
from tandem.entrypoints.http.security import SecurityHeaders
from tandem.entrypoints.http.static import BuiltApp
from tandem.entrypoints.settings import Settings, load_settings
from tandem.kit import pagination
from tandem.kit.errors import TandemError
from tandem.kit.links import Links
from tandem_graphql.app import graphql_routes


def create_app(settings: Settings | None = None) -> Starlette:
    """The application; reads the settings from the environment when none are given (uvicorn's factory)."""
    settings = settings or load_settings()
    settings.needs("web_database_url", "master_key", "secret_key")
    channels = configure(settings)
    secret = settings.key_bytes("secret_key")
    links = Links(secret)
    pagination.configure(secret)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        url = settings.web_database_url
        if url is None:
            raise RuntimeError("the web process needs TANDEM_WEB_DATABASE_URL")
        async with running(settings, url, pool=20):
            yield
        await close(channels)

    app = Starlette(
        routes=[
            *graphql_routes(
                "/graphql",
                authenticate=auth.actor_of_request,
                is_same_origin=is_ours,
                links=links,
            ),
            *auth.routes,
            *files.routes,
            *webhooks.routes,
            *health.routes,
            *BuiltApp().routes,
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(CompressMiddleware), Middleware(CallerAddress)],
        exception_handlers={TandemError: refuse},
        lifespan=lifespan,
    )
    app.state.public_url = settings.address
    app.state.links = links
    app.state.channels = channels
    return app
