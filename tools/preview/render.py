"""Renders every kind of message from the demo's articles: `python tools/preview/render.py docs`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answer import brief, recap_briefing
from bot.cli.demo import QUESTION, file_samples
from bot.cli.filing import AUDIENCE
from bot.cli.local import local_services
from bot.evidence import cited_articles
from bot.settings import load_settings
from handlers.blocks.briefing import briefing_blocks
from handlers.blocks.buttons import ONLY_ME, POST, Asked
from handlers.blocks.cards import forget_blocks, hello_blocks, subscribed_blocks
from handlers.blocks.evidence import evidence_view
from store.records import Subscription

if TYPE_CHECKING:
    from bot.services import Services
    from store.records import Briefing

HERE = Path(__file__).resolve().parent
ASKED = {
    "party": "Indonesia",
    "person": "Wiranata on coffee",
    "topic": "trade",
    "nothing": "Kenya Norway",
    "choose": "Korea Japan",
    "unknown": "Wakanda Narnia",
    "help": "help",
}
Message = dict[str, Any]


def in_slack(briefing: Briefing) -> Briefing:
    """Return the briefing as if the samples had been shared in a channel."""
    how = "shared by @mei, 13 Mar 2026, #lisbon-desk"
    sources = tuple(replace(source, how=how) for source in briefing.sources)
    return replace(briefing, sources=sources, sample=bool(sources))


def answers(services: Services) -> dict[str, Message]:
    """Return one message for each kind of answer, by name."""
    made = {"briefing": brief(services, AUDIENCE, QUESTION)}
    made |= {name: brief(services, AUDIENCE, text) for name, text in ASKED.items()}
    now = services.clock()
    week = {"since": now - timedelta(days=7), "until": now + timedelta(minutes=1)}
    made["recap"] = recap_briefing(
        services, AUDIENCE, **week, zone="Europe/Lisbon", channel_name="lisbon-desk"
    )
    return {name: drawn(name, briefing) for name, briefing in made.items()}


def drawn(name: str, briefing: Briefing) -> Message:
    """Return an answer as a message; briefings carry their buttons."""
    asked = None if name == "recap" else Asked(ASKED.get(name, QUESTION))
    offer = (POST, ONLY_ME) if briefing.sources and asked else ()
    return {"blocks": briefing_blocks(in_slack(briefing), asked=asked, offer=offer)}


def windows(services: Services) -> dict[str, Message]:
    """Return the Evidence window and the cards."""
    evidence = brief(services, AUDIENCE, QUESTION).evidence[:6]
    cited = cited_articles(services, AUDIENCE, [one.article_id for one in evidence])
    spans = [(one.article_id, one.span.start, one.span.end) for one in evidence]
    due = datetime(2026, 3, 23, 9, tzinfo=UTC)
    weekly = Subscription(1, "T0SAMPLE", "C0SAMPLE", 0, 9, 0, "Europe/Lisbon", "U0SAMPLE", due)
    return {
        "evidence": {"blocks": evidence_view(cited, spans)["blocks"]},
        "hello": {"blocks": hello_blocks()},
        "subscribed": {"blocks": subscribed_blocks(weekly, created=True)},
        "forget": {"blocks": forget_blocks("C0SAMPLE", "1773400000.000100")},
    }


def messages() -> dict[str, Message]:
    """Return all messages by name. Files the samples in a temporary archive."""
    with tempfile.TemporaryDirectory(prefix="readout-preview-") as folder:
        settings = load_settings(database_url=f"sqlite:///{folder}/preview.sqlite")
        with local_services(settings) as local:
            file_samples(local)
            return answers(local.services) | windows(local.services)


def main(target: Path) -> None:
    """Write `briefing.png` into `target` and the other pictures into `target/messages`."""
    (target / "messages").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="readout-preview-") as folder:
        for name, message in messages().items():
            source = Path(folder) / f"{name}.json"
            source.write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")
            place = target if name == "briefing" else target / "messages"
            command = ["node", str(HERE / "preview.mjs"), str(source), str(place / f"{name}.png")]
            subprocess.run(command, check=True)  # noqa: S603  # our own program, our own files


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
