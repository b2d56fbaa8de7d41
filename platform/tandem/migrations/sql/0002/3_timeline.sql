-- The append-only timeline: three chains a case file, hash-partitioned; heads; keys; and a deletable projection.
CREATE TABLE timeline_keys (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    debtor_id uuid NOT NULL REFERENCES debtors (id),
    mandate_id uuid NOT NULL REFERENCES mandates (id),
    -- Wrapped by the master key; null once the person was erased.
    wrapped bytea,
    created_at timestamptz NOT NULL,
    destroyed_at timestamptz,
    UNIQUE (debtor_id, mandate_id)
);

CREATE TABLE timeline_heads (
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    chain text NOT NULL CHECK (chain IN ('agency', 'creditor', 'parties')),
    agency_id uuid NOT NULL REFERENCES organizations (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    sequence bigint NOT NULL DEFAULT 0,
    hash bytea NOT NULL,
    PRIMARY KEY (case_file_id, chain)
) WITH (fillfactor = 70);

CREATE TABLE timeline_events (
    case_file_id uuid NOT NULL,
    chain text NOT NULL CHECK (chain IN ('agency', 'creditor', 'parties')),
    sequence bigint NOT NULL CHECK (sequence > 0),
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    creditor_id uuid NOT NULL,
    key_id uuid NOT NULL,
    encoding smallint NOT NULL,
    kind text NOT NULL,
    milestone boolean NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    supersedes uuid,
    -- The exact text that was hashed: jsonb would reorder it.
    public text NOT NULL,
    sealed bytea NOT NULL,
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (case_file_id, chain, sequence)
) PARTITION BY HASH (case_file_id);

CREATE FUNCTION timeline_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Write a new event that names what it supersedes.';
END $$;

DO $$
DECLARE part text;
BEGIN
    FOR number IN 0..31 LOOP
        part := format('timeline_events_%s', lpad(number::text, 2, '0'));
        EXECUTE format('CREATE TABLE %I PARTITION OF timeline_events FOR VALUES WITH (MODULUS 32, REMAINDER %s)',
                       part, number);
        EXECUTE format('CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON %I FOR EACH ROW '
                       'EXECUTE FUNCTION timeline_is_append_only()', part);
        -- A parent's trigger does not stop TRUNCATE of one partition.
        EXECUTE format('CREATE TRIGGER append_only_table BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                       'EXECUTE FUNCTION timeline_is_append_only()', part);
    END LOOP;
END $$;
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON timeline_events FOR EACH STATEMENT
    EXECUTE FUNCTION timeline_is_append_only();
CREATE INDEX timeline_events_by_id ON timeline_events (id);

-- Plain columns for pages and search; erased with the person, rebuilt from the sealed events while the key lives.
CREATE TABLE timeline_entries (
    event_id uuid PRIMARY KEY,
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    chain text NOT NULL,
    sequence bigint NOT NULL,
    agency_id uuid NOT NULL,
    creditor_id uuid NOT NULL,
    kind text NOT NULL,
    milestone boolean NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_name text,
    actor_organization text,
    data jsonb NOT NULL,
    UNIQUE (case_file_id, chain, sequence)
);
CREATE INDEX timeline_entries_newest ON timeline_entries (case_file_id, recorded_at DESC, event_id DESC);
