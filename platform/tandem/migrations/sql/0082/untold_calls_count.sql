-- As in 0059; a call to us that was put through counts as a conversation until somebody tells how it went.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE OR REPLACE FUNCTION door_earlier_contacts(of_case_file uuid, since timestamptz) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH asked AS (
        SELECT cf.id, cf.agency_id FROM case_files cf
        WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
    ), mine AS (
        SELECT cp.party_id, cp.value, asked.agency_id FROM asked JOIN contact_points cp ON cp.case_file_id = asked.id
    ), same AS (
        SELECT DISTINCT theirs.party_id AS other, theirs.case_file_id, mine.party_id FROM mine
        JOIN contact_points theirs ON theirs.agency_id = mine.agency_id AND theirs.value = mine.value
    ), found AS (
        SELECT a.id FROM asked JOIN contact_attempts a ON a.case_file_id = asked.id
        UNION
        SELECT a.id FROM mine JOIN contact_attempts a ON a.agency_id = mine.agency_id AND a.to_address = mine.value
        UNION
        SELECT a.id FROM same JOIN contact_attempts a ON a.case_file_id = same.case_file_id AND a.party_id = same.other
    ), theirs AS (
        SELECT id FROM asked UNION SELECT case_file_id FROM same
    ), received AS (
        SELECT t.event_id, t.case_file_id, t.occurred_at, (t.data ->> 'party_id')::uuid AS party_id
        FROM theirs JOIN timeline_entries t ON t.case_file_id = theirs.id
        WHERE t.kind = 'call_received' AND t.occurred_at >= since
        UNION ALL
        SELECT i.id, i.case_file_id, i.began_at, i.party_id
        FROM theirs JOIN incoming_calls i ON i.case_file_id = theirs.id
        WHERE i.told_at IS NULL AND i.began_at >= since
    ), earlier AS (
        SELECT json_build_object(
            'id', a.id, 'debtor_id', o.debtor_id, 'party_id', a.party_id, 'address', a.to_address, 'at', a.sending_at,
            'channel', a.channel, 'state', a.state, 'disposition', a.disposition,
            'provider_status', a.provider_status, 'claims', a.claims, 'received', false, 'posted_on', a.posted_on,
            'reached', (SELECT coalesce(json_agg(DISTINCT same.party_id), '[]') FROM same
                        WHERE same.other = a.party_id)) AS told
        FROM found JOIN contact_attempts a ON a.id = found.id AND CASE
            WHEN a.channel <> 'letter' THEN a.sending_at >= since
            WHEN a.posted_on IS NULL THEN a.sending_at IS NOT NULL AND a.state IN ('sending', 'accepted', 'needs_person')
            ELSE a.posted_on >= (since AT TIME ZONE 'Europe/Paris')::date END
        JOIN case_files o ON o.id = a.case_file_id
        UNION ALL
        SELECT json_build_object(
            'id', r.event_id, 'debtor_id', o.debtor_id, 'party_id', r.party_id, 'address', '', 'at', r.occurred_at,
            'channel', 'voice', 'claims', '[]'::json, 'received', true,
            'reached', (SELECT coalesce(json_agg(DISTINCT same.party_id), '[]') FROM same
                        WHERE same.other = r.party_id))
        FROM received r JOIN case_files o ON o.id = r.case_file_id
    )
    SELECT coalesce(json_agg(told), '[]') FROM earlier
$$;
