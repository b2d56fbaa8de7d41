"""Events of evidence bundles. Whoever reads the side's timeline reads that one was made; its files are for fewer."""

from tandem.evidence import events
from tandem_graphql.fields import field
from tandem_graphql.timeline.types import TimelineEvent, recorded, shows
from tandem_policies.vocabulary import Resource


@shows(events.EvidenceBundleMade)
class EvidenceBundleMade(TimelineEvent):
    """Hashes are SHA-256 in hexadecimal: by them a bundle that was handed out is recognized."""

    language: str = field(Resource.TIMELINE, of=recorded("language"))
    includes_own_side: bool = field(Resource.TIMELINE, of=recorded("includes_own_side"))
    exhibit_count: int = field(Resource.TIMELINE, of=recorded("exhibit_count"))
    event_count: int = field(Resource.TIMELINE, of=recorded("event_count"))
    zip_sha256: str = field(Resource.TIMELINE, of=recorded("zip_sha256"))
    pdf_sha256: str | None = field(Resource.TIMELINE, of=recorded("pdf_sha256"))
