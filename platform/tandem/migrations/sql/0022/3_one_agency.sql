-- One invoice is never worked by two agencies at once: whoever called the debtor second would do so for nothing.
--
-- An invoice is a creditor's document number of one customer; the customer is the creditor's own reference, or the
-- company number. It is worked while its case file is not closed.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE INDEX claims_of_document ON claims (creditor_id, document_number);

-- Of these claims, those that another agency works, with the claim there. Beyond the sight of either agency: for the
-- functions below alone.
CREATE FUNCTION claims_elsewhere(of_claims uuid[])
    RETURNS TABLE (claim_id uuid, elsewhere_id uuid)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT c.id, other.id
    FROM claims c JOIN debtors d ON d.id = c.debtor_id
    JOIN claims other ON other.creditor_id = c.creditor_id AND other.document_number = c.document_number
                     AND other.agency_id <> c.agency_id
    JOIN debtors od ON od.id = other.debtor_id AND (
        od.reference = d.reference OR nullif(od.company_number, '') = d.company_number)
    JOIN case_files ocf ON ocf.id = other.case_file_id AND ocf.stage <> 'closed'
    WHERE c.id = ANY (of_claims)
$$;

-- Two placements of one creditor at two agencies, or a placement and a case file that opens again, wait for each other
-- here: the second sees what the first wrote.
CREATE FUNCTION keep_one_agency(of_creditors uuid[], of_claims uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE creditor uuid;
BEGIN
    FOR creditor IN SELECT DISTINCT unnest(of_creditors) ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('tandem.invoices ' || creditor::text, 0));
    END LOOP;
    IF EXISTS (SELECT FROM claims_elsewhere(of_claims)) THEN
        RAISE EXCEPTION 'an invoice is worked by another agency'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'one_agency_an_invoice';
    END IF;
END $$;

CREATE FUNCTION check_added_claims() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM keep_one_agency(array_agg(creditor_id), array_agg(id)) FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER one_agency_an_invoice AFTER INSERT ON claims REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION check_added_claims();

CREATE FUNCTION check_reopened() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM keep_one_agency(ARRAY[NEW.creditor_id], array_agg(id)) FROM claims WHERE case_file_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER one_agency_an_invoice AFTER UPDATE OF stage ON case_files
    FOR EACH ROW WHEN (OLD.stage = 'closed' AND NEW.stage <> 'closed') EXECUTE FUNCTION check_reopened();

-- Whether a case file's invoices went to another agency meanwhile; only that, and only to those who work it.
CREATE FUNCTION door_placed_elsewhere(of_case_file uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM claims_elsewhere(ARRAY(SELECT c.id FROM claims c WHERE c.case_file_id = of_case_file)))
        AND EXISTS (SELECT FROM case_files cf WHERE cf.id = of_case_file
                    AND tandem_organization() IN (cf.agency_id, cf.creditor_id))
$$;
REVOKE EXECUTE ON FUNCTION claims_elsewhere, keep_one_agency, check_added_claims, check_reopened, door_placed_elsewhere
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_placed_elsewhere TO tandem_web, tandem_worker;
