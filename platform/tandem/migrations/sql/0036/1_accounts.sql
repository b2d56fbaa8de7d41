-- An agency's own accounts at the providers, the senders that are theirs, and how fast each sender may write.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE provider_accounts (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    provider text NOT NULL CHECK (provider IN ('twilio', 'sendgrid')),
    account_sid text CHECK (account_sid ~ '^AC[0-9a-f]{32}$'),
    api_key_sid text CHECK (api_key_sid ~ '^SK[0-9a-f]{32}$'),
    region text CHECK (region ~ '^[a-z]{2}[0-9]?$'),
    edge text CHECK (edge ~ '^[a-z-]{2,30}$'),
    email_domain text CHECK (length(email_domain) <= 253),
    -- In the address that the provider posts to, where what it posts does not name the account.
    webhook_token text NOT NULL UNIQUE CHECK (length(webhook_token) >= 32),
    version integer NOT NULL DEFAULT 1,
    -- Keys, sealed by the application; those before them, good for webhooks alone and for a while.
    sealed bytea,
    former bytea,
    former_until timestamptz,
    keys_set_at timestamptz NOT NULL,
    keys_set_by text NOT NULL CHECK (length(keys_set_by) <= 200),
    created_at timestamptz NOT NULL,
    -- What the last test found: [{"fault": …, "about": …}, …], empty when all is well.
    checked_at timestamptz,
    faults jsonb NOT NULL DEFAULT '[]',
    ended_at timestamptz,
    CHECK ((ended_at IS NULL) = (sealed IS NOT NULL)),
    CHECK ((provider = 'twilio') = (account_sid IS NOT NULL)),
    CHECK ((former IS NULL) = (former_until IS NULL))
);
CREATE UNIQUE INDEX provider_accounts_in_use ON provider_accounts (agency_id, provider) WHERE ended_at IS NULL;
CREATE INDEX provider_accounts_sid ON provider_accounts (account_sid);
CREATE INDEX provider_accounts_former ON provider_accounts (former_until) WHERE former IS NOT NULL;
ALTER TABLE provider_accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON provider_accounts USING (agency_id = (SELECT tandem_organization()));
-- The keys are read through the door alone.
GRANT SELECT (id, agency_id, provider, account_sid, api_key_sid, region, edge, email_domain, webhook_token, version,
              former_until, keys_set_at, keys_set_by, created_at, checked_at, faults, ended_at)
    ON provider_accounts TO tandem_web, tandem_worker;
GRANT INSERT, UPDATE ON provider_accounts TO tandem_web;

