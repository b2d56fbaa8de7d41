-- Who is confined decides about nobody's reach, their own least of all: neither teams nor the agency's choice.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['teams', 'team_members'] LOOP
        EXECUTE format('CREATE POLICY unconfined_adds ON %I AS RESTRICTIVE FOR INSERT '
                       'WITH CHECK ((SELECT tandem_case_scope()) = ''all'')', name);
        EXECUTE format('CREATE POLICY unconfined_changes ON %I AS RESTRICTIVE FOR UPDATE '
                       'USING ((SELECT tandem_case_scope()) = ''all'')', name);
        EXECUTE format('CREATE POLICY unconfined_removes ON %I AS RESTRICTIVE FOR DELETE '
                       'USING ((SELECT tandem_case_scope()) = ''all'')', name);
    END LOOP;
END $$;

CREATE FUNCTION check_case_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tandem_case_scope() <> 'all' THEN
        RAISE EXCEPTION 'who is confined does not choose what is reached' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER unconfined_chooses BEFORE UPDATE OF case_scope ON organizations
    FOR EACH ROW WHEN (NEW.case_scope IS DISTINCT FROM OLD.case_scope) EXECUTE FUNCTION check_case_scope();
