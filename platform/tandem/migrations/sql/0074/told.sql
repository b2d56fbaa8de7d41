-- Refusals of texts are told to their provider as those of e-mails are; what an account takes shows on its panel. Who
-- leaves SendGrid's group of information refuses receipts and notices by e-mail, and nothing else.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- What the agency's account answered when it was told who refuses texts; nothing: it took it.
CREATE FUNCTION door_consents_refused(of_agency uuid, refused text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE provider_accounts SET faults = coalesce(
        (SELECT jsonb_agg(one) FROM jsonb_array_elements(faults) one WHERE one ->> 'fault' <> 'consents_not_taken'),
        '[]') || CASE WHEN refused IS NULL THEN '[]' ELSE
        jsonb_build_array(jsonb_build_object('fault', 'consents_not_taken', 'about', refused)) END
    WHERE agency_id = of_agency AND provider = 'twilio' AND ended_at IS NULL
      AND (refused IS NOT NULL OR faults @> '[{"fault": "consents_not_taken"}]')
$$;
REVOKE EXECUTE ON FUNCTION door_consents_refused FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_consents_refused TO tandem_worker;

-- The unsubscribe groups of the agency's own account at SendGrid: of e-mails that demand, and of those that inform.
ALTER TABLE provider_accounts
    ADD COLUMN demand_group integer CHECK (demand_group > 0),
    ADD COLUMN information_group integer CHECK (information_group > 0),
    ADD CONSTRAINT groups_of_e_mails CHECK (
        (provider = 'sendgrid' OR (demand_group IS NULL AND information_group IS NULL))
        AND demand_group <> information_group);
GRANT SELECT (demand_group, information_group) ON provider_accounts TO tandem_web, tandem_worker;

-- Its result has two columns more, which CREATE OR REPLACE does not take. The release before reads it by names.
DROP FUNCTION door_provider_accounts(uuid, text, text);
CREATE FUNCTION door_provider_accounts(of_agency uuid DEFAULT NULL, of_sid text DEFAULT NULL,
                                       of_token text DEFAULT NULL)
    RETURNS TABLE (id uuid, agency_id uuid, provider text, account_sid text, api_key_sid text, region text, edge text,
                   email_domain text, webhook_token text, version integer, sealed bytea, former bytea,
                   former_until timestamptz, reply_domain text, twiml_app_sid text, demand_group integer,
                   information_group integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.agency_id, a.provider, a.account_sid, a.api_key_sid, a.region, a.edge, a.email_domain,
           a.webhook_token, a.version, a.sealed, a.former, a.former_until, a.reply_domain, a.twiml_app_sid,
           a.demand_group, a.information_group
    FROM provider_accounts a
    WHERE (a.agency_id = of_agency AND a.ended_at IS NULL)
       OR (a.account_sid = of_sid AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
       OR (a.webhook_token = of_token AND (a.sealed IS NOT NULL OR a.former IS NOT NULL))
    ORDER BY a.provider, a.id
$$;
REVOKE EXECUTE ON FUNCTION door_provider_accounts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_provider_accounts TO tandem_web, tandem_worker;

-- What is said of information alone; the latest of these and of `opt_in` is what holds.
DO $$
DECLARE
    rule text;
BEGIN
    SELECT conname INTO STRICT rule FROM pg_constraint
    WHERE conrelid = 'consent_entries'::regclass AND contype = 'c'
      AND pg_get_constraintdef(oid) LIKE '%asked_to_stop%';
    EXECUTE format('ALTER TABLE consent_entries DROP CONSTRAINT %I', rule);
END $$;
ALTER TABLE consent_entries ADD CONSTRAINT kinds_of_entries CHECK (kind IN
    ('opt_out', 'asked_to_stop', 'opt_in', 'consent', 'withdrawal', 'information_opt_out', 'information_opt_in'))
    NOT VALID;

-- As in 0058; the provider of texts is told too.
CREATE OR REPLACE FUNCTION door_refuse_altogether(of_agency uuid, addresses text[], at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('tandem.altogether ' || of_agency, 0));
    IF NOT EXISTS (SELECT FROM opt_outs_altogether w WHERE w.agency_id = of_agency AND w.lifted_at IS NULL) THEN
        RETURN;
    END IF;
    WITH theirs AS (
        SELECT p.id AS party_id, p.creditor_id, p.case_file_id, max(w.recorded_at) AS recorded_at,
            (array_agg(w.source ORDER BY w.recorded_at DESC))[1] AS source,
            CASE WHEN count(w.way_out_id) = count(*) AND count(DISTINCT w.way_out_id) = 1
                THEN (array_agg(w.way_out_id))[1] END AS way_out_id
        FROM opt_outs_altogether w
        JOIN parties known ON known.id = w.party_id
        JOIN contact_points old ON old.party_id = known.id
        JOIN contact_points shared ON shared.agency_id = of_agency AND shared.value = old.value
        JOIN parties p ON p.id = shared.party_id AND lower(trim(p.name)) = lower(trim(known.name))
        WHERE w.agency_id = of_agency AND w.lifted_at IS NULL AND EXISTS (
            SELECT FROM contact_points came WHERE came.party_id = p.id AND came.value = ANY (addresses))
        GROUP BY p.id
    ), known_from_now AS (
        INSERT INTO opt_outs_altogether (agency_id, id, creditor_id, case_file_id, party_id, way_out_id, source,
            recorded_at)
        SELECT of_agency, gen_random_uuid(), t.creditor_id, t.case_file_id, t.party_id, t.way_out_id, t.source,
            t.recorded_at FROM theirs t
        ON CONFLICT (agency_id, party_id) WHERE lifted_at IS NULL DO NOTHING
    ), refused AS (
        INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at, way_out_id)
        SELECT gen_random_uuid(), of_agency, by.channel, cp.value,
            (array_agg(t.source ORDER BY t.recorded_at DESC))[1], false, at,
            CASE WHEN count(t.way_out_id) = count(*) AND count(DISTINCT t.way_out_id) = 1
                THEN (array_agg(t.way_out_id))[1] END
        FROM theirs t
        JOIN contact_points cp ON cp.party_id = t.party_id
        JOIN (VALUES ('phone', 'sms'), ('phone', 'voice'), ('email', 'email')) AS by (kind, channel) ON by.kind = cp.kind
        WHERE NOT EXISTS (SELECT FROM opt_outs o WHERE o.agency_id = of_agency AND o.channel = by.channel
            AND o.address = cp.value AND (o.lifted_at IS NULL OR o.lifted_at >= t.recorded_at))
        GROUP BY by.channel, cp.value
        ON CONFLICT (agency_id, channel, address) WHERE lifted_at IS NULL DO NOTHING
        RETURNING channel, address, source
    ), told AS (
        INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
        SELECT gen_random_uuid(), of_agency, 'contacts.tell_provider',
            jsonb_build_object('channel', r.channel, 'address', r.address), at, at, 0
        FROM refused r WHERE r.channel IN ('email', 'sms')
    ), recorded AS (
        INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
        SELECT gen_random_uuid(), of_agency, 'contacts.tell_refused',
            jsonb_build_object('channel', r.channel, 'address', r.address), at, at, 0
        FROM refused r
    )
    INSERT INTO consent_entries (id, agency_id, channel, address, kind, source, happened_at, recorded_at)
    SELECT gen_random_uuid(), of_agency, r.channel, r.address, 'opt_out', r.source, at, at FROM refused r;
END $$;

-- As in 0057; the provider of texts is told too.
CREATE OR REPLACE FUNCTION door_recall_opt_outs(of_agency uuid, addresses text[], hashes text[], at timestamptz DEFAULT now())
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    WITH recalled AS (
        UPDATE opt_outs o SET address = back.address
        FROM unnest(addresses, hashes) AS back (address, hash)
        WHERE o.agency_id = of_agency AND o.address = back.hash
          AND NOT (o.lifted_at IS NULL AND EXISTS (
              SELECT FROM opt_outs twin WHERE twin.agency_id = of_agency AND twin.channel = o.channel
                AND twin.address = back.address AND twin.lifted_at IS NULL))
        RETURNING o.channel, o.address, o.provisional, o.lifted_at
    )
    INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
    SELECT gen_random_uuid(), of_agency, 'contacts.tell_provider',
        jsonb_build_object('channel', r.channel, 'address', r.address), at, at, 0
    FROM recalled r WHERE r.channel IN ('email', 'sms') AND NOT r.provisional AND r.lifted_at IS NULL;
    UPDATE consent_entries e SET address = back.address
    FROM unnest(addresses, hashes) AS back (address, hash)
    WHERE e.agency_id = of_agency AND e.address = back.hash;
END $$;
