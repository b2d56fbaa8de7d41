"""Anchors: what every chain was, signed and time-stamped outside the database (docs/subsystems/anchors.md)."""

from tandem.timeline.anchors.anchoring import Anchoring, configure
from tandem.timeline.anchors.making import make_anchor, make_anchor_when_due
from tandem.timeline.anchors.proof import AnchorProof, proof_of
from tandem.timeline.anchors.stamping import stamp_what_waits
from tandem.timeline.anchors.store import AnchorFileMissing
from tandem.timeline.anchors.verify import AnchorTally, verify_anchors
from tandem.timeline.anchors.written import NotAnAnchor

__all__ = [
    "AnchorFileMissing",
    "AnchorProof",
    "AnchorTally",
    "Anchoring",
    "NotAnAnchor",
    "configure",
    "make_anchor",
    "make_anchor_when_due",
    "proof_of",
    "stamp_what_waits",
    "verify_anchors",
]
