-- Proof of delivery is read by both parties and written once; what is told of an attempt is never rewritten.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE delivery_reports
    ADD FOREIGN KEY (agency_id) REFERENCES organizations (id),
    ADD FOREIGN KEY (creditor_id) REFERENCES organizations (id),
    ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id);
CREATE INDEX delivery_reports_of_attempt ON delivery_reports (attempt_id, received_at);
-- The answer to the send has no callback of its own: one for each attempt and each id that the provider gave.
CREATE UNIQUE INDEX one_receipt ON delivery_reports (attempt_id, provider_id) WHERE event_id IS NULL;
GRANT SELECT ON delivery_reports TO tandem_web;
GRANT SELECT, INSERT ON delivery_reports TO tandem_worker;
ALTER TABLE delivery_reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties_of_the_case ON delivery_reports USING
    (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()));

-- Summed all three chains of any case file for whoever asked: each side could count the other's private events.
-- Nothing calls it; who wants to know how far chains have come reads `timeline_heads` as an organization.
DROP FUNCTION door_timeline_heights;

-- A creditor's placement takes numbers at the agency that will work it, and sees no counter: how many case files the
-- agency has of other creditors is not the creditor's to look up.
DROP POLICY placing_creditor ON counters;
CREATE FUNCTION door_take_numbers(of_agency uuid, counter text, how_many bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE last bigint;
BEGIN
    IF how_many < 1 OR NOT (of_agency IS NOT DISTINCT FROM tandem_organization() OR EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization())) THEN
        RAISE EXCEPTION 'these numbers are not this organization''s to take' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO counters (agency_id, name, value) VALUES (of_agency, counter, how_many)
    ON CONFLICT (agency_id, name) DO UPDATE SET value = counters.value + how_many RETURNING value INTO last;
    RETURN last;
END $$;
REVOKE EXECUTE ON FUNCTION door_take_numbers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_take_numbers TO tandem_web, tandem_worker;
