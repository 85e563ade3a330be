"""`python -m bot`: the same as the command `readout`."""

from __future__ import annotations

from bot.cli import main

main()
