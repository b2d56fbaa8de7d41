"""May this contact leave now? Pure rules over facts already read: no database, no clock, no network."""

from tandem.contacts.gate.dated import RuleMissing
from tandem.contacts.gate.decision import gate
from tandem.contacts.gate.facts import ClaimFacts, Flags, Hold, Interruption, PastContact
from tandem.contacts.gate.loading import PackInvalid, load_pack, pack_of, shipped_pack
from tandem.contacts.gate.pack import Pack, Place, Profile
from tandem.contacts.gate.prescription import last_day_of
from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.sentences import sentence
from tandem.contacts.gate.verdict import ClaimVerdict, Reason, Verdict
from tandem.contacts.gate.vocabulary import (
    Basis,
    Channel,
    ClaimNature,
    ContactResult,
    Decision,
    HoldKind,
    InterruptionKind,
    Purpose,
    Segment,
)

__all__ = [
    "Basis",
    "Channel",
    "ClaimFacts",
    "ClaimNature",
    "ClaimVerdict",
    "ContactResult",
    "Decision",
    "Flags",
    "Hold",
    "HoldKind",
    "Interruption",
    "InterruptionKind",
    "Pack",
    "PackInvalid",
    "PastContact",
    "Place",
    "Profile",
    "Purpose",
    "Reason",
    "ReasonCode",
    "RuleMissing",
    "Segment",
    "Verdict",
    "gate",
    "last_day_of",
    "load_pack",
    "pack_of",
    "sentence",
    "shipped_pack",
]
