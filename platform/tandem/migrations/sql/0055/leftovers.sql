-- Files for no case file are swept too; a text that ships is kept as an agency withdrew it, with no author of its own.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- An archive of invoices or a file of claims that nobody went on with; one that a placement names is its record.
CREATE OR REPLACE FUNCTION door_uploads_to_sweep(before timestamptz, most integer)
    RETURNS TABLE (upload_id uuid, organization_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id, uploads.organization_id FROM uploads
    WHERE swept_at IS NULL AND requested_at < before AND (case_file_id IS NOT NULL
        OR NOT EXISTS (SELECT FROM placement_batches placed WHERE placed.upload_id = uploads.id))
    ORDER BY requested_at LIMIT most
$$;
DROP INDEX uploads_to_sweep;
CREATE INDEX uploads_to_sweep ON uploads (requested_at) WHERE swept_at IS NULL;

-- What was withdrawn without an author is what came with the product.
ALTER TABLE template_versions ADD CONSTRAINT written_by_somebody
    CHECK ((author IS NULL) = (author_id IS NULL) AND (author IS NOT NULL OR withdrawn_at IS NOT NULL));
