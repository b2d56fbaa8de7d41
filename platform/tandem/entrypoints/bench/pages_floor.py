"""The floor under the pages: a bare Starlette route over asyncpg that returns one statement's text as it comes.

No sign-in, no policy, no GraphQL; the same transaction envelope, and the same answer byte for byte. Run as a program
with the address of the database and a port.
"""

import contextlib
import sys
from collections.abc import AsyncIterator

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_SIDES = {"agency": "agency_id", "creditor": "creditor_id"}
_MONEY = """concat('{"amount":"', (%s * 0.01)::text, '","currency":', to_json(cf.currency), '}')"""
_AT = r"""to_char(t.recorded_at AT TIME ZONE 'UTC', CASE WHEN date_trunc('second', t.recorded_at) = t.recorded_at
    THEN 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"' END)"""
_SINCE = _AT.replace("t.recorded_at", "h.since")
_TYPE = """CASE t.kind WHEN 'case_file_placed' THEN 'CaseFilePlaced' WHEN 'payment_recorded' THEN 'PaymentRecorded'
    WHEN 'note_written' THEN 'NoteWritten' WHEN 'stage_changed' THEN 'StageChanged' END"""
_EVENT = f"""'{{"__typename":"', {_TYPE}, '","id":"', encode(convert_to('TimelineEvent:' || t.event_id, 'UTF8'),
    'base64'),
    '","chain":"', upper(t.chain), '","sequence":', t.sequence, ',"recordedAt":"', {_AT}, '","milestone":',
    t.milestone::text, ',"actor":{{"kind":"', upper(t.actor_kind), '","name":', coalesce(to_json(t.actor_name)::text,
    'null')"""
_EVENTS = "SELECT * FROM timeline_entries WHERE case_file_id = cf.id ORDER BY recorded_at DESC, event_id DESC LIMIT"
_CASE_FILE = """'"id":"', encode(convert_to('CaseFile:' || cf.id, 'UTF8'), 'base64'), '","reference":',
    to_json(cf.reference), ',"stage":"', upper(cf.stage), '","claimCount":', cf.claim_count,
    ',"debtor":{"id":"', encode(convert_to('Debtor:' || d.id, 'UTF8'), 'base64'), '","name":', to_json(d.name),
    ',"reference":', to_json(d.reference), '},"balance":{'"""

LIST = f"""
SELECT concat('{{"data":{{"caseFiles":{{"edges":[', string_agg(concat('{{"node":{{', {_CASE_FILE},
    '"principal":', {_MONEY % "cf.principal"}, ',"paid":', {_MONEY % "cf.paid"}, ',"outstanding":',
    {_MONEY % "cf.outstanding"}, '}},"timeline":{{"edges":[', shown.events, ']}}}}}}'), ',' ORDER BY cf.place)
    FILTER (WHERE cf.place <= 50), '],"pageInfo":{{"hasNextPage":', (count(*) > 50)::text, '}}}}}}}}')
FROM (SELECT page.*, row_number() OVER () AS place FROM (SELECT * FROM case_files WHERE {{side}} = $1
      AND stage = ANY ('{{amicable}}') ORDER BY coalesce(oldest_due_on, DATE '9999-12-31'), id LIMIT 51) page) cf
JOIN debtors d ON d.id = cf.debtor_id
CROSS JOIN LATERAL (SELECT string_agg(concat('{{"node":', {_EVENT}, '}}}}}}'), ','
    ORDER BY t.recorded_at DESC, t.event_id DESC) AS events FROM ({_EVENTS} 5) t) shown
"""
_ALL_AMOUNTS = ", ',', ".join(
    f"'\"{name}\":', {_MONEY % f'cf.{name}'}"
    for name in ("principal", "interest", "indemnities", "accessories", "paid", "outstanding")
)
_OF_CLAIM = _MONEY.replace("cf.", "c.")
_OF_EVENT = """concat('{"amount":"', ((t.data->'amount'->>'minor')::bigint * 0.01)::text, '","currency":',
    t.data->'amount'->'currency', '}')"""
_DETAIL = f"""CASE t.kind
    WHEN 'case_file_placed' THEN concat(',"batchReference":', t.data->'batch_reference', ',"claimCount":',
        t.data->'claim_count')
    WHEN 'payment_recorded' THEN concat(',"amount":', {_OF_EVENT}, ',"receivedOn":', t.data->'received_on',
        ',"source":"', upper(t.data->>'source'), '"')
    WHEN 'note_written' THEN concat(',"body":', t.data->'body')
    WHEN 'stage_changed' THEN concat(',"fromStage":"', upper(t.data->>'from_stage'), '","toStage":"',
        upper(t.data->>'to_stage'), '","closeCode":', coalesce('"' || upper(t.data->>'close_code') || '"', 'null'))
    END"""
