"""Files of the case."""

from datetime import datetime

import strawberry

from tandem.casefiles import models
from tandem.casefiles.publishing import PublicationState
from tandem.organizations.actor import Actor
from tandem.timeline import Chain
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type
from tandem_graphql.nodes import Node
from tandem_graphql.reads import column
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource


@row_type
class Document(Node):
    row: strawberry.Private[models.Document]

    name: str = field(Resource.DOCUMENT)
    content_type: str = field(Resource.DOCUMENT)
    size: int = field(Resource.DOCUMENT)
    created_at: datetime = field(Resource.DOCUMENT)

    chain: Chain = field(
        Resource.DOCUMENT,
        of=lambda document: Chain(document.row.chain),
        ahead=column("chain").ahead,
        description="Who may read it: one side, or both parties once it is recorded.",
    )
    state: PublicationState = field(Resource.DOCUMENT)
    publishes_at: datetime | None = field(
        Resource.DOCUMENT, description="Until when a file for both parties can be withdrawn."
    )
    added_by: str | None = field(
        Resource.DOCUMENT, of=column("author_name"), description="Null: made by Tandem, as letters."
    )
    sha256: str = field(Resource.DOCUMENT)
    url: str = field(
        Resource.DOCUMENT,
        of=lambda document: f"/files/documents/{document.row.id}",
        needs=("id",),
        description="Where whoever is signed in and may see the file opens it.",
    )

    @resolved(Public.RIGHTS, needs=("author_membership_id", "state"))
    def viewer_can_withdraw(self, info: Info) -> bool:
        row = self.row
        author = row.author_membership_id == info.context.actor.membership_id
        return author and row.state is PublicationState.PUBLISHING

    @classmethod
    def of(cls, actor: Actor, row: models.Document) -> "Document":
        """A document of a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))
