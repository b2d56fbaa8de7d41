-- Who asked to be reached nowhere is the same person on a new placement of theirs that shares no address: the debtor's
-- row says so, as in 0085.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Whom an agency knows a party as elsewhere, one step on: the same name at a shared address, and the same debtor on
-- another case file. Reads with the rights of who asks.
CREATE FUNCTION tandem_same_person(of_agency uuid, of_party uuid) RETURNS TABLE (party_id uuid)
    LANGUAGE sql STABLE AS $$
    SELECT other.id FROM parties known
    JOIN contact_points mine ON mine.party_id = known.id
    JOIN contact_points theirs ON theirs.agency_id = of_agency AND theirs.value = mine.value
    JOIN parties other ON other.id = theirs.party_id AND lower(trim(other.name)) = lower(trim(known.name))
    WHERE known.id = of_party
    UNION ALL
    SELECT again.id FROM parties known
    JOIN case_files of_known ON of_known.id = known.case_file_id
    JOIN case_files cf ON cf.debtor_id = of_known.debtor_id AND cf.agency_id = of_agency
    JOIN parties again ON again.case_file_id = cf.id AND again.role = 'debtor'
    WHERE known.id = of_party AND known.role = 'debtor'
$$;
REVOKE EXECUTE ON FUNCTION tandem_same_person FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tandem_same_person TO tandem_web, tandem_worker;

-- As in 0074; people are joined by `tandem_same_person`, in as many steps as there are: first everybody whom the new
-- addresses lead to, then from each wish among them everybody whom it holds for.
CREATE OR REPLACE FUNCTION door_refuse_altogether(of_agency uuid, addresses text[], at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('tandem.altogether ' || of_agency, 0));
    IF NOT EXISTS (SELECT FROM opt_outs_altogether w WHERE w.agency_id = of_agency AND w.lifted_at IS NULL) THEN
        RETURN;
    END IF;
    WITH RECURSIVE people AS (
        SELECT came.party_id FROM contact_points came
        WHERE came.agency_id = of_agency AND came.value = ANY (addresses)
        UNION
        SELECT same.party_id FROM people CROSS JOIN LATERAL tandem_same_person(of_agency, people.party_id) same
    ), wishes AS (
        SELECT w.party_id, w.way_out_id, w.source, w.recorded_at
        FROM people JOIN opt_outs_altogether w ON w.party_id = people.party_id
        WHERE w.agency_id = of_agency AND w.lifted_at IS NULL
        UNION
        SELECT same.party_id, wishes.way_out_id, wishes.source, wishes.recorded_at
        FROM wishes CROSS JOIN LATERAL tandem_same_person(of_agency, wishes.party_id) same
    ), theirs AS (
        SELECT p.id AS party_id, p.creditor_id, p.case_file_id, max(w.recorded_at) AS recorded_at,
            (array_agg(w.source ORDER BY w.recorded_at DESC))[1] AS source,
            CASE WHEN count(w.way_out_id) = count(*) AND count(DISTINCT w.way_out_id) = 1
                THEN (array_agg(w.way_out_id))[1] END AS way_out_id
        FROM wishes w JOIN parties p ON p.id = w.party_id
        GROUP BY p.id
    ), known_from_now AS (
        INSERT INTO opt_outs_altogether (agency_id, id, creditor_id, case_file_id, party_id, way_out_id, source,
            recorded_at)
        SELECT of_agency, gen_random_uuid(), t.creditor_id, t.case_file_id, t.party_id, t.way_out_id, t.source,
            t.recorded_at FROM theirs t
        ON CONFLICT (agency_id, party_id) WHERE lifted_at IS NULL DO NOTHING
    ), refused AS (
        INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at, way_out_id)
        SELECT gen_random_uuid(), of_agency, by.channel, cp.value,
            (array_agg(t.source ORDER BY t.recorded_at DESC))[1], false, at,
            CASE WHEN count(t.way_out_id) = count(*) AND count(DISTINCT t.way_out_id) = 1
                THEN (array_agg(t.way_out_id))[1] END
        FROM theirs t
        JOIN contact_points cp ON cp.party_id = t.party_id AND cp.value NOT LIKE 'erased-%'
        JOIN (VALUES ('phone', 'sms'), ('phone', 'voice'), ('email', 'email')) AS by (kind, channel) ON by.kind = cp.kind
        WHERE NOT EXISTS (SELECT FROM opt_outs o WHERE o.agency_id = of_agency AND o.channel = by.channel
            AND o.address = cp.value AND (o.lifted_at IS NULL OR o.lifted_at >= t.recorded_at))
        GROUP BY by.channel, cp.value
        ON CONFLICT (agency_id, channel, address) WHERE lifted_at IS NULL DO NOTHING
        RETURNING channel, address, source
    ), told AS (
        INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
        SELECT gen_random_uuid(), of_agency, 'contacts.tell_provider',
            jsonb_build_object('channel', r.channel, 'address', r.address), at, at, 0
        FROM refused r WHERE r.channel IN ('email', 'sms')
    ), recorded AS (
        INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
        SELECT gen_random_uuid(), of_agency, 'contacts.tell_refused',
            jsonb_build_object('channel', r.channel, 'address', r.address), at, at, 0
        FROM refused r
    )
    INSERT INTO consent_entries (id, agency_id, channel, address, kind, source, happened_at, recorded_at)
    SELECT gen_random_uuid(), of_agency, r.channel, r.address, 'opt_out', r.source, at, at FROM refused r;
END $$;
