"""graphql-transport-ws under whatever a client may send: an answer or a close code of the protocol, never a crash.

Each case is a conversation: what the client sends, and what it gets, in the words of the protocol's document.
"""

import asyncio
import contextlib
from typing import Any

import orjson
import pytest
import websockets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from tandem_graphql.limits import Limits
from tandem_graphql.senders import Senders
from tests.api.serving import TOKEN, api, listening

PROTOCOL = "graphql-transport-ws"
INIT: dict[str, Any] = {"type": "connection_init"}
VIEWER: dict[str, Any] = {"query": "{ viewer { locale } }"}
STREAM: dict[str, Any] = {"query": "subscription { caseFilesChanged { id } }"}
OTHER_STREAM: dict[str, Any] = {"query": "subscription { caseFilesChanged { __typename } }"}
CODES = {4400, 4401, 4406, 4408, 4409, 4429}


def _subscribe(operation_id: Any = "1", payload: Any = None) -> dict[str, Any]:
    return {"type": "subscribe", "id": operation_id, "payload": VIEWER if payload is None else payload}


def _closed_after(*frames: Any) -> int:
    """The close code that the last of the frames brings about."""
    with TestClient(api()) as client, client.websocket_connect("/graphql", [PROTOCOL], headers=dict(TOKEN)) as socket:
        for frame in frames:
            if isinstance(frame, bytes):
                socket.send_bytes(frame)
            else:
                socket.send_text(frame if isinstance(frame, str) else orjson.dumps(frame).decode())
        return _code_of(socket)


def _code_of(socket: WebSocketTestSession) -> int:
    """The close code, past whatever the server says before it, which is of the protocol."""
    try:
        while True:
            assert socket.receive_json()["type"] in {"connection_ack", "pong", "next", "error", "complete"}
    except WebSocketDisconnect as closed:
        return closed.code


@pytest.mark.parametrize(
    ("case", "frames", "code"),
    [
        ("no JSON", ["{"], 4400),
        ("nothing", [""], 4400),
        ("a list", [[]], 4400),
        ("a number", ["1"], 4400),
        ("null", ["null"], 4400),
        ("no type", [{}], 4400),
        ("a type that is no text", [{"type": ["subscribe"]}], 4400),
        ("a type that is unknown", [{"type": "x" * 100_000}], 4400),
        ("a type of the server", [{"type": "connection_ack"}], 4400),
        ("binary", [b'{"type":"connection_init"}'], 4400),
        ("JSON a thousand deep", ["[" * 5_000], 4400),
        ("a lone surrogate", ['{"type":"\\ud800"}'], 4400),
        ("an init with a text", [{**INIT, "payload": "x"}], 4400),
        ("an init with a list", [{**INIT, "payload": []}], 4400),
        ("a second init", [INIT, INIT], 4429),
        ("a second init after work", [INIT, _subscribe(), INIT], 4429),
        ("an early subscribe", [_subscribe()], 4401),
        ("an early subscribe that is none", [{"type": "subscribe"}], 4401),
        ("a ping with a text", [{"type": "ping", "payload": "x"}], 4400),
        ("a pong with a number", [{"type": "pong", "payload": 1}], 4400),
        ("no id", [INIT, {"type": "subscribe", "payload": VIEWER}], 4400),
        ("an empty id", [INIT, _subscribe("")], 4400),
        ("an id that is a number", [INIT, _subscribe(1)], 4400),
        ("an id that is a list", [INIT, _subscribe([])], 4400),
        ("an id without end", [INIT, _subscribe("x" * 10_000)], 4400),
        ("no payload", [INIT, {"type": "subscribe", "id": "1"}], 4400),
        ("a payload that is a text", [INIT, _subscribe(payload="x")], 4400),
        ("a query that is a number", [INIT, _subscribe(payload={"query": 1})], 4400),
        ("variables that are a list", [INIT, _subscribe(payload={**VIEWER, "variables": []})], 4400),
        ("a name that is a number", [INIT, _subscribe(payload={**VIEWER, "operationName": 1})], 4400),
        ("extensions that are a text", [INIT, _subscribe(payload={**VIEWER, "extensions": "x"})], 4400),
        ("complete of no id", [INIT, {"type": "complete"}], 4400),
        ("complete of a list", [INIT, {"type": "complete", "id": []}], 4400),
    ],
)
def test_what_breaks_the_protocol_is_closed_with_its_code(case: str, frames: list[Any], code: int) -> None:
    assert _closed_after(*frames) == code, case


