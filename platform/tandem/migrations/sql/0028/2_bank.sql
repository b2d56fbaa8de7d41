-- What a bank sees of single case files says no more than their rows, and rows no more than the grant covers; every look
-- is told, however it was taken.

-- As in 0021; what is paid in a month is told as under totals, and all else is summed from the rows that are shown.
CREATE OR REPLACE FUNCTION shown_figures(of_portfolio uuid, of_batches uuid[], disputes boolean, at timestamptz)
    RETURNS TABLE (currency text, measure text, key text, amount bigint, told_at timestamptz)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH moment AS (
        SELECT (at AT TIME ZONE 'Europe/Paris')::date AS today,
               (date_trunc('month', at AT TIME ZONE 'Europe/Paris') - interval '11 months')::date AS first_month
    ), shown AS MATERIALIZED (
        SELECT g.case_file_id, g.stage_known, c.currency,
               sum(c.principal + c.interest + c.indemnities + c.accessories) AS placed,
               sum(c.paid) AS paid, sum(c.outstanding) AS outstanding,
               coalesce(min(c.due_on) FILTER (WHERE c.outstanding > 0), max(c.due_on)) AS oldest_due,
               min(paris_month(coalesce(b.submitted_at, b.created_at))) AS month
        FROM granted_claims(of_portfolio, of_batches) g JOIN claims c ON c.id = g.claim_id
        JOIN placement_batches b ON b.id = c.batch_id GROUP BY 1, 2, 3
    ), case_rows AS (
        SELECT s.*, cf.stage::text AS stage, disputes AND s.stage_known AND is_disputed(cf.id, at) AS disputed
        FROM shown s JOIN case_files cf ON cf.id = s.case_file_id
    ), parts AS (
        SELECT currency, part.measure, part.key, part.amount
        FROM case_rows CROSS JOIN moment CROSS JOIN LATERAL (VALUES
            ('placed', '', placed), ('collected', '', paid), ('outstanding', '', outstanding),
            ('disputed_outstanding', '', CASE WHEN disputes THEN CASE WHEN disputed THEN outstanding ELSE 0 END END),
            ('ageing', ageing_key(oldest_due, today), outstanding),
            ('month_placed', month::text, CASE WHEN month >= first_month THEN placed END),
            ('case_files', '', 1),
            ('open_case_files', '', CASE WHEN stage_known AND stage <> 'closed' THEN 1 ELSE 0 END),
            ('disputed_case_files', '', CASE WHEN disputes THEN CASE WHEN disputed AND outstanding > 0 THEN 1 ELSE 0 END
                                        END),
            ('stage_case_files', stage, CASE WHEN stage_known THEN 1 END),
            ('stage_outstanding', stage, CASE WHEN stage_known THEN outstanding END)
        ) part (measure, key, amount)
        UNION ALL
        SELECT currency, measure, key, amount FROM told_figures(of_portfolio, of_batches, at)
        WHERE measure = 'month_collected'
    )
    SELECT currency::text, measure, key, sum(amount)::bigint, NULL::timestamptz
    FROM parts WHERE amount IS NOT NULL GROUP BY 1, 2, 3
$$;

-- Whether this look at a grant is told already: by one of the same session that is no older than `quiet`.
CREATE FUNCTION has_looked(of_grant uuid, of_creditor uuid, reader uuid, by_session uuid, quiet interval)
    RETURNS boolean LANGUAGE sql VOLATILE SET search_path = public, pg_temp
    RETURN EXISTS (
        SELECT FROM audit_events e
        WHERE e.organization_id = of_creditor AND e.at > clock_timestamp() - quiet
          AND e.kind = 'bank_viewed' AND e.subject_id = of_grant AND e.membership_id = reader
          AND e.via_id IS NOT DISTINCT FROM by_session);

-- As in 0019, but for what is no look of its own: after one that is no older than `quiet`. Whatever was shown is told:
-- whether its grant is still in force is asked before, and stays so until the end of the transaction.
DROP FUNCTION bank_figures(uuid, timestamptz, boolean, uuid, inet);
DROP FUNCTION bank_case_files(uuid, uuid, timestamptz, text, int, boolean, uuid, inet);
DROP FUNCTION audit_bank_view(uuid[], uuid, boolean, uuid, inet);
CREATE FUNCTION audit_bank_view(of_grants uuid[], reader uuid, quiet interval, by_session uuid, from_address inet)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    granted record;
    event audit_events;
