"""The two working login roles: made from their addresses where the owner may, else the SQL to run is told.

The group roles `tandem_web` and `tandem_worker` carry the rights and come from the migrations; a login role only has
a password and membership in its group.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import unquote, urlsplit

import asyncpg

GROUPS = {"web": "tandem_web", "worker": "tandem_worker"}
ITERATIONS = 4096


class LoginRoleMissing(Exception):
    """A working role does not serve and the owner may not make it; carries the SQL that an administrator runs."""

    def __init__(self, role: str, statements: list[str]) -> None:
        self.statements = statements
        sql = "\n".join(f"  {statement};" for statement in statements)
        super().__init__(f"the role {role} is missing or lacks rights, and the owner may not change it; run:\n{sql}")


async def ensure_login_roles(owner_url: str, web_url: str, worker_url: str) -> None:
    """Create or repair the login roles named in the addresses, with their passwords and one group each.

    Does nothing for a role that can already sign in and act. Raises LoginRoleMissing with the SQL when the owner may
    not; ValueError when two of the three addresses name the same role (row-level security would not confine it).
    """
    urls = {"web": web_url, "worker": worker_url}
    names = {use: unquote(urlsplit(url).username or "") for use, url in urls.items()}
    owner_name = unquote(urlsplit(owner_url).username or "")
    if len({owner_name, *names.values()}) < 3:
        raise ValueError("the owner, web and worker addresses must name three different roles")
    for use, url in urls.items():
        if not await _serves(url, GROUPS[use]):
            await _make(owner_url, names[use], unquote(urlsplit(url).password or ""), GROUPS[use])


async def _serves(url: str, group: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False
    try:
        return bool(await connection.fetchval("SELECT pg_has_role(current_user, $1, 'USAGE')", group))
    finally:
        await connection.close()


async def _make(owner_url: str, role: str, password: str, group: str) -> None:
    connection = await asyncpg.connect(owner_url)
    try:
        exists = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role)
        verb = "ALTER" if exists else "CREATE"
        statements = [
            f"{verb} ROLE {_quoted(role)} LOGIN PASSWORD '{_scram_verifier(password)}'",
            f"GRANT {_quoted(group)} TO {_quoted(role)}",
        ]
        try:
            async with connection.transaction():
                for statement in statements:
                    await connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            raise LoginRoleMissing(role, statements) from None
    finally:
        await connection.close()


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _scram_verifier(password: str) -> str:
    """What PostgreSQL stores for a password (RFC 5802), so that the password itself reaches no server log."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored_key, server_key))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt64}${stored64}:{server64}"
