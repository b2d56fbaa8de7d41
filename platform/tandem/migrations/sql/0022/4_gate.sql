-- What the contact gate must know of a person however little of the agency a collector reaches: the law counts what the
-- whole agency did. Named are addresses of the case file itself; no answer names another case file.

-- When and how the addresses of a case file were tried for whichever creditor, as the gate counts it.
CREATE FUNCTION door_earlier_contacts(of_case_file uuid, since timestamptz) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(json_agg(json_build_object(
        'id', a.id, 'debtor_id', o.debtor_id, 'party_id', a.party_id, 'address', a.to_address, 'at', a.sending_at,
        'channel', a.channel, 'state', a.state, 'disposition', a.disposition,
        'provider_status', a.provider_status)), '[]')
    FROM case_files cf JOIN contact_attempts a ON a.agency_id = cf.agency_id AND a.sending_at >= since
    JOIN case_files o ON o.id = a.case_file_id
    WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
      AND (a.case_file_id = cf.id OR a.to_address IN (
          SELECT cp.value FROM contact_points cp WHERE cp.case_file_id = cf.id))
$$;

-- Since when, and why, an address is known to be dead to the acting agency, from whichever case file.
CREATE FUNCTION door_found_dead(address text) RETURNS TABLE (invalid_at timestamptz, invalid_reason text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT q.invalid_at, q.invalid_reason::text FROM contact_points q
    WHERE q.agency_id = tandem_organization() AND q.value = door_found_dead.address AND q.invalid_at IS NOT NULL
    ORDER BY q.invalid_at, q.id LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION door_earlier_contacts, door_found_dead FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_earlier_contacts, door_found_dead TO tandem_web, tandem_worker;
