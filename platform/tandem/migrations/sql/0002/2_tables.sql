-- What the ORM's migrations cannot say: references to organizations, checks, indexes, staging without security.
DO $$
DECLARE item record;
BEGIN
    FOR item IN
        SELECT c.table_name, c.column_name FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
          AND c.column_name IN ('agency_id', 'creditor_id', 'bank_id', 'organization_id', 'author_organization_id')
          AND NOT EXISTS (
              SELECT FROM information_schema.key_column_usage k
              JOIN information_schema.table_constraints f USING (constraint_schema, constraint_name)
              WHERE f.constraint_type = 'FOREIGN KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name)
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES organizations (id)',
                       item.table_name, item.table_name || '_' || item.column_name || '_fkey', item.column_name);
    END LOOP;
END $$;

ALTER TABLE case_files
    ADD FOREIGN KEY (mandate_id) REFERENCES mandates (id),
    ADD FOREIGN KEY (portfolio_id) REFERENCES portfolios (id),
    ADD FOREIGN KEY (batch_id) REFERENCES placement_batches (id),
    ADD CHECK (paid >= 0),
    ADD CHECK (outstanding >= 0),
    ADD CHECK ((stage = 'closed') = (close_code IS NOT NULL)),
    ALTER COLUMN name_sort TYPE text COLLATE "C",
    ALTER COLUMN search TYPE text COLLATE "C";
ALTER TABLE claims
    ADD FOREIGN KEY (mandate_id) REFERENCES mandates (id),
    ADD FOREIGN KEY (debtor_id) REFERENCES debtors (id),
    ADD CHECK (principal >= 0 AND interest >= 0 AND indemnities >= 0 AND accessories >= 0),
    ADD CHECK (paid >= 0),
    ADD CHECK (outstanding = principal + interest + indemnities + accessories - paid),
    ADD CHECK (outstanding >= 0);
ALTER TABLE payments ADD CHECK (amount > 0), ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id);
ALTER TABLE allocations ADD CHECK (amount > 0), ADD FOREIGN KEY (claim_id) REFERENCES claims (id);
ALTER TABLE contact_points ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id);
ALTER TABLE directives ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id);
ALTER TABLE holds
    ADD FOREIGN KEY (claim_id) REFERENCES claims (id),
    ADD FOREIGN KEY (directive_id) REFERENCES directives (id);
ALTER TABLE notes
    ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id),
    ADD CHECK (chain IN ('agency', 'creditor', 'parties'));
ALTER TABLE placement_batches
    ADD FOREIGN KEY (mandate_id) REFERENCES mandates (id),
    ADD FOREIGN KEY (portfolio_id) REFERENCES portfolios (id);

-- One open case file per debtor and mandate: later placements join it.
CREATE UNIQUE INDEX one_open_case_file ON case_files (mandate_id, debtor_id) WHERE stage <> 'closed';
CREATE INDEX case_files_of_agency ON case_files (agency_id, oldest_due_on, id);
CREATE INDEX case_files_of_creditor ON case_files (creditor_id, oldest_due_on, id);
CREATE INDEX case_files_of_portfolio ON case_files (portfolio_id);
CREATE INDEX case_files_of_batch ON case_files (batch_id);
CREATE INDEX case_files_of_debtor ON case_files (debtor_id);
CREATE INDEX claims_of_case_file ON claims (case_file_id, due_on, id);
CREATE INDEX claims_of_batch ON claims (batch_id);
CREATE INDEX parties_of_case_file ON parties (case_file_id);
CREATE INDEX contact_points_of_case_file ON contact_points (case_file_id);
CREATE INDEX contact_points_by_value ON contact_points (agency_id, value);
CREATE INDEX open_holds_of_case_file ON holds (case_file_id) WHERE released_at IS NULL;
CREATE INDEX documents_of_case_file ON documents (case_file_id);
CREATE INDEX attempts_of_case_file ON contact_attempts (case_file_id, created_at);
CREATE INDEX attempts_waiting ON contact_attempts (agency_id, state, send_at)
    WHERE state IN ('planned', 'deferred', 'sending', 'accepted', 'unconfirmed', 'needs_person');
CREATE INDEX attempts_by_provider_id ON contact_attempts (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX attempts_to_address ON contact_attempts (agency_id, to_address);
CREATE UNIQUE INDEX one_opt_out_in_force ON opt_outs (agency_id, channel, address) WHERE lifted_at IS NULL;
CREATE INDEX mandates_of_creditor ON mandates (creditor_id);
CREATE INDEX grants_of_bank ON bank_grants (bank_id) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX one_grant_in_force ON bank_grants (bank_id, portfolio_id) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX sessions_by_secret ON sessions (secret_hash);
CREATE UNIQUE INDEX api_tokens_by_secret ON api_tokens (secret_hash);
CREATE INDEX outbox_waiting ON outbox (available_at) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX allocations_of_claim ON allocations (claim_id);

-- The next number of an agency's case files and batches.
CREATE TABLE counters (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    name text NOT NULL,
    value bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (agency_id, name)
);

-- Every row of a placed file with its verdict; the creditor's alone.
CREATE TABLE placement_rows (
    batch_id uuid NOT NULL REFERENCES placement_batches (id),
    line integer NOT NULL,
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    verdict text NOT NULL CHECK (verdict IN ('new', 'merged', 'unchanged', 'refused')),
    code text,
    column_name text,
    value text,
    args jsonb NOT NULL DEFAULT '{}',
    warnings jsonb NOT NULL DEFAULT '[]',
    parsed jsonb,
    PRIMARY KEY (batch_id, line)
);
CREATE INDEX placement_rows_by_verdict ON placement_rows (batch_id, verdict, line);

-- COPY FROM is refused under row-level security, so rows land here first. Only the worker role may touch it.
CREATE UNLOGGED TABLE placement_staging (
    batch_id uuid NOT NULL,
    line integer NOT NULL,
    verdict text NOT NULL,
    code text,
    column_name text,
    value text,
    args jsonb NOT NULL,
    warnings jsonb NOT NULL,
    parsed jsonb
);
CREATE INDEX placement_staging_of_batch ON placement_staging (batch_id);
