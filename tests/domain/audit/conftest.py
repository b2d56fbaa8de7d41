"""The administrator of the database server, whom the product never is."""

from urllib.parse import urlsplit

import pytest

from tandem.entrypoints.embedded import DatabaseUrls
from tests.support.services import Template, renamed


@pytest.fixture
def superuser(template: Template, committed: DatabaseUrls) -> str:
    """The server's administrator on the test's own database."""
    return renamed(template.superuser, urlsplit(committed.owner).path[1:])
