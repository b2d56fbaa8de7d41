-- The audit log: one gapless chain an organization, of who signed in, took data out, or changed who may see what. Only
-- the functions of 2_writing.sql write it; nobody changes it; it goes when its time is over (docs/subsystems/audit.md).
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Words as they are searched: without case, accents or punctuation, as `tandem.kit.search.search_key` has them.
CREATE FUNCTION audit_search_key(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN btrim(regexp_replace(lower(regexp_replace(
        normalize(replace(replace(replace(words, 'œ', 'oe'), 'Œ', 'OE'), 'ß', 'ss'), NFKD),
        '[\u0300-\u036f]', '', 'g')), '[^0-9a-z]+', ' ', 'g'));

CREATE TABLE audit_heads (
    organization_id uuid PRIMARY KEY REFERENCES organizations (id),
    sequence bigint NOT NULL DEFAULT 0,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    -- How many events at the beginning are gone because their time was over, and the hash of the last of those.
    removed bigint NOT NULL DEFAULT 0,
    removed_hash bytea NOT NULL CHECK (length(removed_hash) = 32),
    CHECK (0 <= removed AND removed <= sequence)
) WITH (fillfactor = 70);

CREATE TABLE audit_events (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    sequence bigint NOT NULL CHECK (sequence > 0),
    id uuid NOT NULL UNIQUE,
    encoding smallint NOT NULL,
    -- The database's own time: a shifted clock of a demonstration does not reach an audit.
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,60}$'),
    -- person: signed in, or let in by a link; nobody: before anybody was; system: the worker; command_line: the operator.
    actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'nobody', 'system', 'command_line')),
    membership_id uuid,
    -- As it was then.
    person_name text NOT NULL DEFAULT '',
    -- By what the person acted: session, token, or nothing.
    via text NOT NULL DEFAULT '' CHECK (via IN ('', 'session', 'token')),
    via_id uuid,
    -- The network, never the address: its last part is cut off before it comes here.
    network text NOT NULL DEFAULT '',
    subject_type text NOT NULL DEFAULT '',
    subject_id uuid,
    subject_label text NOT NULL DEFAULT '',
    -- The exact text that was hashed: jsonb would reorder it.
    details text NOT NULL CHECK (jsonb_typeof(details::jsonb) = 'object'),
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    search text COLLATE "C" GENERATED ALWAYS AS
        (' ' || audit_search_key(person_name || ' ' || subject_label || ' '
                                 || jsonb_path_query_array(details::jsonb, '$.*')::text)) STORED,
    PRIMARY KEY (organization_id, sequence),
    CHECK ((actor_kind = 'person') = (membership_id IS NOT NULL)),
    CHECK ((via = '') = (via_id IS NULL))
);
CREATE INDEX audit_events_newest ON audit_events (organization_id, at DESC, id DESC);
CREATE INDEX audit_events_of_person ON audit_events (organization_id, membership_id, at DESC, id DESC);

-- Refused to everybody, the owner included. What is older than three years may go (`audit_expire`).
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
        IF OLD.at < clock_timestamp() - interval '36 months' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW
    EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT
    EXECUTE FUNCTION audit_is_append_only();
ALTER TABLE audit_events ENABLE ALWAYS TRIGGER append_only_rows;
ALTER TABLE audit_events ENABLE ALWAYS TRIGGER append_only_table;

-- Read by one's own organization; of an entity's chain a group sees what banks looked at.
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON audit_heads FOR SELECT USING (organization_id = (SELECT tandem_organization()));
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON audit_events FOR SELECT USING (
    organization_id = (SELECT tandem_organization())
    OR (kind = 'bank_viewed' AND organization_id = ANY ((SELECT tandem_creditors())::uuid[])));
GRANT SELECT ON audit_heads, audit_events TO tandem_web, tandem_worker;
