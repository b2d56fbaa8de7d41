-- All that a bank learns, by two doors: figures of the grants it has, and pseudonymous case files where a grant shows
-- them. Both check the grant, tell what can be told, and write down that they were asked.
DROP FUNCTION bank_figures(uuid, timestamptz, boolean, uuid, inet);
DROP FUNCTION figures_over_five(uuid[], timestamptz);

-- The batches whose case files a grant shows.
CREATE FUNCTION granted_batches(of_portfolio uuid, of_batches uuid[]) RETURNS uuid[]
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    RETURN coalesce(of_batches, ARRAY(SELECT id FROM placement_batches WHERE portfolio_id = of_portfolio));

-- The ageing bucket of what was due on a day.
CREATE FUNCTION ageing_key(due_on date, today date) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN today - due_on <= 0 THEN 'not_due' WHEN today - due_on <= 30 THEN 'days_1_30'
                WHEN today - due_on <= 60 THEN 'days_31_60' WHEN today - due_on <= 90 THEN 'days_61_90'
                WHEN today - due_on <= 120 THEN 'days_91_120' ELSE 'over_120' END;

-- What `totals` shows of some batches: sums of whole lots, tranches and crowds of pools that lie within them, and so
-- never of fewer than five debtors, nor is any sum or difference of two such figures.
CREATE FUNCTION told_figures(of_portfolio uuid, of_batches uuid[], at timestamptz)
    RETURNS TABLE (currency text, measure text, key text, amount bigint, told_at timestamptz)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH moment AS (
        SELECT (at AT TIME ZONE 'Europe/Paris')::date AS today,
               (date_trunc('month', at AT TIME ZONE 'Europe/Paris') - interval '11 months')::date AS first_month
    ), pools AS (
        SELECT p.* FROM told_pools p WHERE p.portfolio_id = of_portfolio
          AND p.batch_ids <@ granted_batches(of_portfolio, of_batches)
    ), lots AS (
        SELECT p.currency, p.month, p.told_at, l.placed, l.last_due,
               l.placed - coalesce((SELECT sum(t.amount) FROM told_tranches t WHERE t.lot_id = l.id), 0) AS owed,
               -- A lot of one month is as old as its last due day; one of many only where all of it is of one age.
               CASE WHEN l.last_due - l.first_due <= 31
                      OR ageing_key(l.first_due, today) = ageing_key(l.last_due, today)
                    THEN ageing_key(l.last_due, today) ELSE 'mixed' END AS age
        FROM pools p JOIN told_lots l ON l.pool_id = p.id CROSS JOIN moment
    ), tranches AS (
        SELECT p.currency, t.month, t.amount, t.told_at, t.lot_id FROM pools p JOIN told_tranches t ON t.pool_id = p.id
    ), crowds AS (
        SELECT p.currency, c.stage, c.disputed, c.told_at, count(*) AS number
        FROM pools p JOIN told_crowds c ON c.pool_id = p.id JOIN told_case_files f ON f.crowd_id = c.id
        GROUP BY p.currency, c.id
    ), parts AS (
        SELECT currency, part.measure, part.key, part.amount, told_at
        FROM lots CROSS JOIN moment CROSS JOIN LATERAL (VALUES
            ('placed', '', placed), ('outstanding', '', placed), ('ageing', age, owed::bigint),
            ('month_placed', month::text, CASE WHEN month >= first_month THEN placed END)
        ) part (measure, key, amount)
        UNION ALL
        SELECT currency, part.measure, part.key, part.amount, told_at
        FROM tranches CROSS JOIN moment CROSS JOIN LATERAL (VALUES
            ('collected', '', amount), ('outstanding', '', -amount),
            ('ageing', 'mixed', CASE WHEN lot_id IS NULL THEN -amount END),
            ('month_collected', month::text, CASE WHEN month >= first_month THEN amount END)
        ) part (measure, key, amount)
        UNION ALL
        SELECT currency, part.measure, part.key, part.amount, told_at
        FROM crowds CROSS JOIN LATERAL (VALUES
            ('case_files', '', number), ('open_case_files', '', CASE WHEN stage <> 'closed' THEN number END),
            ('disputed_case_files', '', CASE WHEN disputed AND stage <> 'closed' THEN number END),
            ('stage_case_files', stage, number)
        ) part (measure, key, amount)
    )
    SELECT currency::text, measure, key, sum(amount)::bigint, max(told_at) FROM parts
    WHERE amount IS NOT NULL GROUP BY 1, 2, 3
