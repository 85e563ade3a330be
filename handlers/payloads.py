"""Slack's payloads in our words: who, where and when (Facts), and what a message shares. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sharing import is_readable, link_items, pasted, text_item
from store.records import Channel, ChannelKind, Message, Shared, ShareSource

Payload = Mapping[str, Any]
Accepts = Callable[[str], bool]
SILENT_SUBTYPES = frozenset({None, "file_share", "thread_broadcast", "me_message"})
FILE_KINDS = {  # Slack's own word for a file's kind, when the MIME type is missing
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "text": "text/plain",
    "markdown": "text/markdown",
}
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True, slots=True)
class Facts:
    """Who did what where, as one payload says it."""

    workspace_id: str
    channel_id: str = ""
    user_id: str = ""
    ts: str = ""
    thread_ts: str | None = None
    event_id: str = ""
    text: str = ""
    kind_hint: ChannelKind | None = None
    outsider: bool = False  # the payload itself says: from another workspace
    bot_user_id: str = ""

    @property
    def thread(self) -> str:
        """The thread to answer in: the one spoken in, or one under the message."""
        return self.thread_ts or self.ts


def facts_of(body: Payload, *, workspace_id: str | None = None) -> Facts:
    """Read any payload: an event, a slash command, a shortcut or a pressed button."""
    home = workspace_id or _workspace(body)
    if isinstance(body.get("event"), Mapping):
        return _event_facts(body, body["event"], home)
    if "command" in body:
        return Facts(
            home, str(body.get("channel_id", "")), str(body.get("user_id", "")),
            event_id=str(body.get("trigger_id", "")), text=str(body.get("text") or ""),
            outsider=_differs(body.get("team_id"), home),
        )  # fmt: skip
    return _interaction_facts(body, home)


def _event_facts(body: Payload, event: Payload, home: str) -> Facts:
    item = _mapping(event.get("item"))
    channel = event.get("channel") or item.get("channel") or event.get("channel_id") or ""
    channel_id = channel.get("id", "") if isinstance(channel, Mapping) else str(channel)
    inner = _mapping(event.get("message"))
    user = event.get("user") or inner.get("user") or ""
    return Facts(
        home,
        channel_id,
        user.get("id", "") if isinstance(user, Mapping) else str(user),
        ts=str(item.get("ts") or event.get("ts") or ""),
        thread_ts=event.get("thread_ts") or inner.get("thread_ts"),
        event_id=str(body.get("event_id") or ""),
        text=str(event.get("text") or ""),
        kind_hint=_kind_hint(body, event),
        outsider=_differs(event.get("user_team") or event.get("team"), home),
    )


def _interaction_facts(body: Payload, home: str) -> Facts:
    container = body.get("container") or {}
    message = body.get("message") or {}
    user = body.get("user") or {}
    return Facts(
        home,
        str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
        str(user.get("id") or ""),
        ts=str(message.get("ts") or container.get("message_ts") or ""),
        thread_ts=message.get("thread_ts") or container.get("thread_ts"),
        event_id=str(body.get("trigger_id") or ""),
        outsider=_differs(user.get("team_id"), home),
    )


def _mapping(value: object) -> Payload:
    return value if isinstance(value, Mapping) else {}


def _workspace(body: Payload) -> str:
    """Return the workspace the app is installed in, not the one a message came from."""
    for grant in body.get("authorizations") or ():
        if grant.get("team_id"):
            return str(grant["team_id"])
    team = body.get("team") or {}
    return str(body.get("team_id") or team.get("id") or "")


def _differs(team: object, home: str) -> bool:
    return bool(team) and bool(home) and team != home


def _kind_hint(body: Payload, event: Payload) -> ChannelKind | None:
    if body.get("is_ext_shared_channel"):
        return ChannelKind.EXTERNAL
    return {
        "im": ChannelKind.DM, "mpim": ChannelKind.DM, "group": ChannelKind.PRIVATE,
    }.get(str(event.get("channel_type") or ""))  # fmt: skip


def kind_of(info: Mapping[str, Any]) -> ChannelKind:
    """Return the kind of a channel that Slack describes (a conversation object)."""
    if info.get("is_ext_shared") or info.get("is_pending_ext_shared"):
        return ChannelKind.EXTERNAL
    if info.get("is_shared") and not info.get("is_org_shared"):
        return ChannelKind.EXTERNAL
    if info.get("is_im") or info.get("is_mpim"):
        return ChannelKind.DM
    if info.get("is_private") or info.get("is_group"):
        return ChannelKind.PRIVATE
    return ChannelKind.PUBLIC if info.get("is_channel") else ChannelKind.PRIVATE


# ---------------------------------------------------------------- what a message shares


def message_of(
    facts: Facts, channel: Channel, payload: Payload, *, workspace_url: str | None = None
) -> Message:
    """Return the message that `payload` (an event or a message object) is, as we file it."""
    return Message(
        workspace_id=facts.workspace_id,
        channel_id=facts.channel_id,
        channel_kind=channel.kind,
        ts=str(payload.get("ts") or facts.ts),
        user_id=str(payload.get("user") or "") or None,
        thread_ts=payload.get("thread_ts"),
        permalink=permalink_of(workspace_url, facts.channel_id, payload),
        channel_name=channel.name,
    )


def permalink_of(workspace_url: str | None, channel_id: str, payload: Payload) -> str | None:
    """Return the address of a message, None when the workspace's own address is not known."""
    ts, thread_ts = str(payload.get("ts") or ""), str(payload.get("thread_ts") or "")
    if not workspace_url or not workspace_url.startswith("https://") or not ts:
        return None
    link = f"{workspace_url.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread_ts}&cid={channel_id}" if thread_ts not in {"", ts} else link


