"""Files of the case."""

from datetime import datetime

import strawberry

from tandem.casefiles import models
from tandem.organizations.actor import Actor
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved, row_type
from tandem_graphql.nodes import Node
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource


@row_type
class Document(Node):
    row: strawberry.Private[models.Document]

    name: str = field(Resource.DOCUMENT)
    content_type: str = field(Resource.DOCUMENT)
    size: int = field(Resource.DOCUMENT)
    created_at: datetime = field(Resource.DOCUMENT)

    @resolved(Resource.DOCUMENT)
    def url(self, info: Info) -> str:
        """A signed address, valid for some minutes."""
        path = f"/files/documents/{self.row.storage_key}"
        return info.context.links.sign(path, name=self.row.name, type=self.row.content_type)

    @classmethod
    def of(cls, actor: Actor, row: models.Document) -> "Document":
        """A document of a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))
