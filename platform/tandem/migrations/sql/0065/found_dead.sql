-- A number that takes no texts may still be called: texts end by themselves, and are known as dead addresses are.
SET LOCAL lock_timeout = '5s';

-- The codes of numbers that are no mobile ones (21614) and of landlines (30006) closed them for calls too, until now.
UPDATE contact_points SET texts_end_at = invalid_at, texts_end_reason = invalid_reason, invalid_at = NULL,
    invalid_reason = NULL
WHERE kind = 'phone' AND invalid_reason IN ('provider 21614', 'provider 30006');

-- Since when, and why, an address is known to be dead to the acting agency, for all that leads there or for texts alone,
-- from whichever case file. One row, always.
DROP FUNCTION door_found_dead(text);
CREATE FUNCTION door_found_dead(address text)
    RETURNS TABLE (invalid_at timestamptz, invalid_reason text, texts_end_at timestamptz, texts_end_reason text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT dead.invalid_at, dead.invalid_reason::text, mute.texts_end_at, mute.texts_end_reason::text
    FROM (SELECT) once
    LEFT JOIN LATERAL (
        SELECT q.invalid_at, q.invalid_reason FROM contact_points q
        WHERE q.agency_id = tandem_organization() AND q.value = door_found_dead.address AND q.invalid_at IS NOT NULL
        ORDER BY q.invalid_at, q.id LIMIT 1) dead ON true
    LEFT JOIN LATERAL (
        SELECT q.texts_end_at, q.texts_end_reason FROM contact_points q
        WHERE q.agency_id = tandem_organization() AND q.value = door_found_dead.address AND q.texts_end_at IS NOT NULL
        ORDER BY q.texts_end_at, q.id LIMIT 1) mute ON true
$$;
REVOKE EXECUTE ON FUNCTION door_found_dead FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_found_dead TO tandem_web, tandem_worker;
