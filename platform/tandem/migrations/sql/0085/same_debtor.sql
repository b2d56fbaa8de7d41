-- One debtor in two case files is one person, also where the files share no address: a second mandate and a new placement
-- have the debtor's row of the first. So all that is known of a debtor's addresses, on whichever file, joins people.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- As in 0082.
CREATE OR REPLACE FUNCTION door_earlier_contacts(of_case_file uuid, since timestamptz) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH asked AS (
        SELECT cf.id, cf.agency_id, cf.debtor_id FROM case_files cf
        WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
    ), ours AS (
        SELECT p.id AS party_id, p.id AS known, p.case_file_id FROM asked JOIN parties p ON p.case_file_id = asked.id
        UNION
        SELECT p.id, again.id, again.case_file_id FROM asked
        JOIN parties p ON p.case_file_id = asked.id AND p.role = 'debtor'
        JOIN case_files cf ON cf.debtor_id = asked.debtor_id AND cf.agency_id = asked.agency_id
        JOIN parties again ON again.case_file_id = cf.id AND again.role = 'debtor'
    ), mine AS (
        SELECT DISTINCT ours.party_id, cp.value, asked.agency_id
        FROM asked CROSS JOIN ours
        JOIN contact_points cp ON cp.case_file_id = ours.case_file_id AND cp.party_id = ours.known
    ), shared AS (
        SELECT ours.party_id, ours.known AS other FROM ours
        UNION
        SELECT mine.party_id, theirs.party_id FROM mine
        JOIN contact_points theirs ON theirs.agency_id = mine.agency_id AND theirs.value = mine.value
    ), same AS (
        SELECT shared.party_id, p.id AS other, p.case_file_id FROM shared JOIN parties p ON p.id = shared.other
        UNION
        SELECT shared.party_id, again.id, again.case_file_id FROM shared
        JOIN parties p ON p.id = shared.other AND p.role = 'debtor'
        JOIN case_files known ON known.id = p.case_file_id
        JOIN case_files cf ON cf.debtor_id = known.debtor_id AND cf.agency_id = known.agency_id
        JOIN parties again ON again.case_file_id = cf.id AND again.role = 'debtor'
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
            'reached', (SELECT coalesce(json_agg(each.party_id), '[]') FROM (
                SELECT same.party_id FROM same WHERE same.other = a.party_id
                UNION
                SELECT mine.party_id FROM mine WHERE mine.value = a.to_address) each)) AS told
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

-- As in 0058, and each fact has its id: whoever may open the case file that it stands on is led there by it.
CREATE OR REPLACE FUNCTION door_stop_facts(of_case_file uuid) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH case_file AS (
        SELECT cf.id, cf.agency_id, cf.debtor_id FROM case_files cf
        WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
    ), ours AS (
        SELECT p.id AS party_id, p.id AS known, p.case_file_id, p.name
        FROM case_file cf JOIN parties p ON p.case_file_id = cf.id
        UNION
        SELECT p.id, again.id, again.case_file_id, again.name FROM case_file asked
        JOIN parties p ON p.case_file_id = asked.id AND p.role = 'debtor'
        JOIN case_files cf ON cf.debtor_id = asked.debtor_id AND cf.agency_id = asked.agency_id
        JOIN parties again ON again.case_file_id = cf.id AND again.role = 'debtor'
    ), shared AS (
        SELECT ours.party_id, ours.known AS other FROM ours
        UNION
        SELECT ours.party_id, same.id FROM case_file cf CROSS JOIN ours
        JOIN contact_points mine ON mine.case_file_id = ours.case_file_id AND mine.party_id = ours.known
        JOIN contact_points theirs ON theirs.agency_id = cf.agency_id AND theirs.value = mine.value
        JOIN parties same ON same.id = theirs.party_id AND lower(trim(same.name)) = lower(trim(ours.name))
    ), people AS (
        SELECT party_id, other FROM shared
        UNION
        SELECT shared.party_id, again.id FROM shared
        JOIN parties p ON p.id = shared.other AND p.role = 'debtor'
        JOIN case_files known ON known.id = p.case_file_id
        JOIN case_files cf ON cf.debtor_id = known.debtor_id AND cf.agency_id = known.agency_id
        JOIN parties again ON again.case_file_id = cf.id AND again.role = 'debtor'
    ), found AS (
        SELECT people.party_id AS whose, f.*, NULL::varchar AS address FROM people
        JOIN stop_facts f ON f.party_id = people.other AND f.ended_on IS NULL AND f.kind <> 'workplace'
            AND (f.party_id = people.party_id OR f.kind <> 'wrong_party')
        UNION ALL
        SELECT mine.party_id AS whose, f.*, mine.value FROM case_file cf
        JOIN contact_points mine ON mine.case_file_id = cf.id
        JOIN contact_points theirs ON theirs.agency_id = cf.agency_id AND theirs.value = mine.value
        JOIN stop_facts f ON f.contact_point_id = theirs.id AND f.ended_on IS NULL
        JOIN people ON people.party_id = mine.party_id AND people.other = f.party_id
        WHERE f.kind = 'wrong_party' AND f.party_id <> mine.party_id
        UNION ALL
        SELECT mine.party_id AS whose, f.*, mine.value FROM case_file cf
        JOIN contact_points mine ON mine.case_file_id = cf.id
        JOIN contact_points theirs ON theirs.agency_id = cf.agency_id AND theirs.value = mine.value
        JOIN stop_facts f ON f.contact_point_id = theirs.id AND f.ended_on IS NULL
        WHERE f.kind = 'workplace'
    )
    SELECT coalesce(json_agg(json_build_object(
        'id', found.id, 'party_id', found.whose, 'kind', found.kind, 'since_on', found.since_on,
        'until_on', found.until_on, 'address', found.address, 'elsewhere', found.case_file_id <> of_case_file,
        'by', CASE WHEN found.case_file_id = of_case_file THEN found.recorded_by
              ELSE (SELECT o.name FROM organizations o WHERE o.id = found.agency_id) END)
        ORDER BY found.since_on, found.id), '[]') FROM found
$$;
