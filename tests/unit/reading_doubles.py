"""What the tests of reading stand on: a site on this machine, documents made here, a resolver.

No packet leaves the machine: names resolve to public addresses on paper, and every connection to
one of them is made to the test's own server instead.
"""

from __future__ import annotations

import contextlib
import io
import ssl
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore

from bot.reading.fetch import Fetcher

PUBLIC = "93.184.215.14"
SENTENCE = "The foreign ministers of Ruritania and Graustark met in Strelsau on Monday. "
ARTICLE = (
    "<html><head><title>Ministers meet in Strelsau</title></head><body><article>"
    "<h1>Ministers meet in Strelsau</h1>"
    f"<p>{SENTENCE}They discussed trade along the river.</p><p>{SENTENCE * 3}</p>"
    "</article></body></html>"
)


class PaperDns:
    """A resolver that answers from a table: host -> answers of the 1st look-up, 2nd, ..."""

    def __init__(self, table: dict[str, list[list[str]]] | None = None) -> None:
        self._table = table
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if self._table is None:
            return [PUBLIC]
        answers = self._table.get(host)
        if not answers:
            raise OSError("no such host")
        return answers[min(self.asked.count(host), len(answers)) - 1]


class Detour(httpcore.AsyncNetworkBackend):
    """Notes which address is dialled and connects to the test's server in its place."""

    def __init__(
        self,
        port: int,
        *,
        peer: str | None = None,
        dead: Iterable[str] = (),
        certified: bool = True,
    ) -> None:
        self._port = port
        self._certified = certified
        self._peer = peer
        self._dead = frozenset(dead)
        self.dialled: list[tuple[str, int]] = []
        self.tls_names: list[str | None] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.dialled.append((host, port))
        if host in self._dead:
            raise httpcore.ConnectError("refused")
        real = await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self._port, timeout)
        names = self.tls_names if self._certified else None
        return _Stream(real, (self._peer or host, port), names)


class _Stream(httpcore.AsyncNetworkStream):
    """A stream that claims the dialled address as its peer, and whose TLS is plain text."""

    def __init__(
        self,
        real: httpcore.AsyncNetworkStream,
        peer: tuple[str, int],
        tls_names: list[str | None] | None,
    ) -> None:
        self._real = real
        self._server = peer
        self._tls_names = tls_names

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._real.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._real.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._real.aclose()

    async def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if self._tls_names is None:
            await self.aclose()
            try:
                raise ssl.SSLCertVerificationError("self-signed certificate")
            except ssl.SSLError as exc:  # as httpcore does
                raise httpcore.ConnectError(exc) from exc
        self._tls_names.append(server_hostname)
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._server if info == "server_addr" else self._real.get_extra_info(info)


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A web site on a free port: path -> what it does; `seen` are the requests in order."""

    pages: dict[str, Answer]
    port: int = 0
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def fetcher(self, *, dns: PaperDns | None = None, **options: Any) -> Fetcher:
        """Return a fetcher for which every public address leads here."""
        dial = options.pop("dial", None) or Detour(self.port)
        return Fetcher(resolve=dns or PaperDns(), dial=dial, **options)


@contextlib.contextmanager
def site(pages: dict[str, Answer]) -> Iterator[Site]:
    """Serve `pages` until the end of the block."""
    served = Site(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            self.close_connection = True
            with contextlib.suppress(OSError):
                served.pages[self.path.partition("?")[0]](self)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def answer(
    body: bytes | str = b"",
    *,
    status: int = 200,
    media_type: str | None = "text/html; charset=utf-8",
    length: bool = True,
    **headers: str,
) -> Answer:
    """Return a page that always answers so; header names with _ for -."""
    data = body.encode() if isinstance(body, str) else body

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if media_type is not None:
            handler.send_header("Content-Type", media_type)
        if length:
            handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return respond


def redirect(target: str, *, status: int = 302, **headers: str) -> Answer:
    """Return a page that sends its visitors on."""
    return answer(b"", status=status, Location=target, **headers)


def make_pdf(pages: list[list[str]], *, extra: bytes = b"") -> bytes:
    """Return a PDF with one text line a string; `extra` goes in front of each page's content."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    numbers = [4 + 2 * index for index in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, lines in zip(numbers, pages, strict=True):
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        content = extra + f"BT /F1 11 Tf 14 TL 50 780 Td\n{shown}ET".encode("latin-1")
        packed = zlib.compress(content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
            + packed
            + b"\nendstream"
        )
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    ).encode()
    return bytes(out)


_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def make_docx(body: str, *, footnotes: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """Return a DOCX around the inner XML of its body; `parts` are added or replaced as given."""
    members = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": (
            f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>".encode()
        ),
    }
    if footnotes:
        members["word/footnotes.xml"] = (
            f"<w:footnotes {_NAMESPACES}>{footnotes}</w:footnotes>".encode()
        )
    members |= parts or {}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def word_paragraph(text: str) -> str:
    """Return the XML of a paragraph with one run."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
