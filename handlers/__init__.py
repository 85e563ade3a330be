"""Slack in, Slack out; nothing else."""
