"""Ports for servers of the tests that listen only some time after they were told where."""

import os
import random

from tandem.entrypoints.embedded.folder import port_is_free

_PROCESSES = 8  # of a run, that draw from pairs of their own
_NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _PROCESSES
# Below what Linux and macOS give to outgoing connections: until a server listens, nobody else is given its port.
_PLACES = range(20_000 + 2 * _NUMBER, 32_000, 2 * _PROCESSES)
_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, nor on the next one; a process is given each once.

    A server may listen minutes later: another process of the same run draws from other ports.
    """
    # Not pytest-randomly's numbers: those are the same in each process of a run.
    chance = random.SystemRandom()
    while True:
        port = chance.choice(_PLACES)
        if port not in _given and port_is_free(port) and port_is_free(port + 1):
            _given.add(port)
            return port
