-- Row-level security learns of groups, which read the rows of the creditors below them, and of an agency's choice to
-- confine its collectors. What may be written stays with the acting organization alone.

-- Whose rows are read as those of one's own creditor.
CREATE FUNCTION tandem_creditors() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('tandem.creditors', true), '')::uuid[], ARRAY[tandem_organization()]);
-- What of an agency's case files is reached: all, those of a team, those assigned.
CREATE FUNCTION tandem_case_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('tandem.case_scope', true), ''), 'all');
CREATE FUNCTION tandem_teams() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('tandem.teams', true), '')::uuid[], '{}');

DO $$
DECLARE
    wall record;
    wider text;
BEGIN
    FOR wall IN
        SELECT schemaname, tablename, policyname, qual, with_check, cmd FROM pg_policies
        WHERE schemaname = 'public' AND qual LIKE '%creditor_id = ( SELECT tandem_organization()%'
          AND (tablename, policyname) NOT IN (('counters', 'placing_creditor'), ('case_files', 'parties_of_the_case'))
    LOOP
        wider := replace(wall.qual, 'creditor_id = ( SELECT tandem_organization() AS tandem_organization)',
                         'creditor_id = ANY ((SELECT tandem_creditors())::uuid[])');
        -- The creditor's own side of notes and files.
        wider := replace(wider, 'author_organization_id = ( SELECT tandem_organization() AS tandem_organization)',
                         'author_organization_id = ANY ((SELECT tandem_creditors())::uuid[])');
        EXECUTE format('ALTER POLICY %I ON %I USING (%s)', wall.policyname, wall.tablename, wider);
        -- One's own reading of a timeline is the one thing that a group writes about a case.
        IF wall.cmd = 'ALL' AND wall.with_check IS NULL AND wall.tablename <> 'timeline_readings' THEN
            EXECUTE format('ALTER POLICY %I ON %I WITH CHECK (%s)', wall.policyname, wall.tablename, wall.qual);
        END IF;
    END LOOP;
END $$;

ALTER POLICY parties_of_the_case ON case_files
    USING (
        (agency_id = (SELECT tandem_organization()) AND (
            (SELECT tandem_case_scope()) = 'all'
            OR assignee_id = (SELECT tandem_membership())
            OR ((SELECT tandem_case_scope()) = 'team' AND team_id = ANY ((SELECT tandem_teams())::uuid[]))))
        OR creditor_id = ANY ((SELECT tandem_creditors())::uuid[]))
    WITH CHECK (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()));

-- A group sees what is below it, and each organization what it belongs to.
CREATE FUNCTION tandem_parent() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT parent_id FROM organizations WHERE id = tandem_organization());
CREATE POLICY hierarchy ON organizations FOR SELECT USING (
    id = ANY ((SELECT tandem_creditors())::uuid[]) OR id = (SELECT tandem_parent()));
