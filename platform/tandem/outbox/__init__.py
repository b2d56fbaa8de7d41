"""How effects leave the database: emitted in the transaction of the fact, relayed at least once, done once."""

from tandem.outbox.emit import emit
from tandem.outbox.tasks import Job, RetryLater, task

__all__ = ["Job", "RetryLater", "emit", "task"]
