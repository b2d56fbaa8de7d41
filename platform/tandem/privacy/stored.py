"""How much is stored about a person, table by table, as far as the acting side may see it."""

from tandem.kit import database
from tandem.privacy.generated import counting
from tandem.privacy.registry import ERASED
from tandem.privacy.scope import Scope, bound


async def counts_of(words: Scope) -> dict[str, int]:
    """Rows by table, in the open transaction; tables that the acting role may not read are left out."""
    readable = await database.rows(
        "SELECT name FROM unnest($1::text[]) name WHERE has_table_privilege(name, 'SELECT')",
        [store.table for store in ERASED],
    )
    names = {row["name"] for row in readable}
    found = {}
    for store in ERASED:
        if store.table in names:
            sql, args = bound(counting(store), words.values)
            row = await database.row(sql, *args)
            found[store.table] = int(row["rows"]) if row else 0
    return found
