-- The rules that decisions were made by, each version as it was; and refusals that no pack judged are kept too.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Written once by the first decision of an agency that names the version; read when somebody asks what it went by.
CREATE TABLE rule_packs (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    -- As decisions name it: country, version, and the first eight digits of the hash.
    label varchar(120) NOT NULL,
    country varchar(2) NOT NULL,
    sha256 char(64) NOT NULL,
    -- The text that was hashed, JSON.
    rows text NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, label),
    CHECK (sha256 = encode(sha256(convert_to(rows, 'UTF8')), 'hex')),
    CHECK (right(label, 8) = left(sha256, 8))
);

-- Refused to everybody, the owner included: a version that was changed would be another one.
CREATE FUNCTION rule_packs_are_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'kept rules are never changed: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kept_rows BEFORE UPDATE OR DELETE ON rule_packs FOR EACH ROW EXECUTE FUNCTION rule_packs_are_kept();
CREATE TRIGGER kept_table BEFORE TRUNCATE ON rule_packs FOR EACH STATEMENT EXECUTE FUNCTION rule_packs_are_kept();
ALTER TABLE rule_packs ENABLE ALWAYS TRIGGER kept_rows;
ALTER TABLE rule_packs ENABLE ALWAYS TRIGGER kept_table;

GRANT SELECT, INSERT ON rule_packs TO tandem_web, tandem_worker;
ALTER TABLE rule_packs ENABLE ROW LEVEL SECURITY;
-- The agency's alone, as its decisions are.
CREATE POLICY own_agency ON rule_packs USING (agency_id = (SELECT tandem_organization()));

-- What stands in the way beside the gate (a rule that is missing, a number, a sender) is judged by no pack, and is found
-- at planning before a purpose is known.
ALTER TABLE gate_decisions
    ALTER COLUMN purpose DROP NOT NULL,
    ALTER COLUMN pack_version DROP NOT NULL,
    ADD CHECK (pack_version IS NULL OR purpose IS NOT NULL),
    ADD CHECK (pack_version IS NOT NULL OR decision IN ('block', 'review'));
