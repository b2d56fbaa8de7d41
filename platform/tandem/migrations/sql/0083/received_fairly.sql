-- Calls to us that nobody told of are looked at in turn, at most `most` an agency, so that one with many holds up no
-- other; the provider is asked about one that goes on at its next instant, not at every sweep.
SET LOCAL lock_timeout = '5s';

ALTER TABLE incoming_calls ADD COLUMN ask_at timestamptz;

DROP FUNCTION door_received_calls_due(timestamptz, timestamptz, interval, integer);
CREATE FUNCTION door_received_calls_due(at timestamptz, ask_before timestamptz, tell_before timestamptz,
                                        spoken interval, most integer)
    RETURNS TABLE (agency_id uuid, call_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT found.agency_id, found.id FROM (
        SELECT r.agency_id, r.id,
            row_number() OVER (PARTITION BY r.agency_id ORDER BY coalesce(r.ask_at, r.began_at), r.id) AS place
        FROM incoming_calls r
        WHERE r.told_at IS NULL AND r.overdue_at IS NULL AND (
            (r.ended_at IS NULL AND r.began_at < ask_before AND (r.ask_at IS NULL OR r.ask_at <= at))
            OR r.ended_at <= tell_before OR r.ended_at - r.began_at < spoken)
    ) found WHERE found.place <= most ORDER BY found.place
$$;
REVOKE EXECUTE ON FUNCTION door_received_calls_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_received_calls_due TO tandem_worker;
