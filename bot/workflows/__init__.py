"""Durable work: `jobs` starts it from any process, `worker` does it. Only they import dbos."""
