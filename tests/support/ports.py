"""Ports for servers of the tests that listen only some time after they were told where."""

import random

from tandem.entrypoints.embedded.folder import port_is_free

# Below what Linux and macOS give to outgoing connections: until a server listens, nobody else is given its port.
_PLACES = range(20_000, 32_000, 2)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, nor on the next one."""
    # Not pytest-randomly's numbers: those are the same in each process of a run.
    chance = random.SystemRandom()
    while True:
        port = chance.choice(_PLACES)
        if port_is_free(port) and port_is_free(port + 1):
            return port
