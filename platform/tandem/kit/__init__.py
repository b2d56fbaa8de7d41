"""Small parts without domain words: money, ids, clock, database, texts, pagination, errors."""
