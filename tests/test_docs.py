"""The documents say what the program does: commands, settings, permissions, test command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from bot.cli.root import COMMANDS, LazyGroup, readout
from bot.settings import Settings, variable_of
from handlers.scopes import SCOPES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    p for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").glob("*.md")]
)


def shell_lines(text: str) -> list[str]:
    """The lines inside `sh` blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def manifest() -> dict[str, dict[str, object]]:
    path = ROOT / "deploy" / "manifest.json"
    if not path.exists():
        pytest.skip("no manifest")
    loaded: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def command(name: str) -> click.Command:
    assert isinstance(readout, LazyGroup)
    found = readout.get_command(click.Context(readout), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help(name: str) -> None:
    assert f"`readout {name}" in README
    found = command(name)
    assert found.help
    assert "Example" in (found.epilog or "")
    for option in found.params:
        if isinstance(option, click.Option):
            assert option.help or option.name == "jobs", option.name


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))
    assert documented == {variable_of(name) for name in Settings.model_fields}


def test_the_example_environment_names_only_settings() -> None:
    text = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE))
    known = {variable_of(name) for name in Settings.model_fields} | {"POSTGRES_PASSWORD"}
    assert named <= known
    assert {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} <= named


def test_every_scope_is_explained() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w:.]+)` \| (.+) \|$", text, re.MULTILINE))
    assert rows == dict(SCOPES)


def test_the_manifest_asks_for_exactly_these_scopes() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert isinstance(scopes, dict)
    assert sorted(scopes["bot"]) == sorted(SCOPES)


def test_readme_starts_with_its_two_commands() -> None:
    first, second = shell_lines(README)[:2]
    assert first.endswith("/bin/readout demo")
    assert second.endswith("/bin/python -m pytest")
    assert "requirements.lock" in first
    assert "requirements-dev.lock" in second


def test_ci_ends_with_the_readmes_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert script[-1] == 'bash -c "$(readme_command 2)"'


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        if target.endswith(".png"):
            continue  # pictures are rendered by `make preview`
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_that_documents_name_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|handlers|store|tests|docs|deploy|tools)/[\w./-]+)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (ROOT / "docs" / "adr").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for heading in ("Status:", "## Context", "## Decision", "## Consequences"):
            assert heading in text, path.name
