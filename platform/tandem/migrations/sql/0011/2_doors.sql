-- The few questions about privacy whose answer lies beyond the acting organization's rows.

-- Which sides hold the data of these debtors back; only who, never why.
CREATE FUNCTION door_legal_holds(debtors uuid[]) RETURNS TABLE (debtor_id uuid, organization_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT h.debtor_id, h.organization_id FROM legal_holds h
    WHERE h.debtor_id = ANY (debtors) AND h.released_at IS NULL
      AND tandem_organization() IN (h.agency_id, h.creditor_id)
$$;

-- Entries of the journal that this database has not carried out: it was restored from a backup.
CREATE FUNCTION door_erasures_missing(entries uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT entry FROM unnest(entries) AS entry
    WHERE NOT EXISTS (SELECT FROM erasures WHERE erasures.id = entry AND erasures.state = 'erased')
$$;

-- Whose turn it is in the daily round of retention.
CREATE FUNCTION door_organizations(of_kind text) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id FROM organizations WHERE kind = of_kind ORDER BY id
$$;

-- The wish of an erased person is kept as a keyed hash; when the address comes back, by a new placement or an inbound
-- message, it binds again in clear.
CREATE FUNCTION door_recall_opt_outs(of_agency uuid, addresses text[], hashes text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE opt_outs o SET address = back.address
    FROM unnest(addresses, hashes) AS back (address, hash)
    WHERE o.agency_id = of_agency AND o.address = back.hash
      AND (of_agency = tandem_organization() OR EXISTS (
          SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()))
      AND NOT (o.lifted_at IS NULL AND EXISTS (
          SELECT FROM opt_outs twin WHERE twin.agency_id = of_agency AND twin.channel = o.channel
            AND twin.address = back.address AND twin.lifted_at IS NULL));
END $$;

REVOKE EXECUTE ON FUNCTION door_legal_holds, door_erasures_missing, door_organizations, door_recall_opt_outs
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_legal_holds, door_erasures_missing, door_recall_opt_outs TO tandem_web, tandem_worker;
GRANT EXECUTE ON FUNCTION door_organizations TO tandem_worker;