def is_from_a_person(payload: Payload) -> bool:
    """Say whether a message was written by a person: neither a bot nor Slack itself."""
    if payload.get("bot_id") or payload.get("bot_profile") or not payload.get("user"):
        return False
    return payload.get("subtype") in SILENT_SUBTYPES and payload.get("user") != "USLACKBOT"


def items_of(payload: Payload, *, accepts: Accepts) -> tuple[Shared, ...]:
    """Return what a message shares: links, files, and a pasted text that `accepts` takes."""
    items = _links(payload) + _files(payload)
    text = text_item(plain_text(payload), names_a_meeting=accepts)
    return (*items, *([text] if text else []))


def wished_items(payload: Payload) -> tuple[Shared, ...]:
    """Return what a message shares when somebody asks to add it: its text too, if nothing else."""
    items = _links(payload) + _files(payload)
    text = plain_text(payload).strip()
    return tuple(items) if items or not text else (pasted(text),)


def _links(payload: Payload) -> list[Shared]:
    texts = [str(payload.get("text") or "")]
    texts += [str(part.get("text") or "") for part in _forwarded(payload)]
    found = {item.key: item for text in texts for item in link_items(text)}
    return list(found.values())


def _files(payload: Payload) -> list[Shared]:
    lists = [payload.get("files") or ()]
    lists += [part.get("files") or () for part in _forwarded(payload)]
    made = [_file(file) for files in lists for file in files if isinstance(file, Mapping)]
    return [item for item in made if item is not None]


def _forwarded(payload: Payload) -> list[Payload]:
    """Return messages that a person forwarded here; previews of links are no such thing."""
    parts = payload.get("attachments") or ()
    return [part for part in parts if isinstance(part, Mapping) and part.get("is_share")]


def _file(file: Payload) -> Shared | None:
    """Return a file that may hold an article; None for pictures, deleted and foreign files."""
    kind = str(file.get("mimetype") or "") or FILE_KINDS.get(str(file.get("filetype") or ""), "")
    url = file.get("url_private")
    if file.get("mode") in {"tombstone", "hidden_by_limit", "external"} or not url:
        return None
    if not is_readable(kind.partition(";")[0]) or not file.get("id"):
        return None
    size = file.get("size")
    return Shared(
        ShareSource.FILE,
        str(file["id"]),
        url=str(url),
        name=str(file.get("name") or file.get("title") or "") or None,
        mimetype=kind,
        size=size if isinstance(size, int) else None,
    )


# ---------------------------------------------------------------- plain words


def plain_text(payload: Payload) -> str:
    """Return the words of a message without markup, one paragraph a line."""
    blocks = [b for b in payload.get("blocks") or () if isinstance(b, Mapping)]
    rich = [b for b in blocks if b.get("type") == "rich_text"]
    own = (
        "\n".join(_rich_text(b) for b in rich) if rich else unmarked(str(payload.get("text") or ""))
    )
    parts = [own, *(unmarked(str(part.get("text") or "")) for part in _forwarded(payload))]
    return "\n".join(part for part in parts if part)


def _rich_text(block: Payload) -> str:
    return "".join(_rich_lines(block.get("elements") or ())).rstrip("\n")


def _rich_lines(elements: Iterable[Payload]) -> Iterable[str]:
    for element in elements:
        inner: Sequence[Payload] = element.get("elements") or ()
        if element.get("type") == "rich_text_list":
            yield from _rich_lines(inner)
        else:
            yield "".join(_rich_piece(piece) for piece in inner).rstrip("\n") + "\n"


def _rich_piece(piece: Payload) -> str:
    kind = piece.get("type")
    if kind == "text":
        return str(piece.get("text") or "")
    if kind == "link":
        return str(piece.get("text") or piece.get("url") or "")
    return f":{piece.get('name')}:" if kind == "emoji" else ""


def unmarked(text: str) -> str:
    """Return Slack message text as plain words: links by label, no mentions, no entities."""
    bare = _LINK.sub(_bare, text)
    lines = (re.sub(r"^&gt; ?", "", line) for line in bare.split("\n"))
    return "\n".join(lines).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _bare(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith(("@", "!")):
        return ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    return label or target


def mentioned(text: str) -> list[str]:
    """Return the ids of the people mentioned in message text."""
    return _MENTION.findall(text)


def without_mention(text: str, user_id: str | None) -> str:
    """Return message text without the mentions of `user_id`, outer blanks removed."""
    kept = _MENTION.sub(lambda m: "" if m[1] == user_id else m[0], text)
    return kept.replace("\xa0", " ").strip()
