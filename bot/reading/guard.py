"""The network guard: resolve once, judge every answer, dial the judged address and no other."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from bot.errors import Unreachable, Unreadable
from bot.reading.addresses import is_public

if TYPE_CHECKING:
    import ssl

RESOLVE_SECONDS = 5.0
CONNECT_SECONDS = 5.0
MAX_DIALS = 3

Resolver = Callable[[str, int], Awaitable[list[str]]]


async def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses of `host` as the system knows them, in its order.

    Asks from a thread of its own: the loop's executor would be waited for at the end of
    `asyncio.run`, and a hung name server would then outlast every deadline.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], error: OSError | UnicodeError | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(addresses)
        else:
            answer.set_exception(error)

    def ask() -> None:
        addresses: list[str] = []
        error: OSError | UnicodeError | None = None
        try:
            found = socket.getaddrinfo(_absolute(host), port, type=socket.SOCK_STREAM)
            addresses = [str(row[4][0]) for row in found]
        except (OSError, UnicodeError) as exc:
            error = exc
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, addresses, error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    return await answer


def _absolute(host: str) -> str:
    """Return a name with its final dot, so that no search domain is tried."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return f"{host}."
    return host


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to public addresses only. `dial` opens the connection itself."""

    def __init__(
        self, *, resolve: Resolver = system_resolver, dial: httpcore.AsyncNetworkBackend
    ) -> None:
        self._resolve = resolve
        self._dial = dial

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first judged address that answers. Raises Unreadable, Unreachable."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in (await self._judged(host, port))[:MAX_DIALS]:
            try:
                stream = await self._dial.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failure = exc
                continue
            await _compare_peer(stream, address)
            return stream
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait between tries."""
        await asyncio.sleep(seconds)

    async def _judged(self, host: str, port: int) -> list[str]:
        """Return the addresses of `host`; one bad address spoils the whole name."""
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                addresses = list(dict.fromkeys(await self._resolve(host, port)))
        except (OSError, UnicodeError, TimeoutError):
            addresses = []
        if not addresses:
            raise Unreachable(
                f"I could not find the site {host}. Check the link, or paste the text."
            )
        if not all(is_public(address) for address in addresses):
            raise Unreadable(
                f"The site {host} is not on the public internet, so I do not open it. "
                "Paste the text or upload the file."
            )
        return addresses


async def _compare_peer(stream: httpcore.AsyncNetworkStream, address: str) -> None:
    peer = stream.get_extra_info("server_addr")
    there = str(peer[0]).partition("%")[0] if peer else ""
    try:
        same = ipaddress.ip_address(there) == ipaddress.ip_address(address)
    except ValueError:
        same = False
    if not same:
        await stream.aclose()
        raise Unreadable("That site answered from another address than it has. I did not open it.")


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx over a guarded backend: no proxy from the environment, no retries, HTTP/1.1.

    Host and SNI stay the name that the link gives.
    """

    def __init__(self, backend: GuardedBackend, *, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, network_backend=backend, max_connections=4
        )
