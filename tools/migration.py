"""Write the migration for what the models say and the migrations do not: `migration.py NAME`, or `--check` for drift.

Models and migrations on disk are compared with each other; no database is asked. Constraints, row-level security and
triggers go into RunSQL by hand: Tortoise does not create the constraints of a new model.
"""

import argparse
import asyncio

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from tandem.entrypoints.orm import orm_config


async def missing_migrations() -> list[MigrationWriter]:
    """What would have to be written; empty when models and migrations agree."""
    config = orm_config("postgresql://nobody@127.0.0.1/none")
    async with TortoiseContext() as context:
        await context.init(config=config)
        if context.apps is None:
            raise RuntimeError("Tortoise did not load the models")
        return await MigrationAutodetector(context.apps, {"tandem": config["apps"]["tandem"]}).changes()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", help="what the migration does, in snake_case")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a migration is missing")
    arguments = parser.parse_args()
    writers = asyncio.run(missing_migrations())
    if arguments.check:
        for writer in writers:
            print(
                f"a migration is missing: run `make migration m=NAME` ({writer.name}, {len(writer.operations)} changes)"
            )
        return len(writers)
    if not arguments.name:
        parser.error("name the migration: make migration m=add_disputes")
    for writer in writers:
        writer.name = format_migration_name(int(writer.name.split("_", 1)[0]), arguments.name)
        print(f"wrote {writer.write()}; read it, and add constraints and policies by RunSQL")
    if not writers:
        print("models and migrations agree: nothing to write")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
