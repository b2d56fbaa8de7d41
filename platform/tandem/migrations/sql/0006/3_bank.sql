-- Each time a bank looked at a portfolio. Written by `bank_figures` alone, so that no look goes unlogged; read by the
-- creditor whose portfolio it is.
CREATE TABLE bank_views (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    bank_id uuid NOT NULL REFERENCES organizations (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    membership_id uuid NOT NULL REFERENCES memberships (id),
    grant_id uuid NOT NULL REFERENCES bank_grants (id),
    -- The database's own time: a shifted clock of a demonstration does not reach an audit.
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX bank_views_of_grant ON bank_views (grant_id, at);
ALTER TABLE bank_views ENABLE ROW LEVEL SECURITY;
CREATE POLICY looked_at ON bank_views FOR SELECT USING (creditor_id = (SELECT tandem_organization()));
GRANT SELECT ON bank_views TO tandem_web;

-- Figures of some grants, none over fewer than five debtors, and none from which such a one follows by subtraction.
--
--   * A currency is published when at least five debtors stand behind what was placed in it. A portfolio without such
--     a currency is withheld: one row, all figures null.
--   * "Debtors behind" a figure are those who contribute something to it. One to four are too few.
--   * placed = collected + outstanding. When too few have paid, or too few still owe, both are null, and so is every
--     breakdown that adds up to one of them.
--   * In a breakdown (by stage, age, month) a cell of fewer than five debtors is null. Total minus what is shown gives
--     the sum of what is not: when too few stand behind that sum, the smallest other cell is null too. Months before
--     the twelve shown count as a cell that is never shown.
--   * Open case files are all minus closed ones: null exactly when the closed cell is. Held ones are null when too few
--     are held, or too few of the open ones are not.
--
-- For the owner alone: whoever may call it could ask for any grant.
CREATE FUNCTION figures_over_five(of_grants uuid[], at timestamptz)
    RETURNS TABLE (grant_id uuid, creditor text, portfolio text, expires_on date, currency text, measure text,
                   key text, amount bigint)
    LANGUAGE sql STABLE AS $$
    WITH granted AS (
        SELECT g.id, g.creditor_id, g.portfolio_id, g.expires_on, o.name AS creditor, p.name AS portfolio
        FROM bank_grants g JOIN organizations o ON o.id = g.creditor_id JOIN portfolios p ON p.id = g.portfolio_id
        WHERE g.id = ANY (of_grants)
    ), parts AS MATERIALIZED (
        SELECT granted.id, part.currency, part.measure, part.key, part.debtor, sum(part.amount) AS amount
        FROM granted CROSS JOIN LATERAL figure_parts(granted.creditor_id, granted.portfolio_id, at, true) part
        GROUP BY 1, 2, 3, 4, 5
    ), cells AS MATERIALIZED (
        SELECT id, currency, measure, key, count(*) AS debtors, sum(amount) AS amount,
               count(*) < 5 OR key = 'earlier' AS hidden
        FROM parts GROUP BY 1, 2, 3, 4
    ), totals AS (
        SELECT id, currency, jsonb_object_agg(measure, amount) AS amounts,
               jsonb_object_agg(measure, debtors) AS debtors,
               -- Measures with one to four debtors; nobody at all is no secret.
               coalesce(array_agg(measure) FILTER (WHERE debtors < 5), '{}') AS few
        FROM cells WHERE key = '' GROUP BY 1, 2
    ), published AS (
        SELECT id, currency, amounts, few, few && ARRAY['collected', 'outstanding'] AS money_hidden
        FROM totals WHERE (debtors ->> 'placed')::int >= 5
    ), exposed AS (
        -- Breakdowns whose hidden cells together stand for too few.
        SELECT parts.id, parts.currency, parts.measure
        FROM parts JOIN cells USING (id, currency, measure, key)
        WHERE cells.hidden GROUP BY 1, 2, 3 HAVING count(DISTINCT parts.debtor) < 5
    ), covers AS (
        SELECT DISTINCT ON (id, currency, measure) id, currency, measure, key
        FROM cells JOIN exposed USING (id, currency, measure)
        WHERE NOT hidden ORDER BY id, currency, measure, debtors, amount, key
    ), shown AS (
        SELECT cells.id, cells.currency, cells.measure, cells.key, cells.amount
        FROM cells JOIN published USING (id, currency) LEFT JOIN covers USING (id, currency, measure, key)
        WHERE cells.key <> '' AND NOT cells.hidden AND covers.id IS NULL
          AND NOT (published.money_hidden AND cells.measure IN ('stage_outstanding', 'ageing', 'month_collected'))
    ), closed AS (
        SELECT id, currency, EXISTS (
            SELECT FROM cells c WHERE (c.id, c.currency, c.measure, c.key)
                = (published.id, published.currency, 'stage_case_files', 'closed'))
            AND NOT EXISTS (
            SELECT FROM shown s WHERE (s.id, s.currency, s.measure, s.key)
                = (published.id, published.currency, 'stage_case_files', 'closed')) AS hidden
        FROM published
    ), figures AS (
        SELECT id, currency, total.measure, '' AS key, total.amount
        FROM published JOIN closed USING (id, currency) CROSS JOIN LATERAL (VALUES
            ('placed', (amounts ->> 'placed')::numeric),
            ('case_files', (amounts ->> 'case_files')::numeric),
            ('collected', CASE WHEN NOT money_hidden THEN coalesce((amounts ->> 'collected')::numeric, 0) END),
            ('outstanding', CASE WHEN NOT money_hidden THEN coalesce((amounts ->> 'outstanding')::numeric, 0) END),
            ('recovery_rate', CASE WHEN NOT money_hidden
                AND NOT few && ARRAY['principal_placed', 'principal_collected', 'principal_outstanding']
                THEN coalesce(round(10000 * (amounts ->> 'principal_collected')::numeric
                                    / (amounts ->> 'principal_placed')::numeric), 0) END),
            ('open_case_files', CASE WHEN NOT closed.hidden
                THEN coalesce((amounts ->> 'open_case_files')::numeric, 0) END),
            ('held_case_files', CASE WHEN NOT closed.hidden AND NOT few && ARRAY['held_case_files', 'free_case_files']
                THEN coalesce((amounts ->> 'held_case_files')::numeric, 0) END)
        ) total (measure, amount)
        UNION ALL
        SELECT id, currency, measure, key, amount FROM shown
    )
    SELECT granted.id, granted.creditor, granted.portfolio, granted.expires_on, figures.currency, figures.measure,
           figures.key, figures.amount::bigint
    FROM granted LEFT JOIN figures ON figures.id = granted.id
    ORDER BY granted.creditor, granted.portfolio, granted.id, figures.currency
$$;
REVOKE EXECUTE ON FUNCTION figures_over_five FROM PUBLIC;

-- All that a bank learns: the figures of the portfolios that creditors opened to it. Each look is logged first.
--
-- A grant is in force until it is revoked or its last day is over. The day is the caller's or the database's own,
-- whichever is later: a clock set back cannot prolong a grant.
CREATE FUNCTION bank_figures(reader uuid, at timestamptz)
    RETURNS TABLE (grant_id uuid, creditor text, portfolio text, expires_on date, currency text, measure text,
                   key text, amount bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
    day date := (greatest(at, clock_timestamp()) AT TIME ZONE 'Europe/Paris')::date;
    in_force uuid[] := ARRAY(
        SELECT g.id FROM bank_grants g
        WHERE g.bank_id = tandem_organization() AND g.revoked_at IS NULL
          AND (g.expires_on IS NULL OR g.expires_on >= day)
          AND EXISTS (SELECT FROM memberships m WHERE m.id = reader AND m.organization_id = g.bank_id
                      AND m.ended_at IS NULL));
BEGIN
    INSERT INTO bank_views (bank_id, creditor_id, membership_id, grant_id)
    SELECT g.bank_id, g.creditor_id, reader, g.id FROM bank_grants g WHERE g.id = ANY (in_force);
    RETURN QUERY SELECT * FROM figures_over_five(in_force, at);
END $$;
REVOKE EXECUTE ON FUNCTION bank_figures FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bank_figures TO tandem_web;