CASE = f"""
SELECT concat('{{"data":{{"caseFile":{{', {_CASE_FILE}, {_ALL_AMOUNTS}, '}},"claims":[',
    (SELECT string_agg(concat('{{"id":"', encode(convert_to('Claim:' || c.id, 'UTF8'), 'base64'), '","documentNumber":',
        to_json(c.document_number), ',"dueOn":"', c.due_on, '","segment":"', upper(c.segment), '","payee":',
        to_json(c.payee), ',"placed":', {_OF_CLAIM % "(c.principal + c.interest + c.indemnities + c.accessories)"},
        ',"paid":', {_OF_CLAIM % "c.paid"}, ',"outstanding":', {_OF_CLAIM % "c.outstanding"}, '}}'), ','
        ORDER BY c.due_on, c.id) FROM claims c WHERE c.case_file_id = cf.id), '],"parties":[',
    (SELECT string_agg(concat('{{"id":"', encode(convert_to('Party:' || p.id, 'UTF8'), 'base64'), '","role":"',
        upper(p.role), '","name":', to_json(p.name), ',"contactPoints":[', (SELECT string_agg(concat('{{"id":"',
            encode(convert_to('ContactPoint:' || cp.id, 'UTF8'), 'base64'), '","kind":"', upper(cp.kind), '","value":',
            to_json(cp.value), '}}'), ',' ORDER BY cp.created_at, cp.id) FROM contact_points cp
            WHERE cp.party_id = p.id AND cp.invalid_reason IS DISTINCT FROM 'erased'), ']}}'), ','
        ORDER BY p.role <> 'debtor', p.id) FROM parties p WHERE p.case_file_id = cf.id), '],"holds":[',
    (SELECT string_agg(concat('{{"id":"', encode(convert_to('Hold:' || h.id, 'UTF8'), 'base64'), '","kind":"',
        upper(h.kind), '","reason":', to_json(h.reason), ',"since":"', {_SINCE}, '","byName":', to_json(h.by_name),
    '}}'),
        ',' ORDER BY h.since, h.id) FROM holds h WHERE h.case_file_id = cf.id AND h.released_at IS NULL
        AND (h.until IS NULL OR h.until > now())), '],"timeline":{{"edges":[',
    (SELECT concat(string_agg(concat('{{"node":', {_EVENT}, '}}', {_DETAIL}, '}}}}'), ','
        ORDER BY t.recorded_at DESC, t.event_id DESC) FILTER (WHERE t.place <= 50), '],"pageInfo":{{"hasNextPage":',
        (count(*) > 50)::text) FROM (SELECT page.*, row_number() OVER () AS place FROM ({_EVENTS} 51) page) t),
    '}}}}}}}}}}')
FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id WHERE cf.{{side}} = $1 AND cf.id = $2
"""


async def _text(request: Request, statement: str, *args: object) -> Response:
    named = f"BEGIN; SET LOCAL tandem.organization_id = '{args[0]}'; SET LOCAL tandem.membership_id = '{args[0]}';"
    async with request.app.state.pool.acquire() as connection:
        await connection.execute(named)
        text = await connection.fetchval(statement.replace("{side}", _SIDES[request.path_params["side"]]), *args)
        await connection.execute("COMMIT")
    return Response(text, media_type="application/json")


async def _list(request: Request) -> Response:
    return await _text(request, LIST, request.path_params["organization"])


async def _case(request: Request) -> Response:
    return await _text(request, CASE, request.path_params["organization"], request.path_params["key"])


def app(url: str) -> Starlette:
    """The two routes over a pool of their own, whose connections need no reset either."""

    @contextlib.asynccontextmanager
    async def lifespan(made: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=20, max_size=20, reset=_nothing) as pool:
            made.state.pool = pool
            yield

    routes = [
        Route("/list/{side}/{organization:uuid}", _list),
        Route("/case/{side}/{organization:uuid}/{key:uuid}", _case),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _nothing(_: asyncpg.Connection) -> None:
    """Each setting is SET LOCAL."""


if __name__ == "__main__":
    uvicorn.run(app(sys.argv[1]), port=int(sys.argv[2]), log_level="warning", access_log=False)