-- Sealed as they are stored, for the process that has the key: before anybody is signed in (whose webhook is this?),
-- and for the agency whose contact leaves. Accounts that were given up are told while their keys verify webhooks.
CREATE FUNCTION door_provider_accounts(of_agency uuid DEFAULT NULL, of_sid text DEFAULT NULL,
                                       of_token text DEFAULT NULL)
    RETURNS TABLE (id uuid, agency_id uuid, provider text, account_sid text, api_key_sid text, region text, edge text,
                   email_domain text, webhook_token text, version integer, sealed bytea, former bytea,
                   former_until timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.agency_id, a.provider, a.account_sid, a.api_key_sid, a.region, a.edge, a.email_domain,
           a.webhook_token, a.version, a.sealed, a.former, a.former_until
    FROM provider_accounts a
    WHERE (a.agency_id = of_agency AND a.ended_at IS NULL)
       OR (a.account_sid = of_sid AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
       OR (a.webhook_token = of_token AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
    ORDER BY a.provider, a.id
$$;

-- The worker's round: former keys whose time is over go for good; whose are sealed under another key than this one?
CREATE FUNCTION door_provider_keys_round(at timestamptz, key_print bytea)
    RETURNS TABLE (id uuid, agency_id uuid, sealed bytea, former bytea)
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE provider_accounts SET former = NULL, former_until = NULL WHERE former_until <= at;
    SELECT a.id, a.agency_id, a.sealed, a.former FROM provider_accounts a
    WHERE substring(a.sealed FROM 1 FOR 8) <> key_print OR substring(a.former FROM 1 FOR 8) <> key_print
    ORDER BY a.id
$$;

-- The same keys under the present key of the installation, unless they were replaced meanwhile.
CREATE FUNCTION door_reseal_provider_keys(account uuid, sealed_before bytea, sealed_now bytea, former_before bytea,
                                          former_now bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE provider_accounts a SET sealed = sealed_now, former = former_now
    WHERE a.id = account AND a.sealed IS NOT DISTINCT FROM sealed_before
      AND a.former IS NOT DISTINCT FROM former_before;
    RETURN FOUND;
END $$;

ALTER TABLE senders
    -- Null: given by whoever runs this installation, on its own account.
    ADD COLUMN account_id uuid REFERENCES provider_accounts (id),
    ADD COLUMN kind text,
    -- Where it is used; empty: wherever no other sender is.
    ADD COLUMN countries text[] NOT NULL DEFAULT '{}',
    -- Whether an answer can come back.
    ADD COLUMN two_way boolean NOT NULL DEFAULT true,
    -- Segments, calls or e-mails a second; null: what the kind allows.
    ADD COLUMN per_second double precision CHECK (per_second > 0 AND per_second <= 1000);
UPDATE senders SET kind = CASE
    WHEN channel = 'email' THEN 'email' WHEN address ~ '^\+' THEN 'long_code'
    WHEN address ~ '^[0-9]{3,8}$' THEN 'short_code' ELSE 'alphanumeric' END;
UPDATE senders SET two_way = false WHERE kind = 'alphanumeric';
CREATE FUNCTION sender_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind IS NULL THEN
        NEW.kind := CASE WHEN NEW.channel = 'email' THEN 'email' WHEN NEW.address ~ '^\+' THEN 'long_code'
            WHEN NEW.address ~ '^[0-9]{3,8}$' THEN 'short_code' ELSE 'alphanumeric' END;
    END IF;
    NEW.two_way := NEW.two_way AND NEW.kind <> 'alphanumeric';
    RETURN NEW;
END $$;
CREATE TRIGGER sender_kind BEFORE INSERT OR UPDATE ON senders FOR EACH ROW EXECUTE FUNCTION sender_kind();
ALTER TABLE senders ALTER COLUMN kind SET NOT NULL,
    ADD CHECK (kind IN ('long_code', 'short_code', 'alphanumeric', 'email')),
    ADD CHECK ((kind = 'email') = (channel = 'email'));
-- A name that nobody can answer may be the name of two agencies; a number or an address finds one.
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'senders'::regclass AND contype = 'u' LOOP
        EXECUTE format('ALTER TABLE senders DROP CONSTRAINT %I', name);
    END LOOP;
    FOR name IN SELECT i.indexrelid::regclass::text FROM pg_index i
                WHERE i.indrelid = 'senders'::regclass AND i.indisunique AND NOT i.indisprimary LOOP
        EXECUTE format('DROP INDEX %s', name);
    END LOOP;
END $$;
CREATE UNIQUE INDEX senders_answered ON senders (channel, address) WHERE two_way;
CREATE UNIQUE INDEX senders_of_agency ON senders (agency_id, channel, address);
GRANT INSERT, UPDATE, DELETE ON senders TO tandem_web;

CREATE OR REPLACE FUNCTION door_agency_of_sender(of_channel text, of_address text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT agency_id FROM senders WHERE channel = of_channel AND address = of_address AND two_way);

REVOKE EXECUTE ON FUNCTION door_provider_accounts, door_provider_keys_round, door_reseal_provider_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_provider_accounts TO tandem_web, tandem_worker;
GRANT EXECUTE ON FUNCTION door_provider_keys_round, door_reseal_provider_keys TO tandem_worker;
