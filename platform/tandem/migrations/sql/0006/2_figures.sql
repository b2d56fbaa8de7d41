-- What each debtor contributes to each figure of a creditor's portfolios, in one place for creditor and bank: rows of
-- (measure, key, debtor, amount), amounts in minor units or in numbers of case files, zeros left out. A figure is the
-- sum of a measure's rows, its debtors are those who have one. Runs with the caller's rights: row-level security holds.
--
-- One debtor may be on file twice, at two agencies of one creditor: the company number, else the creditor's own
-- customer reference, says that it is one.
--
-- A payment goes to interest before principal (C. civ. 1343-1): what was collected of a claim's principal is what was
-- paid beyond its interest, up to the principal. Months are those of Paris; the twelve up to now, then 'earlier'.
CREATE FUNCTION figure_parts(of_creditor uuid, of_portfolio uuid, at timestamptz)
    RETURNS TABLE (portfolio_id uuid, currency text, measure text, key text, debtor text, amount bigint)
    LANGUAGE sql STABLE AS $$
    WITH moment AS (
        SELECT (at AT TIME ZONE 'Europe/Paris')::date AS today,
               (date_trunc('month', at AT TIME ZONE 'Europe/Paris') - interval '11 months')::date AS first_month
    ), cases AS (
        SELECT cf.id, cf.portfolio_id, cf.currency::text AS currency, cf.stage::text AS stage, cf.paid, cf.outstanding,
               cf.principal + cf.interest + cf.indemnities + cf.accessories AS placed,
               coalesce(nullif(d.company_number, ''), 'reference ' || d.reference) AS debtor,
               EXISTS (SELECT FROM holds h WHERE h.case_file_id = cf.id AND h.released_at IS NULL
                       AND (h.until IS NULL OR h.until > at)) AS held
        FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id
        WHERE cf.creditor_id = of_creditor AND (of_portfolio IS NULL OR cf.portfolio_id = of_portfolio)
    ), items AS (
        SELECT cases.portfolio_id, cases.currency, cases.debtor, c.principal, c.outstanding,
               c.principal + c.interest + c.indemnities + c.accessories AS placed,
               least(c.principal, greatest(c.paid - c.interest, 0)) AS principal_paid,
               moment.today - c.due_on AS days, moment.first_month,
               date_trunc('month', coalesce(b.submitted_at, b.created_at) AT TIME ZONE 'Europe/Paris')::date AS month
        FROM cases JOIN claims c ON c.case_file_id = cases.id JOIN placement_batches b ON b.id = c.batch_id
        CROSS JOIN moment
    )
    SELECT * FROM (
        SELECT cases.portfolio_id, cases.currency, part.measure, part.key, cases.debtor, part.amount
        FROM cases CROSS JOIN LATERAL (VALUES
            ('placed', '', placed),
            ('collected', '', paid),
            ('outstanding', '', outstanding),
            ('case_files', '', 1),
            ('open_case_files', '', (stage <> 'closed')::int),
            ('held_case_files', '', (held AND stage <> 'closed')::int),
            ('free_case_files', '', (NOT held AND stage <> 'closed')::int),
            ('stage_case_files', stage, 1),
            ('stage_outstanding', stage, outstanding)
        ) part (measure, key, amount)
        UNION ALL
        SELECT items.portfolio_id, items.currency, part.measure, part.key, items.debtor, part.amount
        FROM items CROSS JOIN LATERAL (VALUES
            ('principal_placed', '', principal),
            ('principal_collected', '', principal_paid),
            ('principal_outstanding', '', principal - principal_paid),
            ('ageing', CASE WHEN days <= 0 THEN 'not_due' WHEN days <= 30 THEN 'days_1_30'
                            WHEN days <= 60 THEN 'days_31_60' WHEN days <= 90 THEN 'days_61_90'
                            WHEN days <= 120 THEN 'days_91_120' ELSE 'over_120' END, outstanding),
            ('month_placed', CASE WHEN month < first_month THEN 'earlier' ELSE month::text END, placed)
        ) part (measure, key, amount)
        UNION ALL
        SELECT cases.portfolio_id, cases.currency, 'month_collected',
               CASE WHEN p.received_on < moment.first_month THEN 'earlier'
                    ELSE date_trunc('month', p.received_on)::date::text END,
               cases.debtor, p.amount
        FROM cases JOIN payments p ON p.case_file_id = cases.id CROSS JOIN moment
    ) parts
    WHERE parts.amount <> 0
$$;
REVOKE EXECUTE ON FUNCTION figure_parts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION figure_parts TO tandem_web;