BEGIN
    quiet := least(quiet, interval '10 minutes');
    -- In one order of chains, so that two banks never wait for each other.
    FOR granted IN
        SELECT g.id, g.creditor_id, g.level, p.name AS portfolio, b.name AS bank
        FROM bank_grants g JOIN organizations b ON b.id = g.bank_id JOIN portfolios p ON p.id = g.portfolio_id
        WHERE g.id = ANY (of_grants) AND g.bank_id = tandem_organization()
        ORDER BY g.creditor_id, g.id
    LOOP
        event := audit_by(granted.creditor_id, 'bank_viewed', 'person', reader, by_session, from_address);
        CONTINUE WHEN has_looked(granted.id, granted.creditor_id, reader, by_session, quiet);
        IF quiet > interval '0' THEN
            -- Two that begin at once are one look: the second sees what the first wrote.
            PERFORM FROM audit_heads WHERE organization_id = granted.creditor_id FOR UPDATE;
            CONTINUE WHEN has_looked(granted.id, granted.creditor_id, reader, by_session, quiet);
        END IF;
        event.subject_type := 'bank_grant';
        event.subject_id := granted.id;
        event.subject_label := granted.portfolio;
        event.details := json_build_object('bank', granted.bank, 'level', granted.level)::text;
        PERFORM audit_write(event);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION has_looked, audit_bank_view FROM PUBLIC;

-- The creditors whose grants the acting bank may read, held: none of them ends or changes one before this transaction
-- ends, so what it shows, it tells. Whoever ends one holds the same lock alone. It is queued for, where new readers of
-- a locked row would pass whoever waits to write it: no bank keeps a grant by reading it on and on. Taken before all
-- other locks, in one order of creditors.
CREATE FUNCTION hold_granting(reader uuid, at timestamptz, of_grant uuid) RETURNS uuid[]
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    granting uuid;
    held uuid[] := '{}';
BEGIN
    FOR granting IN
        SELECT DISTINCT g.creditor_id FROM grants_in_force(reader, at) g WHERE of_grant IS NULL OR g.id = of_grant
        ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('grants ' || granting, 0));
        held := held || granting;
    END LOOP;
    RETURN held;
END $$;
REVOKE EXECUTE ON FUNCTION hold_granting FROM PUBLIC;

-- The command waits before it looks at the grant (`organizations.access`); whatever else ends one waits here.
CREATE FUNCTION wait_for_readings() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('grants ' || OLD.creditor_id, 0));
    RETURN NEW;
END $$;
CREATE TRIGGER wait_for_readings BEFORE UPDATE ON bank_grants FOR EACH ROW EXECUTE FUNCTION wait_for_readings();

