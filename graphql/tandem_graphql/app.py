"""The endpoint: GraphQL over HTTP, server-sent events for integrators, graphql-transport-ws for the web app."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.types.execution import ExecutionResult, PreExecutionError

from tandem.kit.links import Links
from tandem.organizations.actor import Actor
from tandem_graphql.context import ConnectionContext, Context
from tandem_graphql.errors import BAD_INPUT
from tandem_graphql.http_rules import GRAPHQL, JSON, BoundedRequest, answer_type
from tandem_graphql.schema import schema

Authenticate = Callable[[HTTPConnection], Awaitable[Actor | None]]
IsSameOrigin = Callable[[HTTPConnection], bool]
AnyContext = Context | ConnectionContext


class TextFrames(ASGIWebSocketAdapter):
    """Sends text: browsers hand binary frames to clients as blobs."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Encode with orjson, then decode for the frame."""
        await self.ws.send_text(orjson.dumps(message).decode())


class TransportHandler(BaseGraphQLTransportWSHandler[AnyContext, None]):
    """Gives a code to the protocol's own errors too."""

    async def send_message(self, message: Any) -> None:
        """Send one message of graphql-transport-ws."""
        if message["type"] == "error":
            for error in message["payload"]:
                error.setdefault("extensions", {"code": "RATE_LIMITED"})
        await super().send_message(message)


class Endpoint(GraphQL[AnyContext, None]):
    """Strawberry's view with the rules of GraphQL over HTTP, and deaf to other sites' pages."""

    request_adapter_class = BoundedRequest
    websocket_adapter_class = TextFrames
    graphql_transport_ws_handler_class = TransportHandler

    def __init__(self, authenticate: Authenticate, is_same_origin: IsSameOrigin, links: Links) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=10),
            max_subscriptions_per_connection=50,
        )
        self._authenticate = authenticate
        self._is_same_origin = is_same_origin
        self._links = links

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one WebSocket."""
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive=receive, send=send))
            return
        request = Request(scope, receive)
        try:
            response = await self.run(request) if self._is_heard(request) else _refused(403, "another site's page")
        except HTTPException as refusal:
            response = _refused(refusal.status_code, refusal.reason)
        response.headers["Cache-Control"] = response.headers.get("Cache-Control", "private, no-store")
        await response(scope, receive, send)

    def _is_heard(self, request: Request) -> bool:
        # A request that brings its credentials in a header needs no cookie, and no page can make a browser add it.
        return request.method == "GET" or "authorization" in request.headers or self._is_same_origin(request)

    def is_websocket_origin_allowed(self, request: WebSocket, origin: str) -> bool:  # noqa: ARG002
        """Whether a page that is not of this very host may open a WebSocket."""
        return "authorization" in request.headers or self._is_same_origin(request)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> AnyContext:  # noqa: ARG002
        """Who asks, in which language."""
        authenticate = partial(self._authenticate, request)
        language = request.headers.get("accept-language")
        connection = ConnectionContext(authenticate, self._links, language)
        return connection if isinstance(request, WebSocket) else await connection.for_operation()

    def _get_stream_transport_from_headers(self, headers: Mapping[str, str]) -> Any:
        """A stream only for who accepts nothing else: many clients list every type they can read on each request."""
        accept = headers.get("accept", "")
        return None if JSON in accept or GRAPHQL in accept else super()._get_stream_transport_from_headers(headers)

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Remembers in which media type to answer."""
        response = await super().get_sub_response(request)
        response.media_type = answer_type(request.headers.get("accept"))
        return response

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData | list[GraphQLRequestData]:
        """Read the request. Raises HTTPException 400."""
        data = await super().parse_http_body(request)
        if isinstance(data, GraphQLRequestData) and not isinstance(data.operation_name, str | None):
            raise HTTPException(400, "The GraphQL operation's `operationName` must be a string or null, if provided.")
        return data

    def parse_json(self, data: str | bytes) -> Any:
        """An object. Raises HTTPException 400 for anything else but null."""
        value = super().parse_json(data)
        if not isinstance(value, dict | list | None):
            raise HTTPException(400, "A GraphQL request is a JSON object.")
        return {} if value is None else value

    def decode_json(self, data: str | bytes) -> object:
        """By orjson."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """By orjson."""
        return orjson.dumps(data)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Without `data` when nothing was executed."""
        response = await super().process_result(request, result)
        if isinstance(result, PreExecutionError):
            response.pop("data")
        return response

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The answer with its media type and status."""
        media_type = sub_response.media_type or JSON
        failed = media_type == GRAPHQL and "data" not in response_data
        headers = {"Vary": "Accept, Cookie, Authorization"}
        return Response(
            self.encode_json(response_data), 400 if failed else 200, headers, f"{media_type}; charset=utf-8"
        )


def _refused(status: int, reason: str) -> Response:
    code = "FORBIDDEN" if status == 403 else BAD_INPUT
    body = {"errors": [{"message": reason, "extensions": {"code": code}}]}
    return Response(orjson.dumps(body), status, media_type=JSON)


def graphql_routes(
    path: str, *, authenticate: Authenticate, is_same_origin: IsSameOrigin, links: Links
) -> list[BaseRoute]:
    """Routes for HTTP and WebSocket on one path.

    `authenticate` says who a request or WebSocket acts as, `is_same_origin` whether its Origin is ours, `links` signs
    the addresses of files.
    """
    endpoint = Endpoint(authenticate, is_same_origin, links)
    return [Route(path, endpoint, methods=["GET", "POST"]), WebSocketRoute(path, endpoint)]
