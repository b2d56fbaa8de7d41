"""The sandbox's memory: one SQLite file of its own."""

import json
import sqlite3
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('sms', 'email')),
    direction TEXT NOT NULL CHECK (direction IN ('outbound', 'inbound')),
    attempt_id TEXT,
    sender TEXT NOT NULL,
    sender_name TEXT NOT NULL DEFAULT '',
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    html TEXT,
    custom_args TEXT NOT NULL DEFAULT '{}',
    callback_url TEXT,
    status TEXT NOT NULL,
    error_code TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT,
    updated_at TEXT NOT NULL,
    account TEXT
);
CREATE INDEX IF NOT EXISTS messages_by_recipient ON messages (recipient);
CREATE INDEX IF NOT EXISTS messages_by_attempt ON messages (attempt_id);
CREATE TABLE IF NOT EXISTS calls (
    number INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    parent_sid TEXT,
    attempt_id TEXT,
    caller TEXT NOT NULL,
    callee TEXT NOT NULL,
    answer_url TEXT,
    callback_url TEXT,
    callback_events TEXT NOT NULL DEFAULT '[]',
    ring_seconds REAL NOT NULL,
    said TEXT NOT NULL DEFAULT '',
    desk INTEGER NOT NULL DEFAULT 0,
    conference TEXT,
    waits_for_keys TEXT,
    answered_by_url TEXT,
    star_url TEXT,
    dial_url TEXT,
    status TEXT NOT NULL,
    error_code TEXT,
    created_at TEXT NOT NULL,
    answered_at TEXT,
    ended_at TEXT,
    updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS recordings (
    number INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    call_sid TEXT NOT NULL,
    callback_url TEXT,
    callback_events TEXT NOT NULL DEFAULT '[]',
    status TEXT NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    running_since TEXT,
    created_at TEXT NOT NULL,
    deleted_at TEXT
);
CREATE INDEX IF NOT EXISTS recordings_of_call ON recordings (call_sid);
CREATE TABLE IF NOT EXISTS opted_out (
    sender TEXT NOT NULL, recipient TEXT NOT NULL, PRIMARY KEY (sender, recipient)
);
CREATE TABLE IF NOT EXISTS media (
    sid TEXT PRIMARY KEY,
    message_sid TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    deleted_at TEXT
);
CREATE INDEX IF NOT EXISTS media_of_message ON media (message_sid);
CREATE TABLE IF NOT EXISTS suppressions (
    list TEXT NOT NULL, email TEXT NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (list, email)
);
CREATE TABLE IF NOT EXISTS accounts (sid TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (
    number INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    recipient TEXT,
    remaining INTEGER
);
CREATE TABLE IF NOT EXISTS due (
    number INTEGER PRIMARY KEY, at REAL NOT NULL, action TEXT NOT NULL, argument TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS callbacks (
    number INTEGER PRIMARY KEY,
    sid TEXT NOT NULL,
    what TEXT NOT NULL,
    url TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '',
    delivered INTEGER NOT NULL DEFAULT 0,
    at TEXT NOT NULL
);
"""
# What files of earlier versions lack.
LATER = {
    "messages": {"account": "TEXT", "mail": "TEXT"},
    "calls": {
        "desk": "INTEGER NOT NULL DEFAULT 0",
        "conference": "TEXT",
        "waits_for_keys": "TEXT",
        "answered_by_url": "TEXT",
        "star_url": "TEXT",
        "dial_url": "TEXT",
        "browser": "TEXT",
        "left_urls": "TEXT",
    },
}


class Store:
    """Plain SQL on one connection, used from the event loop's thread only: each statement takes microseconds."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        # A killed process loses nothing by it, only a failing machine; a checkpoint's fsync would block the event loop.
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + SCHEMA)
        for table, columns in LATER.items():
            known = {row["name"] for row in self.rows(f"PRAGMA table_info({table})")}
            for name in columns.keys() - known:
                self.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(sql, values)]

    def row(self, sql: str, *values: Any) -> dict[str, Any] | None:
        found = self._connection.execute(sql, values).fetchone()
        return dict(found) if found else None

    def execute(self, sql: str, *values: Any) -> int:
        """Run one statement; how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row (dicts and lists as JSON); its number."""
        plain = [json.dumps(value) if isinstance(value, (dict, list)) else value for value in values.values()]
        marks = ", ".join("?" * len(plain))
        cursor = self._connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", plain)
        return int(cursor.lastrowid or 0)

    def close(self) -> None:
        self._connection.close()
