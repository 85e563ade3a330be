"""What the bot does: reading, extraction, briefings and their use cases; no Slack, no SQL."""
