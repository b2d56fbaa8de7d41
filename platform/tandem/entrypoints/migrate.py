"""Bring a database to the newest migration, one migrator at a time."""

from functools import cached_property
from typing import Any

import asyncpg
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps

from tandem.entrypoints.orm import orm_config, plain_url
from tandem.privacy.restoring import install
from tandem.timeline import guard

_LOCK = 0x7A6E_D3E1  # advisory lock: Tortoise does not keep two migrators apart


async def migrate(owner_url: str) -> list[str]:
    """Apply what is pending as the owner; returns the names applied. Safe to call from two processes at once."""
    guard = await asyncpg.connect(plain_url(owner_url))
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
        names = await pending(owner_url)
        if names:
            config = orm_config(owner_url, pool=2)
            async with TortoiseContext() as context:
                await context.init(config=config)
                executor = _Executor(context.connections.get("default"), {"tandem": config["apps"]["tandem"]})
                await executor.migrate(None)
            # Web and worker look before they serve whether something is pending.
            await guard.execute("GRANT SELECT ON tortoise_migrations TO tandem_web, tandem_worker")
        await install(guard)
        return names
    finally:
        await guard.close()


async def pending(url: str) -> list[str]:
    """Names of migrations that this release knows and the database has not; empty when it may serve."""
    config = orm_config(url, pool=2)
    async with TortoiseContext() as context:
        await context.init(config=config)
        executor = MigrationExecutor(context.connections.get("default"), {"tandem": config["apps"]["tandem"]})
        return [step.migration.name for step in await executor.plan(None)]


async def install_guard(url: str) -> bool:
    """Install the timeline's guard where it is not; False when this role may not."""
    connection = await asyncpg.connect(plain_url(url))
    try:
        return await guard.install(connection)
    finally:
        await connection.close()


class _Executor(MigrationExecutor):
    """Tortoise's, with copies of the state that cost little."""

    async def _project_state(self, *args: Any, **kwargs: Any) -> State:
        state = await super()._project_state(*args, **kwargs)
        return _State(state.models, state.apps)


class _State(State):
    """Copied before each operation.

    Building every model class for each copy was three quarters of a first start, and few operations look back.
    """

    def clone(self) -> State:
        return _Earlier({key: model.clone() for key, model in self.models.items()}, self.apps)


class _Earlier(State):
    """A copy that builds its model classes when an operation asks for them."""

    def __init__(self, models: dict[tuple[str, str], ModelState], apps: StateApps) -> None:
        self.models = models
        self._current = apps

    @cached_property
    def apps(self) -> StateApps:  # type: ignore[override]
        return self._current.clone(model_states=self.models)
