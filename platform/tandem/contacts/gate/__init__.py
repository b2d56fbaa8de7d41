"""May this contact leave now? Pure rules over facts already read: no database, no clock, no network."""

from tandem.casefiles.limitation import Interruption
from tandem.casefiles.models import InterruptionKind
from tandem.contacts.gate.dated import RuleMissing
from tandem.contacts.gate.decision import gate
from tandem.contacts.gate.facts import ClaimFacts, Flags, Hold, PastContact, Reminder
from tandem.contacts.gate.laws import judged_by_all, under
from tandem.contacts.gate.loading import (
    PackInvalid,
    load_pack,
    load_shipped,
    look_back,
    look_back_by_country,
    pack_again,
    pack_for,
    pack_of,
    shipped_countries,
    shipped_pack,
    shipped_rows,
)
from tandem.contacts.gate.narrowing import OF_AGENCY, Narrower, OpenDays, OwnRules, agency_origin, narrowed
from tandem.contacts.gate.pack import Closing, Pack, Place, Profile
from tandem.contacts.gate.prescription import last_day_of
from tandem.contacts.gate.prior_consent import PriorConsent
from tandem.contacts.gate.reasons import SEVERITY, ReasonCode
from tandem.contacts.gate.recording import recorded
from tandem.contacts.gate.sentences import sentence
from tandem.contacts.gate.verdict import ClaimVerdict, Reason, Verdict, in_rule_order
from tandem.contacts.gate.vocabulary import (
    Basis,
    Channel,
    ClaimNature,
    ContactResult,
    Decision,
    HoldKind,
    Purpose,
    Segment,
)
from tandem.contacts.gate.waits import dispute_period, first_free_day

__all__ = [
    "OF_AGENCY",
    "SEVERITY",
    "Basis",
    "Channel",
    "ClaimFacts",
    "ClaimNature",
    "ClaimVerdict",
    "Closing",
    "ContactResult",
    "Decision",
    "Flags",
    "Hold",
    "HoldKind",
    "Interruption",
    "InterruptionKind",
    "Narrower",
    "OpenDays",
    "OwnRules",
    "Pack",
    "PackInvalid",
    "PastContact",
    "Place",
    "PriorConsent",
    "Profile",
    "Purpose",
    "Reason",
    "ReasonCode",
    "Reminder",
    "RuleMissing",
    "Segment",
    "Verdict",
    "agency_origin",
    "dispute_period",
    "first_free_day",
    "gate",
    "in_rule_order",
    "judged_by_all",
    "last_day_of",
    "load_pack",
    "load_shipped",
    "look_back",
    "look_back_by_country",
    "narrowed",
    "pack_again",
    "pack_for",
    "pack_of",
    "recorded",
    "sentence",
    "shipped_countries",
    "shipped_pack",
    "shipped_rows",
    "under",
]
