"""The evidence bundle that the reader's organization asked for."""

from datetime import datetime

import strawberry

from tandem.evidence import models
from tandem.evidence.models import BundleState, BundleStep
from tandem.evidence.queries import problem_of
from tandem.organizations.actor import Actor
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved, row_type
from tandem_graphql.nodes import Node
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource

strawberry.enum(BundleState, name="EvidenceBundleState")
strawberry.enum(BundleStep, name="EvidenceBundleStep")


@row_type
class EvidenceBundle(Node):
    """One PDF to read and one archive that proves it. The files are deleted when it expires; the hashes stay."""

    row: strawberry.Private[models.EvidenceBundle]

    locale: str = field(Resource.EVIDENCE)
    includes_own_side: bool = field(Resource.EVIDENCE)
    state: BundleState = field(Resource.EVIDENCE)
    progress: int = field(Resource.EVIDENCE, description="Per cent.")
    step: BundleStep | None = field(Resource.EVIDENCE)
    requested_at: datetime = field(Resource.EVIDENCE)
    requested_by: str = field(Resource.EVIDENCE)
    made_at: datetime | None = field(Resource.EVIDENCE)
    expires_at: datetime | None = field(Resource.EVIDENCE)
    exhibit_count: int | None = field(Resource.EVIDENCE)
    event_count: int | None = field(Resource.EVIDENCE)
    pdf_size: int | None = field(Resource.EVIDENCE, description="Bytes.")
    pdf_sha256: str | None = field(Resource.EVIDENCE)
    zip_size: int | None = field(Resource.EVIDENCE, description="Bytes.")
    zip_sha256: str | None = field(Resource.EVIDENCE)

    @resolved(Resource.EVIDENCE, needs=("problem",))
    def problem(self, info: Info) -> str | None:
        """Why it could not be made."""
        return problem_of(self.row, info.context.locale)

    @resolved(Resource.EVIDENCE, needs=("id", "pdf_key"))
    def pdf_url(self, info: Info) -> str | None:
        """A signed address, valid for some minutes, for whoever is signed in and may read the bundle."""
        return self._url(info, "pdf") if self.row.pdf_key else None

    @resolved(Resource.EVIDENCE, needs=("id", "zip_key"))
    def zip_url(self, info: Info) -> str | None:
        """A signed address, valid for some minutes, for whoever is signed in and may read the bundle."""
        return self._url(info, "zip") if self.row.zip_key else None

    def _url(self, info: Info, kind: str) -> str:
        return info.context.links.sign(f"/files/evidence/{self.row.id}/{kind}")

    @classmethod
    def of(cls, actor: Actor, row: models.EvidenceBundle) -> "EvidenceBundle":
        """A bundle that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))
