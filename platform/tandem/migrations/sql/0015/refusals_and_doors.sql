-- Who refuses to be reached tells the agency, for all its creditors: no creditor reads it from a provider's word.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER POLICY parties_of_the_case ON delivery_reports USING (
    agency_id = (SELECT tandem_organization())
    OR (creditor_id = (SELECT tandem_organization()) AND status NOT IN ('complained', 'unsubscribed', 'resubscribed')));
-- Nor from the attempt's own last word: it had arrived, and that is what both parties see.
UPDATE contact_attempts SET provider_status = 'delivered' WHERE provider_status IN ('complained', 'unsubscribed');

-- Unless it is named, the schema of temporary tables is searched first: whoever may make one could put a table of
-- theirs before ours in a function that runs as the owner.
DO $$
DECLARE door record;
BEGIN
    FOR door IN
        SELECT oid::regprocedure AS signature FROM pg_proc
        WHERE prosecdef AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET search_path = public, pg_temp', door.signature);
    END LOOP;
END $$;
