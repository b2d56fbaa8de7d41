-- Callbacks kept once, and the attempts that nobody is going to look at again.
SET LOCAL lock_timeout = '5s';

-- The web role may add a provider's callback and see none: it learns only whether this one is new.
CREATE FUNCTION door_keep_provider_event(row_id uuid, of_provider text, of_event text, of_kind text, of_payload jsonb,
                                         at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO provider_events (id, provider, event_id, kind, payload, received_at)
    VALUES (row_id, of_provider, of_event, of_kind, of_payload, at)
    ON CONFLICT (provider, event_id) DO NOTHING;
    RETURN FOUND;
END $$;

-- Attempts that wait past their time and that no outbox row will bring up again: its handler was given up.
CREATE FUNCTION door_attempts_forgotten(before timestamptz, most integer)
    RETURNS TABLE (attempt_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT a.id, a.agency_id FROM contact_attempts a
    WHERE a.state IN ('planned', 'deferred') AND greatest(a.send_at, a.until) < before AND NOT EXISTS (
        SELECT FROM outbox o WHERE o.done_at IS NULL AND o.failed_at IS NULL AND o.topic = 'contacts.dispatch'
          AND o.payload ->> 'attempt_id' = a.id::text)
    ORDER BY a.send_at LIMIT most
$$;

REVOKE EXECUTE ON FUNCTION door_keep_provider_event, door_attempts_forgotten FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_keep_provider_event TO tandem_web, tandem_worker;
GRANT EXECUTE ON FUNCTION door_attempts_forgotten TO tandem_worker;
