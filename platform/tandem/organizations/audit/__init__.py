"""The audit log: who signed in, took data out, or changed who may see what (docs/subsystems/audit.md)."""

from tandem.organizations.audit.caller import coming_from
from tandem.organizations.audit.kinds import AuditKind, Subject, SubjectType
from tandem.organizations.audit.recording import APPEND, CommandLine, Door, arguments, record

__all__ = ["APPEND", "AuditKind", "CommandLine", "Door", "Subject", "SubjectType", "arguments", "coming_from", "record"]
