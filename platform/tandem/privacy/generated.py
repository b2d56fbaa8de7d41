"""The stored functions of an erasure, made from the registry: `tandem migrate` puts it into the database.

Row-level security keeps each side from the other's private rows, and an erasure must reach both. So it runs as the
owner, like the other doors; only the worker may open it, and only for an erasure that was asked for.
"""

from collections.abc import Iterator

from tandem.privacy.personal_data import Store
from tandem.privacy.registry import ERASED
from tandem.privacy.scope import WORDS, named

SIGNATURE = "door_erase(uuid, jsonb, jsonb, timestamptz)"
ON_ITS_WAY = """
CREATE OR REPLACE FUNCTION door_on_its_way(of_case_files uuid[], since timestamptz)
    RETURNS TABLE (contacts boolean, bundles boolean, publications boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT
        EXISTS (SELECT FROM contact_attempts a WHERE a.case_file_id = ANY (mine.ids) AND (
            a.state IN ('planned', 'deferred', 'sending', 'unconfirmed')
            OR (a.state = 'accepted' AND a.sending_at > since)))
            OR EXISTS (SELECT FROM outbox o JOIN contact_points c ON c.value = o.payload ->> 'address'
                AND c.agency_id = o.organization_id
                WHERE o.organization_id = tandem_organization() AND o.done_at IS NULL AND o.failed_at IS NULL
                AND c.case_file_id = ANY (mine.ids)),
        EXISTS (SELECT FROM evidence_bundles b WHERE b.case_file_id = ANY (mine.ids)
            AND b.organization_id = tandem_organization() AND b.state IN ('asked', 'making')),
        EXISTS (SELECT FROM notes n WHERE n.case_file_id = ANY (mine.ids)
            AND n.author_organization_id = tandem_organization() AND n.state = 'publishing')
            OR EXISTS (SELECT FROM documents d WHERE d.case_file_id = ANY (mine.ids)
            AND d.author_organization_id = tandem_organization() AND d.state = 'publishing')
    FROM (SELECT coalesce(array_agg(id), '{}') AS ids FROM case_files
          WHERE id = ANY (of_case_files) AND tandem_organization() IN (agency_id, creditor_id)) mine
$$;
REVOKE EXECUTE ON FUNCTION door_on_its_way(uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_on_its_way(uuid[], timestamptz) TO tandem_web, tandem_worker;
"""
# What the other side has under way on its own may be told to nobody, not even as a reason to wait: the worker waits.
UNSEEN = """
CREATE OR REPLACE FUNCTION door_unseen_on_its_way(of_case_files uuid[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM evidence_bundles b
                   WHERE b.case_file_id = ANY (of_case_files) AND b.state IN ('asked', 'making'))
        OR EXISTS (SELECT FROM notes n WHERE n.case_file_id = ANY (of_case_files) AND n.state = 'publishing')
        OR EXISTS (SELECT FROM documents d WHERE d.case_file_id = ANY (of_case_files) AND d.state = 'publishing')
$$;
REVOKE EXECUTE ON FUNCTION door_unseen_on_its_way(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_unseen_on_its_way(uuid[]) TO tandem_worker;
"""


def functions() -> str:
    """The SQL that puts the doors into a database, again and again."""
    return ON_ITS_WAY + UNSEEN + erasing_function()


def counting(store: Store) -> str:
    """How many rows of a person a table holds, in the words of the scope."""
    return f"SELECT count(*) AS rows FROM {store.table} WHERE {store.reach}"


def erasing_function() -> str:
    """`CREATE OR REPLACE` of the function; its arguments: the erasure, the lines of placement files by batch, keyed
    hashes of addresses, and the instant.
    """
    variables = "\n".join(f"    v_{word} {kind};" for word, (kind, _) in WORDS.items())
    # Words are looked up in order: the mandates and the debtor are those that were asked for.
    words = "\n".join(f"    v_{word} := {named(sql)};" for word, (_, sql) in WORDS.items())
    statements = "\n".join(f"    {statement};" for statement in _statements())
    return f"""
CREATE OR REPLACE FUNCTION door_erase(erasure uuid, v_lines jsonb, v_hashes jsonb, v_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $erase$
DECLARE
    asked erasures;
    v_debtor uuid;
    v_mandates uuid[];
{variables}
BEGIN
    SELECT * INTO asked FROM erasures WHERE id = erasure AND state = 'requested'
        AND tandem_organization() IN (agency_id, creditor_id) FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such erasure is asked for' USING ERRCODE = 'insufficient_privilege';
    END IF;
    v_debtor := asked.debtor_id;
    v_mandates := asked.mandate_ids;
{words}
    -- The debtor lives on under another mandate: what is erased gets a shell of its own.
    IF EXISTS (SELECT FROM case_files WHERE debtor_id = v_debtor AND id <> ALL (v_case_files)) THEN
        INSERT INTO debtors (id, agency_id, creditor_id, reference, name, language, country)
            SELECT erasure, agency_id, creditor_id, 'erased-' || erasure, '—', language, country
            FROM debtors WHERE id = v_debtor;
        UPDATE case_files SET debtor_id = erasure WHERE id = ANY (v_case_files);
        UPDATE claims SET debtor_id = erasure WHERE case_file_id = ANY (v_case_files);
        UPDATE timeline_keys SET debtor_id = erasure WHERE id = ANY (v_keys);
        v_debtor := erasure;
    END IF;
{statements}
    UPDATE erasures SET state = 'erased', erased_at = v_at, obstacle = NULL, key_ids = v_keys,
        case_file_ids = v_case_files WHERE id = erasure;
END $erase$;
REVOKE EXECUTE ON FUNCTION {SIGNATURE} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {SIGNATURE} TO tandem_worker;
"""


def _statements() -> Iterator[str]:
    """Keys of files first, while their rows still say them; then each table in the registry's order."""
    for store in ERASED:
        for column in store.bytes_in.split():
            yield (
                f"INSERT INTO erasure_files (erasure_id, storage_key) SELECT erasure, {column} FROM {store.table} "
                f"WHERE {column} <> '' AND {named(store.reach or 'false')} ON CONFLICT DO NOTHING"
            )
    yield _UPLOADED
    yield (
        "INSERT INTO erasure_files (erasure_id, storage_key) SELECT erasure, storage_key FROM uploads "
        "WHERE case_file_id = ANY (v_case_files) AND storage_key <> '' ON CONFLICT DO NOTHING"
    )
    for store in ERASED:
        if store.deleted:
            yield f"DELETE FROM {store.table} WHERE {named(store.reach or 'false')}"
            continue
        changes = ", ".join(f"{column} = {named(value)}" for column, value in store.blanked.items())
        yield f"UPDATE {store.table} SET {changes} WHERE {named(store.reach or 'false')}"


# One upload holds many debtors: its bytes are rewritten without these lines.
_UPLOADED = (
    "INSERT INTO erasure_files (erasure_id, storage_key, batch_id, lines) SELECT erasure, u.storage_key, b.id, "
    "ARRAY(SELECT line FROM placement_rows r WHERE r.batch_id = b.id "
    "AND r.parsed -> 'debtor' ->> 'reference' = v_reference UNION "
    "SELECT jsonb_array_elements_text(coalesce(v_lines -> b.id::text, '[]'))::integer) "
    "FROM placement_batches b JOIN uploads u ON u.id = b.upload_id WHERE b.id = ANY (v_batches) "
    "AND u.received_at IS NOT NULL AND u.destroyed_at IS NULL ON CONFLICT DO NOTHING"
)
