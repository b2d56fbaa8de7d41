"""The ORM's configuration: one app, one linear history of migrations."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tandem.kit.connection import TandemConnection

MODELS = [
    "tandem.organizations.models",
    "tandem.outbox.models",
    "tandem.people.models",
    "tandem.casefiles.models",
    "tandem.ledger.models",
    "tandem.directives.models",
    "tandem.notes.models",
    "tandem.contacts.models",
    "tandem.placements.models",
    "tandem.evidence.models",
]


def orm_config(url: str, *, pool: int = 10) -> dict[str, Any]:
    """Tortoise's configuration for a PostgreSQL URL; `pool` is the greatest number of connections."""
    parts = urlsplit(url)
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    "host": parts.hostname,
                    "port": parts.port or 5432,
                    "user": parts.username,
                    "password": parts.password,
                    "database": parts.path.lstrip("/"),
                    "minsize": 1,
                    "maxsize": pool,
                    "connection_class": TandemConnection,
                    # The one statement of a page is long, and planning it takes longer than running it.
                    "max_cacheable_statement_size": 0,
                },
            }
        },
        "apps": {"tandem": {"models": MODELS, "migrations": "tandem.migrations", "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def plain_url(url: str) -> str:
    """The URL as asyncpg wants it: scheme postgresql, without a driver's name."""
    parts = urlsplit(url)
    return urlunsplit(("postgresql", *parts[1:]))
