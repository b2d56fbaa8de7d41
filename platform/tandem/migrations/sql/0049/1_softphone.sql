-- A collector's leg in the browser: which TwiML app answers it, where a line is held, and when its last token was given.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE provider_accounts
    ADD COLUMN twiml_app_sid text
        CHECK (twiml_app_sid IS NULL OR (provider = 'twilio' AND api_key_sid IS NOT NULL AND length(twiml_app_sid) = 34));
GRANT SELECT (twiml_app_sid) ON provider_accounts TO tandem_web, tandem_worker;

-- Its result has one column more, which CREATE OR REPLACE does not take. The release before reads it by names.
DROP FUNCTION door_provider_accounts(uuid, text, text);
CREATE FUNCTION door_provider_accounts(of_agency uuid DEFAULT NULL, of_sid text DEFAULT NULL,
                                       of_token text DEFAULT NULL)
    RETURNS TABLE (id uuid, agency_id uuid, provider text, account_sid text, api_key_sid text, region text, edge text,
                   email_domain text, webhook_token text, version integer, sealed bytea, former bytea,
                   former_until timestamptz, reply_domain text, twiml_app_sid text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.agency_id, a.provider, a.account_sid, a.api_key_sid, a.region, a.edge, a.email_domain,
           a.webhook_token, a.version, a.sealed, a.former, a.former_until, a.reply_domain, a.twiml_app_sid
    FROM provider_accounts a
    WHERE (a.agency_id = of_agency AND a.ended_at IS NULL)
       OR (a.account_sid = of_sid AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
       OR (a.webhook_token = of_token AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
    ORDER BY a.provider, a.id
$$;
REVOKE EXECUTE ON FUNCTION door_provider_accounts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_provider_accounts TO tandem_web, tandem_worker;

ALTER TABLE phone_lines
    ADD COLUMN device text NOT NULL DEFAULT 'telephone' CHECK (device IN ('telephone', 'computer')),
    -- When the browser was last given a token to hold the line with.
    ADD COLUMN token_at timestamptz,
    ALTER COLUMN phone DROP NOT NULL,
    ADD CHECK ((device = 'telephone') = (phone IS NOT NULL));
