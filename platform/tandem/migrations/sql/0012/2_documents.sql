-- Who sees a file: its author's side, and both parties once it is recorded for both. As for notes.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE documents
    ADD FOREIGN KEY (author_organization_id) REFERENCES organizations (id),
    ADD FOREIGN KEY (upload_id) REFERENCES uploads (id),
    ADD CHECK (state IN ('publishing', 'recorded', 'withdrawn')),
    ADD CHECK ((chain = 'agency' AND author_organization_id = agency_id)
               OR (chain = 'creditor' AND author_organization_id = creditor_id) OR chain = 'parties'),
    ADD CHECK (state = 'recorded' OR (chain = 'parties' AND publishes_at IS NOT NULL));
DROP POLICY parties_of_the_case ON documents;
CREATE POLICY audience ON documents USING (
    (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()))
    AND (author_organization_id = (SELECT tandem_organization()) OR (chain = 'parties' AND state = 'recorded')));

ALTER TABLE uploads ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id);
CREATE INDEX uploads_to_sweep ON uploads (requested_at) WHERE case_file_id IS NOT NULL AND swept_at IS NULL;
CREATE FUNCTION door_uploads_to_sweep(before timestamptz, most integer)
    RETURNS TABLE (upload_id uuid, organization_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id, uploads.organization_id FROM uploads
    WHERE case_file_id IS NOT NULL AND swept_at IS NULL AND requested_at < before
    ORDER BY requested_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION door_uploads_to_sweep FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_uploads_to_sweep TO tandem_worker;
