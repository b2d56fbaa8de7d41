-- Hand-overs whose answer never came are asked about in turn: each at its next instant, at most `most` an agency, so that
-- one whose printer is away holds up no other.
SET LOCAL lock_timeout = '5s';

ALTER TABLE letter_handovers ADD COLUMN ask_at timestamptz;

DROP FUNCTION door_letter_handovers_unanswered(timestamptz, integer);
CREATE FUNCTION door_letter_handovers_unanswered(at timestamptz, before timestamptz, most integer)
    RETURNS TABLE (agency_id uuid, attempt_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT found.agency_id, found.attempt_id FROM (
        SELECT h.agency_id, h.attempt_id,
            row_number() OVER (PARTITION BY h.agency_id ORDER BY coalesce(h.ask_at, h.sending_at)) AS place
        FROM letter_handovers h
        WHERE h.state IN ('sending', 'unconfirmed') AND h.sending_at < before AND (h.ask_at IS NULL OR h.ask_at <= at)
    ) found WHERE found.place <= most
$$;
REVOKE EXECUTE ON FUNCTION door_letter_handovers_unanswered FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_letter_handovers_unanswered TO tandem_worker;
