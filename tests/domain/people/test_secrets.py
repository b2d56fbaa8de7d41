"""What the database keeps of passwords, sessions and tokens: nothing that opens a door."""

import asyncpg

from tandem.entrypoints.chores import token_of_membership
from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.organizations import sign_in
from tandem.organizations.sign_in import SignedIn

AWA = actor_of_cast("awa")
HASH = "$argon2id$v=19$"


async def _everything(owner: asyncpg.Connection, table: str) -> str:
    return "\n".join(row["told"] for row in await owner.fetch(f"SELECT t::text AS told FROM {table} t"))


async def test_of_passwords_sessions_and_tokens_the_hashes_alone_are_kept(committed: DatabaseUrls) -> None:
    session = await sign_in.sign_in(AWA.person_email, PASSWORD)
    token = await token_of_membership(committed.owner, AWA.membership_id)
    assert isinstance(session, SignedIn)
    owner = await asyncpg.connect(committed.owner)
    try:
        tables = [
            row["name"]
            for row in await owner.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
        ]
        kept = {table: await _everything(owner, table) for table in tables}
        passwords = [row["password_hash"] for row in await owner.fetch("SELECT password_hash FROM credentials")]
    finally:
        await owner.close()

    assert passwords
    assert all(one.startswith(HASH) for one in passwords if one)
    for secret in (PASSWORD, session.secret, token):
        assert [table for table, told in kept.items() if secret in told] == []
    for hashed in (sign_in.hash_of(session.secret), sign_in.hash_of(token)):
        assert [table for table, told in kept.items() if hashed.hex() in told] != []
