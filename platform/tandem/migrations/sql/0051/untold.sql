-- Those that somebody has and whose end nobody told: few, since most are told within seconds.
CREATE INDEX attempts_untold ON contact_attempts (channel, sending_at)
    WHERE (state = 'accepted' AND channel <> 'letter' AND settled_at IS NULL)
        OR (state = 'delivered' AND channel = 'voice' AND provider_status = 'in-progress');

-- Which of them are due to be asked about: at most `most` an agency, so that one with many holds up nobody else. Sent
-- before `texts` or `calls`, or never to be told any more since they were sent before `last_texts` or `last_calls`.
CREATE FUNCTION door_attempts_untold(at timestamptz, texts timestamptz, calls timestamptz, last_texts timestamptz,
                                     last_calls timestamptz, most integer)
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
                AND a.sending_at < calls AND a.sending_at >= last_calls))
    ) found WHERE found.place <= most
$$;

REVOKE EXECUTE ON FUNCTION door_attempts_untold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_attempts_untold TO tandem_worker;
