"""Embedded services: a PostgreSQL and a Valkey of our own, for machines where no address is set."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tandem.entrypoints.embedded.binaries import NoServerProgram
from tandem.entrypoints.embedded.folder import DataFolderRefused, choose_data_folder, kept_key, kept_secret, locked
from tandem.entrypoints.embedded.postgres import (
    DATABASE,
    OWNER,
    ServerDidNotStart,
    port_of_running_server,
    running_postgres,
)
from tandem.entrypoints.embedded.valkey import running_valkey

__all__ = [
    "DataFolderRefused",
    "DatabaseUrls",
    "NoServerProgram",
    "ServerDidNotStart",
    "Services",
    "choose_data_folder",
    "embedded_postgres",
    "embedded_services",
    "embedded_valkey",
    "kept_key",
    "kept_secret",
    "locked",
    "running_database",
    "superuser_url",
]


@dataclass(frozen=True)
class DatabaseUrls:
    """The three connections of one database: the owner's for migrations, and the two working roles'."""

    owner: str
    web: str
    worker: str


@dataclass(frozen=True)
class Services:
    """Addresses of both servers and the folder that they live in."""

    database: DatabaseUrls
    redis_url: str
    folder: Path


def running_database(folder: Path) -> DatabaseUrls | None:
    """The addresses of the server that another process runs over this folder, or None when none runs."""
    port = port_of_running_server(folder)
    return None if port is None else _urls(folder, port)


def superuser_url(folder: Path | None, owner_url: str) -> str | None:
    """The administrator's address, for the one thing that only a superuser may install.

    None unless `owner_url` is that of the server that runs over `folder`.
    """
    if folder is None or (urls := running_database(folder)) is None or urls.owner != owner_url:
        return None
    return owner_url.replace(f"{OWNER}:{kept_secret(folder, 'owner')}@", f"postgres:{kept_secret(folder, 'postgres')}@")


def _urls(folder: Path, port: int) -> DatabaseUrls:
    def url(role: str, secret: str) -> str:
        return f"postgresql://{role}:{kept_secret(folder, secret)}@127.0.0.1:{port}/{DATABASE}"

    return DatabaseUrls(url(OWNER, "owner"), url("tandem_web_login", "web"), url("tandem_worker_login", "worker"))


@contextlib.contextmanager
def embedded_postgres(folder: Path, *, durable: bool = True) -> Iterator[DatabaseUrls]:
    """Run PostgreSQL; the owner exists, the working roles' passwords are fixed here and set by `migrate`."""
    with running_postgres(folder, durable=durable) as port:
        yield _urls(folder, port)


@contextlib.contextmanager
def embedded_valkey(folder: Path) -> Iterator[str]:
    """Run Valkey and yield its address, password included."""
    with running_valkey(folder) as port:
        yield f"redis://:{kept_secret(folder, 'valkey')}@127.0.0.1:{port}/0"


@contextlib.contextmanager
def embedded_services(data: Path | None = None, *, durable: bool = True) -> Iterator[Services]:
    """Run both servers in a locked data folder (see choose_data_folder) until the block ends or we die.

    Call it from the main thread. Raises DataFolderRefused, NoServerProgram or ServerDidNotStart.
    """
    folder = choose_data_folder(data)
    with (
        locked(folder),
        embedded_postgres(folder, durable=durable) as database,
        embedded_valkey(folder) as redis_url,
    ):
        yield Services(database, redis_url, folder)
