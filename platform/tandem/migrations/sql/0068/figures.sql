-- As in 0028, but a case file counts as held once its holds leave nothing to ask for, as `stopped_sql` says it of lists
-- and queue.
SET LOCAL lock_timeout = '5s';

CREATE OR REPLACE FUNCTION figure_parts(
    of_creditor uuid, of_portfolio uuid, at timestamptz, of_agency uuid DEFAULT NULL)
    RETURNS TABLE (currency text, measure text, key text, amount numeric)
    LANGUAGE sql STABLE AS $$
    WITH moment AS (
        SELECT (at AT TIME ZONE 'Europe/Paris')::date AS today,
               (date_trunc('month', at AT TIME ZONE 'Europe/Paris') - interval '11 months')::date AS first_month
    ), in_force AS MATERIALIZED (
        SELECT case_file_id, claim_id, amount FROM holds
        WHERE creditor_id = of_creditor AND released_at IS NULL AND (until IS NULL OR until > at)
    ), parts_held AS (
        -- Null is all of a claim.
        SELECT claim_id, CASE WHEN bool_and(amount IS NOT NULL) THEN sum(amount) END AS amount
        FROM in_force WHERE claim_id IS NOT NULL GROUP BY 1
    ), held AS (
        SELECT case_file_id FROM in_force GROUP BY 1
        HAVING bool_or(claim_id IS NULL) OR NOT EXISTS (
            SELECT FROM claims c LEFT JOIN parts_held p ON p.claim_id = c.id
            WHERE c.case_file_id = in_force.case_file_id AND c.outstanding > 0
              AND (p.claim_id IS NULL OR c.outstanding > p.amount))
    ), cases AS (
        SELECT cf.id, cf.currency::text AS currency, cf.stage::text AS stage, cf.paid, cf.outstanding,
               held.case_file_id IS NOT NULL AS held
        FROM case_files cf LEFT JOIN held ON held.case_file_id = cf.id
        WHERE cf.creditor_id = of_creditor AND (of_portfolio IS NULL OR cf.portfolio_id = of_portfolio)
          AND (of_agency IS NULL OR cf.agency_id = of_agency)
    ), grouped_cases AS (
        SELECT currency, stage, held, count(*) AS number, sum(paid) AS paid, sum(outstanding) AS outstanding
        FROM cases GROUP BY 1, 2, 3
    ), batches AS (
        SELECT id, CASE WHEN month >= first_month THEN month::text ELSE 'earlier' END AS month
        FROM (
            SELECT id,
                   date_trunc('month', coalesce(submitted_at, created_at) AT TIME ZONE 'Europe/Paris')::date AS month
            FROM placement_batches WHERE creditor_id = of_creditor
        ) b CROSS JOIN moment
    ), grouped_claims AS (
        SELECT cases.currency, b.month,
               CASE WHEN moment.today - c.due_on <= 0 THEN 'not_due'
                    WHEN moment.today - c.due_on <= 30 THEN 'days_1_30'
                    WHEN moment.today - c.due_on <= 60 THEN 'days_31_60'
                    WHEN moment.today - c.due_on <= 90 THEN 'days_61_90'
                    WHEN moment.today - c.due_on <= 120 THEN 'days_91_120' ELSE 'over_120' END AS age,
               sum(c.outstanding) AS outstanding, sum(c.principal) AS principal,
               sum(c.principal + c.interest + c.indemnities + c.accessories) AS placed,
               sum(least(c.principal, greatest(c.paid - c.interest, 0))) AS principal_paid
        FROM cases JOIN claims c ON c.case_file_id = cases.id JOIN batches b ON b.id = c.batch_id CROSS JOIN moment
        GROUP BY 1, 2, 3
    ), received AS (
        SELECT cases.currency, sum(p.amount) AS amount,
               CASE WHEN p.received_on >= moment.first_month THEN date_trunc('month', p.received_on)::date::text
                    ELSE 'earlier' END AS month
        FROM cases JOIN payments p ON p.case_file_id = cases.id AND p.reversed_at IS NULL CROSS JOIN moment
        GROUP BY 1, 3
    )
    SELECT * FROM (
        SELECT c.currency, part.measure, part.key, part.amount
        FROM grouped_cases c CROSS JOIN LATERAL (VALUES
            ('collected', '', paid),
            ('outstanding', '', outstanding),
            ('case_files', '', number),
            ('open_case_files', '', CASE WHEN stage <> 'closed' THEN number END),
            ('held_case_files', '', CASE WHEN stage <> 'closed' AND held THEN number END),
            ('free_case_files', '', CASE WHEN stage <> 'closed' AND NOT held THEN number END),
            ('stage_case_files', stage, number),
            ('stage_outstanding', stage, outstanding)
        ) part (measure, key, amount)
        UNION ALL
        SELECT c.currency, part.measure, part.key, part.amount
        FROM grouped_claims c CROSS JOIN LATERAL (VALUES
            ('placed', '', placed),
            ('principal_placed', '', principal),
            ('principal_collected', '', principal_paid),
            ('principal_outstanding', '', principal - principal_paid),
            ('ageing', age, outstanding),
            ('month_placed', month, placed)
        ) part (measure, key, amount)
        UNION ALL
        SELECT currency, 'month_collected', month, amount FROM received
    ) parts
    WHERE parts.amount <> 0
$$;
