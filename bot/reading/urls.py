"""Links: which may be fetched, what identifies them, and where they stand in a Slack message."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

import idna

from bot.errors import Unreadable
from bot.reading.addresses import is_public

MAX_URL = 2_048
MAX_LINKS = 20
_PORTS = {"http": 80, "https": 443}
_NOT_A_URL = "That is not a link that I can open. Share a link that starts with https://."
_NOT_PUBLIC = (
    "That link does not lead to a public site, so I do not open it. "
    "Paste the text or upload the file."
)
_PRIVATE_SUFFIXES = frozenset(
    {"local", "internal", "localhost", "onion", "svc", "home", "lan", "intranet", "corp", "private"}
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# fmt: off
_TRACKING = frozenset(
    (
        "fbclid", "gclid", "dclid", "msclkid", "twclid", "yclid", "ttclid", "igshid", "igsh",
        "gbraid", "wbraid", "gclsrc", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc",
        "_hsmi", "ref_src", "ref_url", "cmpid", "ocid", "smid", "s_cid", "xtor", "spm",
        "__twitter_impression", "at_medium", "at_campaign", "at_format",
    )
)
# fmt: on
_TRACKING_PREFIXES = ("utm_", "guc", "at_link_", "pk_", "mtm_")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_SLACK_LINK = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>", re.IGNORECASE)
_PATH_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/._-]|$)"
    r"|[/t_-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/._-]|$)"
)


@dataclass(frozen=True, slots=True)
class CheckedUrl:
    """A link that passed the rules. `host` is ASCII (punycode) or an address literal.

    `shown` is the host for people: in its own script, or punycode when scripts mix.
    """

    url: str
    scheme: str
    host: str
    port: int
    shown: str


def check_url(url: str) -> CheckedUrl:
    """Return `url` as it may be fetched. Raises Unreadable with a sentence.

    The name is not looked up here: the guard judges the addresses when it connects.
    """
    parts = _split(url)
    scheme = parts.scheme.lower()
    host = _host(parts.hostname or "")
    port = _port(parts, scheme)
    netloc = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]|") if parts.query else ""
    default = _PORTS[scheme] == port
    whole = f"{scheme}://{netloc}{'' if default else f':{port}'}{path}{query}"
    if len(whole) > 2 * MAX_URL:
        raise Unreadable(_NOT_A_URL)
    return CheckedUrl(url=whole, scheme=scheme, host=host, port=port, shown=_shown(host))


def canonical(url: str) -> str:
    """Return the identity of a link; of something that is no link, the thing itself, trimmed."""
    trimmed = url.strip()
    try:
        parts = urlsplit(trimmed)
        host, port = _ascii(parts.hostname or ""), parts.port
    except (ValueError, Unreadable):
        return trimmed
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return trimmed
    netloc = f"[{host}]" if ":" in host else host
    if port not in (None, _PORTS[scheme]):
        netloc = f"{netloc}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted(pair for pair in pairs if not _is_tracking(pair[0].lower()))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    path = re.sub(r"%[0-9a-fA-F]{2}", _tidy_escape, path)
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{scheme}://{netloc}{path}{query}"


def links_of(text: str) -> list[str]:
    """Return the http(s) links of a message as Slack delivers it, in order, without repeats."""
    found: dict[str, str] = {}
    for match in _SLACK_LINK.finditer(_CODE.sub(" ", text)):
        url = match[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        found.setdefault(canonical(url), url)
        if len(found) == MAX_LINKS:
            break
    return list(found.values())


def date_in_url(url: str | None) -> date | None:
    """Return the calendar day that the path of `url` names, if it names one."""
    if not url:
        return None
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for match in _PATH_DATE.finditer(path):
        year, month, day = (int(group) for group in match.groups() if group)
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def _split(url: str) -> SplitResult:
    if len(url) > MAX_URL:
        raise Unreadable("That link is too long for me. Paste the text or upload the file.")
    if any(c == "\\" or c.isspace() or unicodedata.category(c)[0] == "C" for c in url):
        raise Unreadable(_NOT_A_URL)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Unreadable(_NOT_A_URL) from None
    if parts.scheme.lower() not in _PORTS or not parts.netloc:
        raise Unreadable(_NOT_A_URL)
    if "@" in parts.netloc:
        raise Unreadable(
            "That link carries a user name or password, so I do not open it. "
            "Share it without them, or paste the text."
        )
    return parts


def _port(parts: SplitResult, scheme: str) -> int:
    _, _, port = parts.netloc.rpartition("]")[2].partition(":")
    if not port:
        return _PORTS[scheme]
    if not (port.isascii() and port.isdigit()) or int(port[:6]) not in _PORTS.values():
        raise Unreadable(
            "That link names a port other than 80 and 443, so I do not open it. "
            "Paste the text or upload the file."
        )
    return int(port)


def _host(raw: str) -> str:
    """Return the host in ASCII, or raise: literals must be plain and public, names not local."""
    host = _ascii(raw)
    if ":" in host:
        return _public(host)
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # a number in any notation that resolvers would take
        return _public(host)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Unreadable(_NOT_A_URL)
    local = labels[-1] in _PRIVATE_SUFFIXES or labels[-2:] == ["home", "arpa"]
    if len(labels) == 1 or local:
        raise Unreadable(_NOT_PUBLIC)
    return host


def _public(literal: str) -> str:
    if not is_public(literal):
        raise Unreadable(_NOT_PUBLIC)
    return str(ipaddress.ip_address(literal))


def _ascii(host: str) -> str:
    """Fold a host by UTS 46 to lower-case ASCII, without the final dot."""
    folded = host.lower()
    if not folded.isascii():
        try:
            folded = idna.encode(folded, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise Unreadable(_NOT_A_URL) from None
    return folded.removesuffix(".")


def _is_tracking(parameter: str) -> bool:
    return parameter in _TRACKING or parameter.startswith(_TRACKING_PREFIXES)


def _shown(host: str) -> str:
    if "xn--" not in host:
        return host
    try:
        name = idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host
    mixed = any(len(_scripts(label)) > 1 for label in name.split("."))
    return host if mixed else name


def _scripts(label: str) -> set[str]:
    """Return the scripts of a label's letters; the scripts of Japanese and Chinese count as one."""
    names = {unicodedata.name(c, "?").split(" ")[0] for c in label if c.isalpha()}
    east = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "HANGUL"}
    return names - east | ({"CJK"} if names & east else set())


def _tidy_escape(match: re.Match[str]) -> str:
    """Return an unreserved character as itself, any other escape in upper case."""
    char = chr(int(match[0][1:], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else match[0].upper()
