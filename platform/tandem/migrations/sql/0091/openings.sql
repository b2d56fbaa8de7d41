-- Until the letters were told apart by whom they went to, an opening letter to a co-debtor or a guarantor marked its
-- claims and the case file as one to the debtor does. They say again what the letters to the debtor say (decision 0016).
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A claim has the day of such a letter: that of the first that counts to the debtor, or none. What was marked on
-- another day was marked by a letter to the debtor, or before letters were kept, and stays. So does the mark of such a
-- letter whose day was corrected afterwards: nothing tells it apart any more.
UPDATE claims c SET letter_posted_on = (
    SELECT min(l.posted_on) FROM contact_attempts l
    JOIN parties p ON p.id = l.party_id AND p.role = 'debtor'
    WHERE l.case_file_id = c.case_file_id AND l.is_opening_letter
        AND (l.return_reason IS NULL OR l.return_reason NOT IN ('unknown', 'moved', 'unreachable'))
        AND EXISTS (SELECT FROM jsonb_array_elements(l.claims) named WHERE named ->> 0 = c.id::text))
WHERE c.letter_posted_on IS NOT NULL AND EXISTS (
    SELECT FROM contact_attempts l
    JOIN parties p ON p.id = l.party_id AND p.role <> 'debtor'
    WHERE l.case_file_id = c.case_file_id AND l.is_opening_letter AND l.posted_on = c.letter_posted_on
        AND EXISTS (SELECT FROM jsonb_array_elements(l.claims) named WHERE named ->> 0 = c.id::text));

-- The reference of a case file is one letter's alone.
UPDATE case_files cf SET (letter_reference, letter_posted_on) = (
    SELECT l.letter_reference, l.posted_on FROM contact_attempts l
    JOIN parties p ON p.id = l.party_id AND p.role = 'debtor'
    WHERE l.case_file_id = cf.id AND l.is_opening_letter AND l.posted_on IS NOT NULL
        AND (l.return_reason IS NULL OR l.return_reason NOT IN ('unknown', 'moved', 'unreachable'))
    ORDER BY l.posted_on DESC, l.created_at DESC, l.id DESC LIMIT 1)
WHERE cf.letter_reference IS NOT NULL AND EXISTS (
    SELECT FROM contact_attempts l
    JOIN parties p ON p.id = l.party_id AND p.role <> 'debtor'
    WHERE l.case_file_id = cf.id AND l.is_opening_letter AND l.posted_on IS NOT NULL
        AND l.letter_reference = cf.letter_reference);
