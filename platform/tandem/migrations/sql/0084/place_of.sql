-- Where a number or an address reaches somebody is a fact of the agency and of the value, not of one case file.
SET LOCAL lock_timeout = '5s';

-- As the acting agency was told last, on whichever case file. What came with a placement was said by nobody of the
-- agency: it gives way to what was, and where two placements differ, the stricter holds. One word, always.
CREATE FUNCTION door_place_of(address text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((
        SELECT q.place::text FROM contact_points q
        WHERE q.agency_id = tandem_organization() AND q.value = door_place_of.address
        ORDER BY q.place_said_at DESC NULLS LAST,
            array_position(ARRAY['work', 'home', 'mobile', 'unknown'], q.place::text)
        LIMIT 1), 'unknown')
$$;
REVOKE EXECUTE ON FUNCTION door_place_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_place_of TO tandem_web, tandem_worker;
