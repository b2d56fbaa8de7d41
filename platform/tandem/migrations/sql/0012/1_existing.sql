-- Every file so far is one that both parties read; so is one that the release before this one adds meanwhile.
UPDATE documents SET chain = 'parties', state = 'recorded';
ALTER TABLE documents ALTER COLUMN chain SET DEFAULT 'parties', ALTER COLUMN state SET DEFAULT 'recorded';
