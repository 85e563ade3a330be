"""How things look in Slack, and nothing else: pure functions from records to Block Kit."""
