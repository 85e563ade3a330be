"""Renders the documentation's pictures from the demo: `python tools/preview/render.py docs`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.demo import sample_briefing
from bot.settings import load_settings
from handlers.blocks.briefing import briefing_blocks
from handlers.blocks.buttons import POST, Asked

if TYPE_CHECKING:
    from store.records import Briefing

HERE = Path(__file__).resolve().parent


def in_slack(briefing: Briefing) -> Briefing:
    """Return the briefing as if the samples had been shared in a channel."""
    how = "shared by @mei, 13 Mar 2026, #lisbon-desk"
    return replace(briefing, sources=tuple(replace(s, how=how) for s in briefing.sources))


def message() -> dict[str, Any]:
    """Return the demo's briefing as a Slack message. Files the samples in a temporary archive."""
    with tempfile.TemporaryDirectory(prefix="readout-preview-") as folder:
        settings = load_settings(database_url=f"sqlite:///{folder}/preview.sqlite")
        briefing = in_slack(sample_briefing(settings))
    asked = Asked("Portugal Indonesia")
    return {"blocks": briefing_blocks(briefing, asked=asked, offer=(POST,))}


def main(target: Path) -> None:
    """Write briefing.json's picture into `target`."""
    with tempfile.TemporaryDirectory(prefix="readout-preview-") as folder:
        source = Path(folder) / "briefing.json"
        source.write_text(json.dumps(message(), ensure_ascii=False), encoding="utf-8")
        picture = (target / "briefing.png").resolve()
        command = ["node", str(HERE / "preview.mjs"), str(source), str(picture)]
        subprocess.run(command, check=True)  # noqa: S603  # our own program, our own files


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
