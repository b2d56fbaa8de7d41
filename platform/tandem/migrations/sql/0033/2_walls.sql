-- The agency's alone: a creditor never learns that somebody refused to be reached on another creditor's case.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['consent_entries', 'contact_preferences', 'ways_out', 'suppression_readings'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_agency ON %I USING (agency_id = (SELECT tandem_organization()))', name);
    END LOOP;
END $$;

-- An entry is never changed and never removed; only an erasure takes the address and the words out of it.
GRANT SELECT, INSERT ON consent_entries TO tandem_web, tandem_worker;
GRANT UPDATE (address, evidence) ON consent_entries TO tandem_worker;
GRANT SELECT, INSERT, UPDATE (ended_at) ON contact_preferences TO tandem_web, tandem_worker;
GRANT SELECT, INSERT ON ways_out TO tandem_web, tandem_worker;
GRANT SELECT, INSERT, UPDATE ON suppression_readings TO tandem_worker;
GRANT SELECT ON suppression_readings TO tandem_web;

-- Whoever opens a link is nobody: the hash of its letters tells whose it is.
CREATE FUNCTION door_way_out(hash text) RETURNS TABLE (id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.id, w.agency_id FROM ways_out w WHERE w.code_hash = hash
$$;
REVOKE EXECUTE ON FUNCTION door_way_out FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_way_out TO tandem_web, tandem_worker;

-- As in 0011; the ledger of an address comes back with the wish.
CREATE OR REPLACE FUNCTION door_recall_opt_outs(of_agency uuid, addresses text[], hashes text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    UPDATE opt_outs o SET address = back.address
    FROM unnest(addresses, hashes) AS back (address, hash)
    WHERE o.agency_id = of_agency AND o.address = back.hash
      AND NOT (o.lifted_at IS NULL AND EXISTS (
          SELECT FROM opt_outs twin WHERE twin.agency_id = of_agency AND twin.channel = o.channel
            AND twin.address = back.address AND twin.lifted_at IS NULL));
    UPDATE consent_entries e SET address = back.address
    FROM unnest(addresses, hashes) AS back (address, hash)
    WHERE e.agency_id = of_agency AND e.address = back.hash;
END $$;
