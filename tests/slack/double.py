"""A Slack for tests: Web API, response URLs and Socket Mode on one free port, in a thread.

Every call is recorded; `wait_for` waits on a Condition. Answers can be scripted per method; what
is not scripted behaves like a small workspace kept in `users`, `channels` and `messages`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Callable

TEAM = "T01TEST"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
WORKSPACE_URL = "https://testing.slack.com/"
Body = dict[str, Any]
Answer = Body | tuple[int, Body, dict[str, str]]


@dataclass(frozen=True)
class Call:
    """One call that the bot made."""

    method: str
    args: Body
    token: str = ""

    @property
    def channel(self) -> str:
        return str(self.args.get("channel", ""))


@dataclass
class SlackDouble:
    """The server. `start()` before use, `stop()` after it."""

    scopes: str = "chat:write"
    calls: list[Call] = field(default_factory=list)
    users: dict[str, Body] = field(default_factory=dict)
    channels: dict[str, Body] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    messages: list[Body] = field(default_factory=list)
    reactions: set[tuple[str, str, str]] = field(default_factory=set)
    slow: dict[str, float] = field(default_factory=dict)  # seconds, by method
    port: int = 0

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._script: dict[str, list[Answer]] = {}
        self._ts = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[Body | None]] = {}
        self._thread = threading.Thread(target=self._run, name="slack-double", daemon=True)
        self._ready = threading.Event()

    # ------------------------------------------------------------ life

    def start(self) -> SlackDouble:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def response_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/response/{uuid.uuid4()}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._ready.set()
        self._loop.run_forever()

    async def _open(self) -> None:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_get("/link/{id}", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()
        await self._runner.cleanup()

    # ------------------------------------------------------------ scripting and looking

    def reply(self, method: str, *answers: Answer) -> None:
        """Answer the next calls of `method` so: a body, or (status, body, headers)."""
        self._script.setdefault(method, []).extend(answers)

    def fail(self, method: str, error: str, *, times: int = 1) -> None:
        """Let the next calls of `method` fail with Slack's error word."""
        self.reply(method, *[{"ok": False, "error": error}] * times)

    def of(self, *methods: str) -> list[Call]:
        """Return the calls of these methods so far."""
        with self._changed:
            return [call for call in self.calls if call.method in methods]

    def wait_for(self, seen: Callable[[list[Call]], bool], *, seconds: float = 10) -> None:
        """Wait until `seen` is true of the calls so far."""
        with self._changed:
            assert self._changed.wait_for(lambda: seen(self.calls), seconds), self.calls

    def next_ts(self) -> str:
        return f"1790000000.{next(self._ts):06d}"

    # ------------------------------------------------------------ the Web API

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        args = _arguments(await request.text(), dict(request.query))
        token = request.headers.get("Authorization", "")[7:]
        with self._changed:
            self.calls.append(Call(method, args, token))
            self._changed.notify_all()
        await asyncio.sleep(self.slow.get(method, 0))
        with self._changed:
            scripted = self._script.get(method)
            answer: Answer = scripted.pop(0) if scripted else self._behave(method, args)
            self._changed.notify_all()
        status, body, headers = answer if isinstance(answer, tuple) else (200, answer, {})
        headers = {**headers, "x-oauth-scopes": self.scopes}
        return web.json_response({"ok": True, **body}, status=status, headers=headers)

    def _behave(self, method: str, args: Body) -> Body:
        act = getattr(self, "_" + method.replace(".", "_").lower(), None)
        return act(args) if act else {}

    def _auth_test(self, args: Body) -> Body:
        return {"user_id": BOT_USER, "bot_id": BOT_ID, "team_id": TEAM, "url": WORKSPACE_URL}

    def _apps_connections_open(self, args: Body) -> Body:
        return {"url": f"ws://127.0.0.1:{self.port}/link/{uuid.uuid4()}"}

    def _conversations_info(self, args: Body) -> Body:
        channel = self.channels.get(args["channel"])
        return {"channel": channel} if channel else {"ok": False, "error": "channel_not_found"}

    def _users_info(self, args: Body) -> Body:
        user = self.users.get(args["user"])
        return {"user": user} if user else {"ok": False, "error": "user_not_found"}

    def _users_conversations(self, args: Body) -> Body:
        mine = [c for c in self.channels.values() if args["user"] in self.members.get(c["id"], ())]
        return {"channels": [c for c in mine if c.get("is_private") and c.get("is_member")]}

    def _chat_postmessage(self, args: Body) -> Body:
        ts = self.next_ts()
        self.messages.append({"user": BOT_USER, "bot_id": BOT_ID, "ts": ts, **args})
        return {"ts": ts, "channel": args.get("channel"), "message": {"ts": ts}}

    def _chat_postephemeral(self, args: Body) -> Body:
        return {"message_ts": self.next_ts()}

    def _reactions_add(self, args: Body) -> Body:
        key = (args["channel"], args["timestamp"], args["name"])
        if key in self.reactions:
            return {"ok": False, "error": "already_reacted"}
        self.reactions.add(key)
        return {}

    def _conversations_history(self, args: Body) -> Body:
        found = [m for m in self._in(args) if not m.get("thread_ts") or m["thread_ts"] == m["ts"]]
        if "latest" in args:
            found = [m for m in found if m["ts"] == args["latest"]]
        return {"messages": found[::-1]}

    def _conversations_replies(self, args: Body) -> Body:
        root = args["ts"]
        return {"messages": [m for m in self._in(args) if root in {m["ts"], m.get("thread_ts")}]}

    def _in(self, args: Body) -> list[Body]:
        return [m for m in self.messages if m.get("channel") == args["channel"]]

    async def _response(self, request: web.Request) -> web.Response:
        body = json.loads(await request.text())
        with self._changed:
            self.calls.append(Call("response_url", body))
            self._changed.notify_all()
        return web.Response(text="ok")

    # ------------------------------------------------------------ Socket Mode

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        hello = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A01APP"}}
        await socket.send_json(hello)
        with self._changed:
            self._sockets.append(socket)
            self._changed.notify_all()
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data[:1] == "{":
                frame = json.loads(message.data)
                waiting = self._acks.get(frame.get("envelope_id", ""))
                if waiting is not None and not waiting.done():
                    waiting.set_result(frame.get("payload"))
        self._sockets.remove(socket)
        return socket

    def wait_for_socket(self, *, seconds: float = 10) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: bool(self._sockets), seconds)

    def send(self, kind: str, payload: Body, *, seconds: float = 10, **extra: Any) -> Body | None:
        """Send an envelope and return the payload of its acknowledgement.

        `kind` is events_api, slash_commands or interactive. Raises TimeoutError without an ack.
        """
        sent = self._envelope(kind, payload, seconds, extra)
        return asyncio.run_coroutine_threadsafe(sent, self._loop).result(seconds + 5)

    async def _envelope(self, kind: str, payload: Body, seconds: float, extra: Body) -> Body | None:
        envelope_id = str(uuid.uuid4())
        self._acks[envelope_id] = self._loop.create_future()
        takes = kind != "events_api"
        frame = {"envelope_id": envelope_id, "type": kind, "payload": payload, **extra}
        await self._sockets[-1].send_json({**frame, "accepts_response_payload": takes})
        return await asyncio.wait_for(self._acks[envelope_id], seconds)


def _arguments(raw: str, query: dict[str, str]) -> Body:
    body = json.loads(raw) if raw[:1] == "{" else dict(urllib.parse.parse_qsl(raw))
    args: Body = query | body
    return {key: _decoded(value) for key, value in args.items()}


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in {"[", "{"} else value


def now() -> int:
    return int(time.time())