$$;

-- The claims that a grant of single case files shows: of pools that lie within its batches, so that nobody stands out
-- who is not told of either in the totals of a wider grant. For the same reason stages are known where every case file
-- that was first told together is shown; the shell of an erased person is nobody's.
CREATE FUNCTION granted_claims(of_portfolio uuid, of_batches uuid[])
    RETURNS TABLE (claim_id uuid, case_file_id uuid, stage_known boolean)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH pools AS (
        SELECT p.id FROM told_pools p WHERE p.portfolio_id = of_portfolio
          AND p.batch_ids <@ granted_batches(of_portfolio, of_batches)
    ), shown AS MATERIALIZED (
        SELECT c.id, c.case_file_id
        FROM pools JOIN told_lots l ON l.pool_id = pools.id JOIN told_claims t ON t.lot_id = l.id
        JOIN claims c ON c.id = t.claim_id JOIN case_files cf ON cf.id = c.case_file_id AND cf.erased_at IS NULL
    ), together AS MATERIALIZED (
        SELECT k.pool_id, f.case_file_id, cf.erased_at IS NOT NULL OR s.case_file_id IS NOT NULL AS shown
        FROM pools JOIN told_crowds k ON k.pool_id = pools.id JOIN told_case_files f ON f.crowd_id = k.id
        JOIN case_files cf ON cf.id = f.case_file_id
        LEFT JOIN (SELECT DISTINCT case_file_id FROM shown) s ON s.case_file_id = f.case_file_id
    ), known AS MATERIALIZED (
        SELECT case_file_id FROM together
        WHERE pool_id IN (SELECT pool_id FROM together GROUP BY 1 HAVING bool_and(shown))
    )
    SELECT s.id, s.case_file_id, k.case_file_id IS NOT NULL
    FROM shown s LEFT JOIN known k ON k.case_file_id = s.case_file_id
$$;

-- Figures of a grant of single case files: of the rows that it shows, now, to the cent.
CREATE FUNCTION shown_figures(of_portfolio uuid, of_batches uuid[], disputes boolean, at timestamptz)
    RETURNS TABLE (currency text, measure text, key text, amount bigint, told_at timestamptz)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH moment AS (
        SELECT (at AT TIME ZONE 'Europe/Paris')::date AS today,
               (date_trunc('month', at AT TIME ZONE 'Europe/Paris') - interval '11 months')::date AS first_month
    ), granted AS MATERIALIZED (
        SELECT * FROM granted_claims(of_portfolio, of_batches)
    ), shown AS (
        SELECT c.currency, c.case_file_id, cf.stage::text AS stage, g.stage_known, c.due_on, c.paid, c.outstanding,
               c.principal + c.interest + c.indemnities + c.accessories AS placed,
               paris_month(coalesce(b.submitted_at, b.created_at)) AS month,
               disputes AND is_disputed(cf.id, at) AS disputed
        FROM granted g JOIN claims c ON c.id = g.claim_id JOIN case_files cf ON cf.id = c.case_file_id
        JOIN placement_batches b ON b.id = c.batch_id
    ), received AS (
        SELECT p.currency, date_trunc('month', p.received_on)::date AS month, sum(a.amount) AS amount
        FROM granted g JOIN allocations a ON a.claim_id = g.claim_id
        JOIN payments p ON p.id = a.payment_id AND p.reversed_at IS NULL GROUP BY 1, 2
    ), staged AS (
        SELECT currency, case_file_id, stage, stage_known, disputed, sum(outstanding) AS outstanding
        FROM shown GROUP BY 1, 2, 3, 4, 5
    ), parts AS (
        SELECT currency, part.measure, part.key, part.amount
        FROM shown CROSS JOIN moment CROSS JOIN LATERAL (VALUES
            ('placed', '', placed), ('collected', '', paid), ('outstanding', '', outstanding),
            ('disputed_outstanding', '', CASE WHEN disputes THEN CASE WHEN disputed THEN outstanding ELSE 0 END END),
            ('ageing', ageing_key(due_on, today), outstanding),
            ('month_placed', month::text, CASE WHEN month >= first_month THEN placed END)
        ) part (measure, key, amount)
        UNION ALL
        SELECT currency, part.measure, part.key, part.amount
        FROM staged CROSS JOIN LATERAL (VALUES
            ('case_files', '', 1),
            ('open_case_files', '', CASE WHEN stage_known AND stage <> 'closed' THEN 1 ELSE 0 END),
            ('disputed_case_files', '', CASE WHEN disputes THEN CASE WHEN disputed AND outstanding > 0 THEN 1 ELSE 0 END
                                        END),
            ('stage_case_files', stage, CASE WHEN stage_known THEN 1 END),
            ('stage_outstanding', stage, CASE WHEN stage_known THEN outstanding END)
        ) part (measure, key, amount)
        UNION ALL
        SELECT currency, 'month_collected', month::text, amount FROM received CROSS JOIN moment
        WHERE month >= first_month
    )
    SELECT currency::text, measure, key, sum(amount)::bigint, at FROM parts WHERE amount IS NOT NULL GROUP BY 1, 2, 3
