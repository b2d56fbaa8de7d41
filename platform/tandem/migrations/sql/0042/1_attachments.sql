-- Files that leave with e-mails, whose invoice a document is a copy of, and the domain at which an agency's own account
-- receives answers.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE documents ADD CONSTRAINT documents_claim FOREIGN KEY (claim_id) REFERENCES claims (id) NOT VALID;
ALTER TABLE documents VALIDATE CONSTRAINT documents_claim;
CREATE INDEX documents_of_claim ON documents (claim_id) WHERE claim_id IS NOT NULL;

ALTER TABLE provider_accounts
    ADD COLUMN reply_domain text
        CHECK (reply_domain IS NULL OR (provider = 'sendgrid' AND length(reply_domain) <= 253));
GRANT SELECT (reply_domain) ON provider_accounts TO tandem_web, tandem_worker;

-- Its result has one column more, which CREATE OR REPLACE does not take. The release before reads it by names.
DROP FUNCTION door_provider_accounts(uuid, text, text);
CREATE FUNCTION door_provider_accounts(of_agency uuid DEFAULT NULL, of_sid text DEFAULT NULL,
                                       of_token text DEFAULT NULL)
    RETURNS TABLE (id uuid, agency_id uuid, provider text, account_sid text, api_key_sid text, region text, edge text,
                   email_domain text, webhook_token text, version integer, sealed bytea, former bytea,
                   former_until timestamptz, reply_domain text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.agency_id, a.provider, a.account_sid, a.api_key_sid, a.region, a.edge, a.email_domain,
           a.webhook_token, a.version, a.sealed, a.former, a.former_until, a.reply_domain
    FROM provider_accounts a
    WHERE (a.agency_id = of_agency AND a.ended_at IS NULL)
       OR (a.account_sid = of_sid AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
       OR (a.webhook_token = of_token AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
    ORDER BY a.provider, a.id
$$;
REVOKE EXECUTE ON FUNCTION door_provider_accounts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_provider_accounts TO tandem_web, tandem_worker;
