-- Who asked, where a person did: refusals are counted by person too.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE gate_decisions
    ADD COLUMN asked_by_id uuid,
    ADD FOREIGN KEY (agency_id, asked_by_id) REFERENCES memberships (organization_id, id);
CREATE INDEX gate_decisions_against ON gate_decisions (agency_id, judged_at) WHERE decision <> 'allow';
