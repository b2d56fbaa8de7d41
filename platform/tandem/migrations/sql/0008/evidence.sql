-- Evidence bundles: seen by the organization that asked, and only while it stands to the case file.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE evidence_bundles
    ADD CONSTRAINT evidence_bundles_progress CHECK (progress BETWEEN 0 AND 100),
    ADD CONSTRAINT evidence_bundles_asker CHECK (organization_id IN (agency_id, creditor_id)),
    -- No half bundle: ready means that both files and their hashes are there.
    ADD CONSTRAINT evidence_bundles_whole CHECK (state <> 'ready' OR (
        pdf_key IS NOT NULL AND zip_key IS NOT NULL AND pdf_size > 0 AND zip_size > 0
        AND pdf_sha256 IS NOT NULL AND zip_sha256 IS NOT NULL AND made_at IS NOT NULL AND expires_at IS NOT NULL));
-- One at a time for an organization and a case file.
CREATE UNIQUE INDEX evidence_bundles_under_way ON evidence_bundles (organization_id, case_file_id)
    WHERE state IN ('asked', 'making');
CREATE INDEX evidence_bundles_to_expire ON evidence_bundles (expires_at) WHERE state = 'ready';

GRANT SELECT, INSERT, UPDATE ON evidence_bundles TO tandem_web, tandem_worker;
ALTER TABLE evidence_bundles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_bundle ON evidence_bundles USING (organization_id = (SELECT tandem_organization()));

-- Whose bundles have run out: the schedule then acts for that organization.
CREATE FUNCTION door_evidence_expired(at timestamptz, most integer)
    RETURNS TABLE (bundle_id uuid, organization_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT b.id, b.organization_id FROM evidence_bundles b
    WHERE b.state = 'ready' AND b.expires_at <= at ORDER BY b.expires_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION door_evidence_expired FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_evidence_expired TO tandem_worker;

-- A bundle takes the raw receipts of its own attempts and no others, without reading all of them.
CREATE INDEX provider_events_of_attempt ON provider_events ((payload ->> 'attempt_id'));
CREATE INDEX provider_events_of_sender ON provider_events ((payload ->> 'sender')) WHERE kind = 'inbound_sms';
