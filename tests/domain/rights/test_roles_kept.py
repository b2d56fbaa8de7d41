"""A role that an organization composed keeps what it could do, when one permission becomes two."""

from pathlib import Path

import asyncpg

from tandem import migrations
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.ids import new_id
from tests.support.services import Template, database_of

AGENCY = actor_of_cast("ines").organization_id
WISHES = Path(migrations.__file__).with_name("sql") / "0058" / "wishes.sql"


async def test_whoever_ended_refusals_and_facts_by_a_composed_role_still_does(template: Template) -> None:
    _, _, kept = WISHES.read_text(encoding="utf-8").partition("-- What roles that organizations composed")
    assert kept
    async with database_of(template) as urls:
        owner = await asyncpg.connect(urls.owner)
        try:
            roles = {name: new_id() for name in ("both", "lifting already", "neither")}
            rules = {
                "both": ("opt_out:write", "stop_fact:write"),
                "lifting already": ("opt_out:write", "opt_out:lift"),
                "neither": ("opt_out:read", "stop_fact:read"),
            }
            for name, role_id in roles.items():
                await owner.execute(
                    "INSERT INTO roles (id, organization_id, name, version) VALUES ($1, $2, $3, 1)",
                    role_id,
                    AGENCY,
                    name,
                )
                for permission in rules[name]:
                    await owner.execute(
                        "INSERT INTO role_rules (id, organization_id, role_id, relation, permission) "
                        "VALUES ($1, $2, $3, 'agency', $4)",
                        new_id(),
                        AGENCY,
                        role_id,
                        permission,
                    )
            for _ in range(2):
                await owner.execute("-- " + kept)

            found = await owner.fetch(
                "SELECT r.name, r.version, array_agg(u.permission ORDER BY u.permission) AS permissions "
                "FROM roles r JOIN role_rules u ON u.role_id = r.id WHERE r.id = ANY ($1) GROUP BY r.id",
                list(roles.values()),
            )
        finally:
            await owner.close()

    assert {row["name"]: (row["version"], row["permissions"]) for row in found} == {
        "both": (2, ["opt_out:lift", "opt_out:write", "stop_fact:end", "stop_fact:write"]),
        "lifting already": (1, ["opt_out:lift", "opt_out:write"]),
        "neither": (1, ["opt_out:read", "stop_fact:read"]),
    }