-- The figures of all grants of the acting bank; one row of nulls for a grant of which nothing can be told.
CREATE FUNCTION bank_figures(reader uuid, at timestamptz, quiet interval DEFAULT '0', by_session uuid DEFAULT NULL,
                             from_address inet DEFAULT NULL)
    RETURNS TABLE (grant_id uuid, creditor_id uuid, creditor text, portfolio text, batches text[], level text,
                   expires_on date,
                   shows_disputes boolean, currency text, measure text, key text, amount bigint, told_at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    granting uuid;
    held uuid[] := hold_granting(reader, at, NULL);
    -- Those of now: some may have ended while their creditors were waited for.
    shown uuid[] := ARRAY(SELECT id FROM grants_in_force(reader, at) WHERE creditor_id = ANY (held));
BEGIN
    FOR granting IN SELECT DISTINCT g.creditor_id FROM bank_grants g WHERE g.id = ANY (shown) ORDER BY 1 LOOP
        PERFORM tell(granting, at);
    END LOOP;
    RETURN QUERY
        SELECT g.id, g.creditor_id, o.name::text, p.name::text,
               ARRAY(SELECT b.reference::text FROM placement_batches b WHERE b.id = ANY (g.batch_ids) ORDER BY 1),
               g.level::text, g.expires_on, g.shows_disputes, f.currency, f.measure, f.key, f.amount, f.told_at
        FROM bank_grants g JOIN organizations o ON o.id = g.creditor_id
        JOIN portfolios p ON p.id = g.portfolio_id
        LEFT JOIN LATERAL (
            SELECT * FROM told_figures(g.portfolio_id, g.batch_ids, at) WHERE g.level = 'totals'
            UNION ALL
            SELECT * FROM shown_figures(g.portfolio_id, g.batch_ids, g.shows_disputes, at)
            WHERE g.level = 'pseudonymous_cases'
        ) f ON true
        WHERE g.id = ANY (shown)
        ORDER BY o.name, p.name, g.id, f.currency;
    -- After the figures: it locks the heads of the creditors' chains until the end of the transaction.
    PERFORM audit_bank_view(shown, reader, quiet, by_session, from_address);
END $$;

-- A page of the case files that a grant shows, in the order of their pseudonyms, which is no order at all.
CREATE FUNCTION bank_case_files(reader uuid, of_grant uuid, at timestamptz, after text, most int,
                                quiet interval DEFAULT '0', by_session uuid DEFAULT NULL,
                                from_address inet DEFAULT NULL)
    RETURNS TABLE (pseudonym text, currency text, stage text, close_code text, ageing text, placed_month date,
                   placed bigint, collected bigint, outstanding bigint, disputed boolean, claims jsonb, milestones jsonb,
                   total bigint, creditor_id uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    g bank_grants;
    held uuid[] := hold_granting(reader, at, of_grant);
BEGIN
    SELECT * INTO g FROM grants_in_force(reader, at)
    WHERE id = of_grant AND level = 'pseudonymous_cases' AND creditor_id = ANY (held);
    IF g.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM tell(g.creditor_id, at);
    INSERT INTO bank_pseudonyms (grant_id, case_file_id)
    SELECT DISTINCT g.id, c.case_file_id FROM granted_claims(g.portfolio_id, g.batch_ids) c
    WHERE NOT EXISTS (SELECT FROM bank_pseudonyms n WHERE n.grant_id = g.id AND n.case_file_id = c.case_file_id)
    -- Another reader may draw them at the same time: in one order neither waits for the other in vain, and who comes
    -- second finds them drawn.
    ORDER BY 2 ON CONFLICT DO NOTHING;
    RETURN QUERY
        WITH granted AS MATERIALIZED (
            SELECT n.pseudonym, c.* FROM granted_claims(g.portfolio_id, g.batch_ids) c
            JOIN bank_pseudonyms n ON n.grant_id = g.id AND n.case_file_id = c.case_file_id
        ), page AS (
            SELECT DISTINCT pseudonym FROM granted WHERE after IS NULL OR pseudonym > after ORDER BY 1 LIMIT most
        ), summed AS (
            SELECT granted.pseudonym, granted.case_file_id, granted.stage_known,
                   sum(c.principal + c.interest + c.indemnities + c.accessories)::bigint AS placed,
                   sum(c.paid)::bigint AS collected, sum(c.outstanding)::bigint AS outstanding,
                   coalesce(min(c.due_on) FILTER (WHERE c.outstanding > 0), max(c.due_on)) AS oldest_due,
                   min(paris_month(coalesce(b.submitted_at, b.created_at))) AS month, array_agg(c.id) AS claim_ids,
                   jsonb_agg(jsonb_build_object(
                       'number', CASE WHEN g.shows_invoice_numbers THEN c.document_number END,
                       'due_on', CASE WHEN g.shows_due_dates THEN c.due_on END,
                       'placed', c.principal + c.interest + c.indemnities + c.accessories,
                       'outstanding', c.outstanding) ORDER BY c.id) AS claims
            FROM page JOIN granted USING (pseudonym) JOIN claims c ON c.id = granted.claim_id
            JOIN placement_batches b ON b.id = c.batch_id GROUP BY 1, 2, 3
        )
        SELECT s.pseudonym, cf.currency::text, CASE WHEN s.stage_known THEN cf.stage::text END,
               CASE WHEN s.stage_known THEN cf.close_code::text END,
               ageing_key(s.oldest_due, (at AT TIME ZONE 'Europe/Paris')::date), s.month,
               s.placed, s.collected, s.outstanding,
               CASE WHEN g.shows_disputes AND s.stage_known THEN is_disputed(cf.id, at) END,
               CASE WHEN g.shows_invoice_numbers OR g.shows_due_dates THEN s.claims ELSE '[]' END,
               CASE WHEN s.stage_known THEN coalesce((
                   SELECT jsonb_agg(jsonb_build_object('position', m.position, 'kind', m.kind, 'on', m.day)
                                    ORDER BY m.position)
                   FROM (SELECT row_number() OVER (ORDER BY e.sequence) AS position, e.kind,
                                (e.occurred_at AT TIME ZONE 'Europe/Paris')::date AS day
                         FROM timeline_entries e
                         WHERE e.case_file_id = cf.id AND e.chain = 'parties' AND e.milestone
                           -- Of a payment or a letter, where nothing of it is about a claim that is shown: nothing.
                           AND (e.kind IN ('case_file_placed', 'stage_changed') OR (
                               e.kind IN ('payment_recorded', 'payment_reversed') AND EXISTS (
                                   SELECT FROM allocations a
                                   WHERE a.payment_id = (e.data ->> 'payment_id')::uuid
                                     AND a.claim_id = ANY (s.claim_ids))) OR (
                               e.kind IN ('letter_posted', 'letter_posting_corrected') AND EXISTS (
                                   SELECT FROM contact_attempts t CROSS JOIN jsonb_array_elements(t.claims) named
                                   WHERE t.id = (e.data ->> 'attempt_id')::uuid
                                     AND (named ->> 0)::uuid = ANY (s.claim_ids))))) m), '[]') ELSE '[]' END,
               (SELECT count(DISTINCT granted.pseudonym) FROM granted), g.creditor_id
        FROM summed s JOIN case_files cf ON cf.id = s.case_file_id ORDER BY s.pseudonym;
    PERFORM audit_bank_view(ARRAY[g.id], reader, quiet, by_session, from_address);
END $$;

REVOKE EXECUTE ON FUNCTION bank_figures, bank_case_files FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bank_figures, bank_case_files TO tandem_web;
