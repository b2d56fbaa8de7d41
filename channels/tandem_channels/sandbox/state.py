"""What every part of the sandbox holds: settings, memory, clock, and who watches."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.requests import Request

from tandem_channels.sandbox.schedule import Schedule
from tandem_channels.sandbox.settings import SandboxSettings
from tandem_channels.sandbox.store import Store


@dataclass
class Changes:
    """Wakes open pages when something has changed."""

    version: int = 0
    _next: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        self.version += 1
        self._next.set()
        self._next = asyncio.Event()

    async def after(self, version: int) -> int:
        """Wait until the version is another than `version`; the new one."""
        while self.version == version:
            await self._next.wait()
        return self.version


@dataclass
class Sandbox:
    """One running sandbox. `now` may be shifted and stamps what people read; delays are counted in real time."""

    settings: SandboxSettings
    store: Store
    now: Callable[[], datetime]
    key: ec.EllipticCurvePrivateKey
    schedule: Schedule
    http: aiohttp.ClientSession
    changes: Changes = field(default_factory=Changes)

    def stamp(self) -> str:
        return self.now().isoformat(timespec="seconds")


def new_sid(prefix: str) -> str:
    """Twilio's form of an id: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def sandbox_of(request: Request) -> Sandbox:
    sandbox: Sandbox = request.app.state.sandbox
    return sandbox
