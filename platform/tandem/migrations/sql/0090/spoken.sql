-- What the telephone provider asked while a call ran, as it came.
SET LOCAL lock_timeout = '5s';

-- Answered at once, so handled when it is kept; nobody sees it, and whoever keeps it learns only whether it is new. It
-- is of the case file that the call is about, with which it is erased: the case file stays locked until it is kept, and
-- of somebody who is erased only that it came is kept. Whoever is on the telephone does not wait long for that lock. An
-- agency's own account speaks of that agency's calls alone.
CREATE FUNCTION door_keep_spoken(row_id uuid, of_provider text, of_event text, of_payload jsonb, of_call uuid,
                                 of_agency uuid, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v_case_file record;
BEGIN
    SELECT c.id, c.erased_at IS NOT NULL AS is_erased INTO v_case_file FROM case_files c
    WHERE c.id IN (SELECT a.case_file_id FROM contact_attempts a WHERE a.id = of_call
                   UNION ALL SELECT i.case_file_id FROM incoming_calls i WHERE i.id = of_call)
      AND c.agency_id = coalesce(of_agency, c.agency_id)
    FOR SHARE;
    INSERT INTO provider_events (id, provider, event_id, kind, payload, received_at, handled_at, case_file_ids)
    VALUES (row_id, of_provider, of_event, 'spoken', CASE WHEN v_case_file.is_erased THEN '{}' ELSE of_payload END, at,
            at, CASE WHEN NOT v_case_file.is_erased THEN ARRAY[v_case_file.id] ELSE '{}' END)
    ON CONFLICT (provider, event_id) DO NOTHING;
    RETURN FOUND;
END $$;

REVOKE EXECUTE ON FUNCTION door_keep_spoken FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_keep_spoken TO tandem_web, tandem_worker;