$$;

-- The grants that the acting bank has in force for this reader. A grant is in force until it is ended or its last day
-- is over, in Paris. The day is the caller's or the database's own, whichever is later: a clock set back cannot prolong.
CREATE FUNCTION grants_in_force(reader uuid, at timestamptz) RETURNS SETOF bank_grants
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT g.* FROM bank_grants g
    WHERE g.bank_id = tandem_organization() AND g.revoked_at IS NULL
      AND (g.expires_on IS NULL
           OR g.expires_on >= (greatest(at, clock_timestamp()) AT TIME ZONE 'Europe/Paris')::date)
      AND EXISTS (SELECT FROM memberships m WHERE m.id = reader AND m.organization_id = g.bank_id
                  AND m.ended_at IS NULL)
$$;

-- The figures of all grants of the acting bank; one row of nulls for a grant of which nothing can be told.
CREATE FUNCTION bank_figures(reader uuid, at timestamptz, opened boolean DEFAULT true, by_session uuid DEFAULT NULL,
                             from_address inet DEFAULT NULL)
    RETURNS TABLE (grant_id uuid, creditor_id uuid, creditor text, portfolio text, batches text[], level text,
                   expires_on date,
                   shows_disputes boolean, currency text, measure text, key text, amount bigint, told_at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    granting uuid;
BEGIN
    FOR granting IN SELECT DISTINCT g.creditor_id FROM grants_in_force(reader, at) g ORDER BY 1 LOOP
        PERFORM tell(granting, at);
    END LOOP;
    RETURN QUERY
        SELECT g.id, g.creditor_id, o.name::text, p.name::text,
               ARRAY(SELECT b.reference::text FROM placement_batches b WHERE b.id = ANY (g.batch_ids) ORDER BY 1),
               g.level::text, g.expires_on, g.shows_disputes, f.currency, f.measure, f.key, f.amount, f.told_at
        FROM grants_in_force(reader, at) g JOIN organizations o ON o.id = g.creditor_id
        JOIN portfolios p ON p.id = g.portfolio_id
        LEFT JOIN LATERAL (
            SELECT * FROM told_figures(g.portfolio_id, g.batch_ids, at) WHERE g.level = 'totals'
            UNION ALL
            SELECT * FROM shown_figures(g.portfolio_id, g.batch_ids, g.shows_disputes, at)
            WHERE g.level = 'pseudonymous_cases'
        ) f ON true
        ORDER BY o.name, p.name, g.id, f.currency;
    -- After the figures: it locks the heads of the creditors' chains until the end of the transaction.
    PERFORM audit_bank_view(ARRAY(SELECT id FROM grants_in_force(reader, at)), reader, opened, by_session,
                            from_address);
END $$;

-- A name for each case file that a grant shows, drawn by lot: it says nothing about the case file, and another grant
-- has another one for it.
CREATE TABLE bank_pseudonyms (
    grant_id uuid NOT NULL REFERENCES bank_grants (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    pseudonym text NOT NULL DEFAULT upper(translate(substr(gen_random_uuid()::text, 1, 13), '-', '')),
    PRIMARY KEY (grant_id, pseudonym),
    UNIQUE (grant_id, case_file_id)
);
ALTER TABLE bank_pseudonyms ENABLE ROW LEVEL SECURITY;

-- A page of the case files that a grant shows, in the order of their pseudonyms, which is no order at all.
CREATE FUNCTION bank_case_files(reader uuid, of_grant uuid, at timestamptz, after text, most int,
                                opened boolean DEFAULT true, by_session uuid DEFAULT NULL,
                                from_address inet DEFAULT NULL)
    RETURNS TABLE (pseudonym text, currency text, stage text, close_code text, ageing text, placed_month date,
                   placed bigint, collected bigint, outstanding bigint, disputed boolean, claims jsonb, milestones jsonb,
                   total bigint, creditor_id uuid)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    g bank_grants;
BEGIN
    SELECT * INTO g FROM grants_in_force(reader, at) WHERE id = of_grant AND level = 'pseudonymous_cases';
    IF g.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM tell(g.creditor_id, at);
    INSERT INTO bank_pseudonyms (grant_id, case_file_id)
    SELECT DISTINCT g.id, c.case_file_id FROM granted_claims(g.portfolio_id, g.batch_ids) c
    WHERE NOT EXISTS (SELECT FROM bank_pseudonyms n WHERE n.grant_id = g.id AND n.case_file_id = c.case_file_id);
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
                   min(paris_month(coalesce(b.submitted_at, b.created_at))) AS month,
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
               CASE WHEN g.shows_disputes THEN is_disputed(cf.id, at) END,
               CASE WHEN g.shows_invoice_numbers OR g.shows_due_dates THEN s.claims ELSE '[]' END,
               CASE WHEN s.stage_known THEN coalesce((
                   SELECT jsonb_agg(jsonb_build_object('position', m.position, 'kind', m.kind, 'on', m.day)
                                    ORDER BY m.position)
                   FROM (SELECT row_number() OVER (ORDER BY e.sequence) AS position, e.kind,
                                (e.occurred_at AT TIME ZONE 'Europe/Paris')::date AS day
                         FROM timeline_entries e
                         WHERE e.case_file_id = cf.id AND e.chain = 'parties' AND e.milestone) m), '[]') ELSE '[]' END,
               (SELECT count(DISTINCT granted.pseudonym) FROM granted), g.creditor_id
        FROM summed s JOIN case_files cf ON cf.id = s.case_file_id ORDER BY s.pseudonym;
    PERFORM audit_bank_view(ARRAY[g.id], reader, opened, by_session, from_address);
END $$;

-- What a bank would see by a grant like this, for the creditor that thinks of opening it. Telling is no harm: nobody
-- learns of it before a grant shows it.
CREATE FUNCTION preview_figures(of_portfolio uuid, of_batches uuid[], of_level text, disputes boolean, at timestamptz)
    RETURNS TABLE (currency text, measure text, key text, amount bigint, told_at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM portfolios p WHERE p.id = of_portfolio AND p.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    PERFORM tell(tandem_organization(), at);
    RETURN QUERY
        SELECT * FROM told_figures(of_portfolio, of_batches, at) WHERE of_level = 'totals'
        UNION ALL
        SELECT * FROM shown_figures(of_portfolio, of_batches, disputes, at) WHERE of_level = 'pseudonymous_cases';
END $$;

-- The page of grants counts views.
CREATE INDEX audit_events_of_bank_views ON audit_events (subject_id, at DESC, id DESC) WHERE kind = 'bank_viewed';

REVOKE EXECUTE ON FUNCTION tell, tell_claims, tell_lot, tellable_payments, tell_payments, tell_case_files, tell_moves,
    granted_batches, granted_claims, told_figures, shown_figures, grants_in_force, is_disputed, bank_figures,
    bank_case_files, preview_figures FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bank_figures, bank_case_files, preview_figures TO tandem_web;
