-- A call that somebody picked up, and whose end is never told, is looked at until it has one: also where its account could
-- not be asked for a day.
SET LOCAL lock_timeout = '5s';

DROP FUNCTION door_attempts_untold(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, integer);
CREATE FUNCTION door_attempts_untold(at timestamptz, texts timestamptz, calls timestamptz, last_texts timestamptz,
                                     most integer)
    RETURNS TABLE (attempt_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT found.id, found.agency_id FROM (
        SELECT a.id, a.agency_id,
            row_number() OVER (PARTITION BY a.agency_id ORDER BY coalesce(a.ask_at, a.sending_at)) AS place
        FROM contact_attempts a
        WHERE (a.ask_at IS NULL OR a.ask_at <= at) AND (
            (a.state = 'accepted' AND a.channel <> 'letter' AND a.settled_at IS NULL AND (
                (a.channel = 'sms' AND a.sending_at < texts) OR (a.channel = 'voice' AND a.sending_at < calls)
                OR (a.channel = 'email' AND a.sending_at < last_texts)))
            OR (a.state = 'delivered' AND a.channel = 'voice' AND a.provider_status = 'in-progress'
                AND a.sending_at < calls))
    ) found WHERE found.place <= most
$$;

REVOKE EXECUTE ON FUNCTION door_attempts_untold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_attempts_untold TO tandem_worker;
