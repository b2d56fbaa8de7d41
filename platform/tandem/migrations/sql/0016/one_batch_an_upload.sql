-- An upload carries one batch. Where an older release let one carry several they stay as they are: the index leaves
-- those uploads out, and the command refuses them any further batch.
DO $$
DECLARE
    shared uuid[] := ARRAY(SELECT upload_id FROM placement_batches GROUP BY upload_id HAVING count(*) > 1);
BEGIN
    EXECUTE 'CREATE UNIQUE INDEX one_batch_an_upload ON placement_batches (upload_id)'
        || CASE WHEN shared = '{}' THEN '' ELSE format(' WHERE upload_id <> ALL (%L::uuid[])', shared) END;
END
$$;
