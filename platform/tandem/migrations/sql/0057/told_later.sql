-- A refusal of e-mails that follows from an address which came later is told to the provider's lists as every other one.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- As in 0050; the provider of e-mails is told of the addresses that are refused now. Whoever adds an address, a creditor
-- perhaps, learns nothing of it: the message is written here.
CREATE OR REPLACE FUNCTION door_refuse_altogether(of_agency uuid, addresses text[], at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM opt_outs_altogether w WHERE w.agency_id = of_agency AND w.lifted_at IS NULL) THEN
        RETURN;
    END IF;
    WITH theirs AS (
        SELECT DISTINCT ON (p.id) p.id AS party_id, p.creditor_id, p.case_file_id, w.way_out_id, w.source, w.recorded_at
        FROM opt_outs_altogether w
        JOIN parties known ON known.id = w.party_id
        JOIN contact_points old ON old.party_id = known.id
        JOIN contact_points shared ON shared.agency_id = of_agency AND shared.value = old.value
        JOIN parties p ON p.id = shared.party_id AND lower(trim(p.name)) = lower(trim(known.name))
        WHERE w.agency_id = of_agency AND w.lifted_at IS NULL AND EXISTS (
            SELECT FROM contact_points came WHERE came.party_id = p.id AND came.value = ANY (addresses))
        ORDER BY p.id, w.recorded_at
    ), known_from_now AS (
        INSERT INTO opt_outs_altogether (agency_id, id, creditor_id, case_file_id, party_id, way_out_id, source,
            recorded_at)
        SELECT of_agency, gen_random_uuid(), t.creditor_id, t.case_file_id, t.party_id, t.way_out_id, t.source,
            t.recorded_at FROM theirs t
        ON CONFLICT (agency_id, party_id) WHERE lifted_at IS NULL DO NOTHING
    ), refused AS (
        INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at, way_out_id)
        SELECT DISTINCT ON (by.channel, cp.value) gen_random_uuid(), of_agency, by.channel, cp.value, t.source, false,
            at, t.way_out_id
        FROM theirs t
        JOIN contact_points cp ON cp.party_id = t.party_id
        JOIN (VALUES ('phone', 'sms'), ('phone', 'voice'), ('email', 'email')) AS by (kind, channel) ON by.kind = cp.kind
        WHERE NOT EXISTS (SELECT FROM opt_outs o WHERE o.agency_id = of_agency AND o.channel = by.channel
            AND o.address = cp.value AND (o.lifted_at IS NULL OR o.lifted_at >= t.recorded_at))
        ORDER BY by.channel, cp.value, t.recorded_at
        ON CONFLICT (agency_id, channel, address) WHERE lifted_at IS NULL DO NOTHING
        RETURNING channel, address, source
    ), told AS (
        INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
        SELECT gen_random_uuid(), of_agency, 'contacts.tell_provider', jsonb_build_object('address', r.address), at, at, 0
        FROM refused r WHERE r.channel = 'email'
    )
    INSERT INTO consent_entries (id, agency_id, channel, address, kind, source, happened_at, recorded_at)
    SELECT gen_random_uuid(), of_agency, r.channel, r.address, 'opt_out', r.source, at, at FROM refused r;
END $$;

-- As in 0033; a wish that is back in force is told to the provider of e-mails, whose account may be another by now.
-- Processes of the release before give no instant.
DROP FUNCTION door_recall_opt_outs(uuid, text[], text[]);
CREATE FUNCTION door_recall_opt_outs(of_agency uuid, addresses text[], hashes text[], at timestamptz DEFAULT now())
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    WITH recalled AS (
        UPDATE opt_outs o SET address = back.address
        FROM unnest(addresses, hashes) AS back (address, hash)
        WHERE o.agency_id = of_agency AND o.address = back.hash
          AND NOT (o.lifted_at IS NULL AND EXISTS (
              SELECT FROM opt_outs twin WHERE twin.agency_id = of_agency AND twin.channel = o.channel
                AND twin.address = back.address AND twin.lifted_at IS NULL))
        RETURNING o.channel, o.address, o.provisional, o.lifted_at
    )
    INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
    SELECT gen_random_uuid(), of_agency, 'contacts.tell_provider', jsonb_build_object('address', r.address),
        at, at, 0
    FROM recalled r WHERE r.channel = 'email' AND NOT r.provisional AND r.lifted_at IS NULL;
    UPDATE consent_entries e SET address = back.address
    FROM unnest(addresses, hashes) AS back (address, hash)
    WHERE e.agency_id = of_agency AND e.address = back.hash;
END $$;
REVOKE EXECUTE ON FUNCTION door_recall_opt_outs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_recall_opt_outs TO tandem_web, tandem_worker;
