"""Questions and records -> briefings; pure."""
