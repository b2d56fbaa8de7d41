-- A call to us whose outcome nobody told is set apart: it waits on a list, and its collector's line no more.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE incoming_calls ADD COLUMN overdue_at timestamptz;

DROP INDEX one_incoming_call_a_line;
CREATE UNIQUE INDEX one_incoming_call_a_line ON incoming_calls (line_id) WHERE told_at IS NULL AND overdue_at IS NULL;
CREATE INDEX incoming_calls_overdue ON incoming_calls (agency_id, id) WHERE told_at IS NULL AND overdue_at IS NOT NULL;

-- Calls whose end nobody told, that ended before anybody can have talked, or whose outcome is waited for too long.
CREATE FUNCTION door_received_calls_due(ask_before timestamptz, tell_before timestamptz, spoken interval, most integer)
    RETURNS TABLE (call_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id, agency_id FROM incoming_calls
    WHERE told_at IS NULL AND overdue_at IS NULL AND (
        (ended_at IS NULL AND began_at < ask_before) OR ended_at <= tell_before OR ended_at - began_at < spoken)
    ORDER BY ended_at IS NULL, began_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION door_received_calls_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_received_calls_due TO tandem_worker;
