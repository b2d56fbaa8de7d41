-- Two group roles that log in through members (`tandem.entrypoints.roles`): neither owns anything, neither bypasses
-- row-level security. Roles belong to the whole cluster, so another database may have made them already.
SET LOCAL lock_timeout = '5s';

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['tandem_web', 'tandem_worker'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END $$;

-- Whom this transaction acts for; null outside of one, and then no row is visible.
CREATE FUNCTION tandem_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('tandem.organization_id', true), '')::uuid;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tandem_web, tandem_worker;
