"""What Slack delivers and people type, made one plain line of words."""

from __future__ import annotations

import html
import re
import unicodedata

# <@U1>, <@U1|name>, <#C1|name>, <!channel>: mentions are no words of a question
MENTION = re.compile(r"<[@#!][^<>]{0,200}>")
LINK = re.compile(r"<([a-z][a-z0-9+.-]{1,12}:[^<>|]{0,1000})(?:\|([^<>]{0,200}))?>", re.IGNORECASE)
BARE_URL = re.compile(r"\bhttps?://\S+", re.IGNORECASE)
DASHES = re.compile(r"[‐-―−﹘﹣－]")
# a dash, not a hyphen, between two names: "Holy See–Hanoi"
BETWEEN = re.compile(r"(?<=[^\W\d])\s*[–—―]\s*(?=[^\W\d])")
QUOTES = re.compile(r"[\"“”„‟«»‹›‚‘’‛`´]")
FLAG_PAIR = re.compile(r"[\U0001F1E6-\U0001F1FF]{2}")
SHORT_FLAG = re.compile(r":(?:flag-)?([a-z]{2}):")
SHORTCODE = re.compile(r":(?!flag-)[a-z0-9_+'-]{1,40}:")
SEPARATORS = re.compile(r"[;|•、，；和与與]|\s[-]+\s|(?<=\s)[-]+$")
FULL_STOPS = str.maketrans({"？": "?", "！": "!", "。": ".", "，": ",", "：": ":"})


def plain_question(text: str) -> str:
    """Return `text` as one line: entities, mentions, links, quotes and dashes made plain."""
    text = html.unescape(html.unescape(text))
    text = LINK.sub(_label, text)
    text = BARE_URL.sub(" ", MENTION.sub(" ", text))
    text = unicodedata.normalize("NFKC", text).translate(FULL_STOPS)
    text = re.sub(r"(?<=\w)[’‘`´](?=\w)", "'", text)
    text = QUOTES.sub(" ", DASHES.sub("-", BETWEEN.sub(" , ", text)))
    text = FLAG_PAIR.sub(lambda m: f" {m.group()} ", text)
    text = SHORT_FLAG.sub(lambda m: f" :flag-{m.group(1)}: ", text)
    text = SEPARATORS.sub(" , ", SHORTCODE.sub(" ", text))
    kept = "".join(c for c in text if _is_kept(c))
    return " ".join(kept.split())


def has_words(plain: str) -> bool:
    """Tell whether anything but signs and smileys is left."""
    return any(c.isalnum() for c in plain) or bool(FLAG_PAIR.search(plain))


def _label(match: re.Match[str]) -> str:
    """Slack links what looks like a host: keep "U.S." of <http://U.S|U.S.>, drop addresses."""
    label = match.group(2) or ""
    return f" {label} " if "/" not in label else " "


def _is_kept(char: str) -> bool:
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return True
    if "\ufe00" <= char <= "\ufe0f":  # says only how the sign before it is drawn
        return False
    category = unicodedata.category(char)
    return category not in {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"} or char.isspace()