@pytest.mark.parametrize(
    ("case", "payload"),
    [
        ("a syntax error", {"query": "{"}),
        ("no field", {"query": "{ nothing }"}),
        ("an empty query", {"query": ""}),
        ("no query", {"variables": {}}),
        ("no such operation", {**VIEWER, "operationName": "other"}),
        ("fragments only", {"query": "fragment f on Viewer { locale }"}),
        ("a wrong variable", {"query": "query ($id: ID!) { node(id: $id) { id } }", "variables": {"id": []}}),
        ("too deep to parse", {"query": "{ a " * 600}),
        ("NUL", {"query": '{ __type(name: "\\u0000") { name } }'}),
        ("too many tokens", {"query": "{ viewer { locale } " * 1_000}),
    ],
)
def test_what_is_wrong_with_an_operation_is_told_and_the_others_go_on(case: str, payload: dict[str, Any]) -> None:
    with TestClient(api()) as client, client.websocket_connect("/graphql", [PROTOCOL], headers=dict(TOKEN)) as socket:
        socket.send_json(INIT)
        socket.receive_json()
        socket.send_json(_subscribe("wrong", payload))
        told = socket.receive_json()
        socket.send_json(_subscribe("wrong"))  # the id is free again
        following = [socket.receive_json() for _ in range(2)]

    assert (told["id"], told["type"]) == ("wrong", "error"), case
    assert told["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert [one["type"] for one in following] == ["next", "complete"]


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(
    ("case", "second"),
    [("the same stream", STREAM), ("another stream", OTHER_STREAM), ("a query", VIEWER)],
)
async def test_an_id_whose_stream_runs_is_no_other_operations(case: str, second: dict[str, Any]) -> None:
    async with listening(api()) as port, _begun(port) as socket:
        await socket.send(_text(_subscribe("1", STREAM)))
        await socket.send(_text(_subscribe("2", STREAM)))  # another id may
        await _still_heard(socket)
        await socket.send(_text(_subscribe("1", second)))
        await asyncio.wait_for(socket.wait_closed(), 20)

    assert (socket.close_code, socket.close_reason) == (4409, "Subscriber for 1 already exists"), case


@pytest.mark.usefixtures("live")
async def test_an_id_is_free_again_once_either_side_said_that_it_is_complete() -> None:
    async with listening(api()) as port, _begun(port) as socket:
        for _ in range(3):  # ended by the client
            await socket.send(_text(_subscribe("1", STREAM)))
            await _still_heard(socket)
            await socket.send(_text({"type": "complete", "id": "1"}))
        for _ in range(3):  # ended by the server
            await socket.send(_text(_subscribe("1")))
            told = [orjson.loads(await asyncio.wait_for(socket.recv(), 20)) for _ in range(2)]
            assert [(one["id"], one["type"]) for one in told] == [("1", "next"), ("1", "complete")]
        await _still_heard(socket)


def test_pings_are_answered_with_what_they_carry_before_and_after_init() -> None:
    with TestClient(api()) as client, client.websocket_connect("/graphql", [PROTOCOL]) as socket:
        socket.send_json({"type": "ping"})
        first = socket.receive_json()
        socket.send_json({**INIT, "payload": None})
        acknowledged = socket.receive_json()
        socket.send_json({"type": "complete", "id": "unknown"})
        socket.send_json({"type": "pong"})
        socket.send_json({"type": "ping", "payload": {"n": 1}})
        second = socket.receive_json()

    assert (first, acknowledged) == ({"type": "pong"}, {"type": "connection_ack"})
    assert second == {"type": "pong", "payload": {"n": 1}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TYPES = ["connection_init", "connection_ack", "ping", "pong", "subscribe", "next", "error", "complete"]
QUERIES = st.sampled_from(["{ viewer { locale } }", "{", "mutation { x }", "subscription { caseFilesChanged { id } }"])
MESSAGES = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES) | JSON},
    optional={
        "id": st.sampled_from(["1", "2"]) | JSON,
        "payload": JSON | st.fixed_dictionaries({"query": QUERIES | JSON}, optional={"variables": JSON}),
    },
)
FRAMES = st.lists(
    st.binary(max_size=40) | st.text(max_size=40) | MESSAGES.map(lambda one: orjson.dumps(one)), max_size=6
)


@given(frames=FRAMES, begun=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_conversation_breaks_the_handler(frames: list[bytes | str], begun: bool) -> None:
    with TestClient(api()) as client, client.websocket_connect("/graphql", [PROTOCOL]) as socket:
        if begun:
            socket.send_json(INIT)
        for frame in frames:
            if isinstance(frame, bytes) and frame[:1] != b"{":
                socket.send_bytes(frame)
            else:
                socket.send_text(frame.decode(errors="replace") if isinstance(frame, bytes) else frame)
        socket.send_text("the end")
        assert _code_of(socket) in CODES


async def test_a_client_that_says_nothing_is_closed() -> None:
    senders = Senders(Limits(init_seconds=0.1))
    async with listening(api(senders)) as port, _connected(port) as socket:
        await socket.wait_closed()

    assert socket.close_code == 4408


@pytest.mark.parametrize(
    ("case", "frame", "code"),
    [
        ("invalid UTF-8", b"\x81\x84\x00\x00\x00\x00\xff\xff\xff\xff", 1007),
        ("larger than a message may be", b"\x81\xff" + (2**40).to_bytes(8, "big") + bytes(4), 1009),
        ("no mask", b"\x81\x02{}", 1002),
        ("an operation code that is none", b"\x83\x80\x00\x00\x00\x00", 1002),
    ],
)
async def test_frames_that_are_none_close_their_own_socket_only(case: str, frame: bytes, code: int) -> None:
    async with listening(api(), message=10_000) as port, _connected(port) as other, _connected(port) as socket:
        socket.transport.write(frame)
        await asyncio.wait_for(socket.wait_closed(), 20)
        await other.send(orjson.dumps(INIT).decode())
        answer = await other.recv()

    assert socket.close_code == code, case
    assert orjson.loads(answer) == {"type": "connection_ack"}


@contextlib.asynccontextmanager
async def _connected(port: int) -> Any:
    async with websockets.connect(
        f"ws://127.0.0.1:{port}/graphql", subprotocols=[websockets.Subprotocol(PROTOCOL)], additional_headers=TOKEN
    ) as socket:
        yield socket


@contextlib.asynccontextmanager
async def _begun(port: int) -> Any:
    """A socket on which operations may be asked for."""
    async with _connected(port) as socket:
        await socket.send(_text(INIT))
        assert orjson.loads(await socket.recv()) == {"type": "connection_ack"}
        yield socket


async def _still_heard(socket: Any) -> None:
    """Everything sent so far was read, and nothing came of it: no stream ended, none failed."""
    await socket.send(_text({"type": "ping"}))
    assert orjson.loads(await asyncio.wait_for(socket.recv(), 20)) == {"type": "pong"}


def _text(message: dict[str, Any]) -> str:
    return orjson.dumps(message).decode()
