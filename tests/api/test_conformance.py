"""What others judge a GraphQL server by: the audits of graphql-http, the clients of graphql-ws and graphql-sse."""

import json

import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.timeline.queries import Position
from tandem_graphql.ids import global_id
from tests.api.serving import TOKEN, api, listening, node
from tests.support.builders import make_case

AUDITS = 61


async def test_every_audit_of_graphql_over_http_passes() -> None:
    async with listening(api()) as port:
        audits = await node("http-audit.mjs", f"http://127.0.0.1:{port}/graphql")

    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == AUDITS


@pytest.mark.usefixtures("live")
async def test_the_clients_of_both_protocols_find_what_they_expect() -> None:
    made, helene = await make_case(), actor_of_cast("helene", "bati-loire")
    case_file, batch = global_id("CaseFile", made.case_file.id), global_id("PlacementBatch", made.case_file.batch_id)
    start = Position({}).told_to(helene)
    followed = f'subscription {{ timeline(caseFileId: "{case_file}", after: "{start}") {{ position }} }}'
    async with listening(api()) as port:
        config = {
            "ws": f"ws://127.0.0.1:{port}/graphql",
            "http": f"http://127.0.0.1:{port}/graphql",
            "headers": TOKEN,
            "query": {"query": "{ viewer { locale } }"},
            "invalid": {"query": "{ nothing }"},
            "completes": {"query": f'subscription {{ placementProgress(batchId: "{batch}") {{ state }} }}'},
            "endless": {"query": followed},
        }
        found = await node("clients.mjs", json.dumps(config))

    assert found == {"checks": 8, "failed": {}}
