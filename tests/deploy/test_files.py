"""The deployment's files fit each other and the program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.root import COMMANDS

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE = ("compose.yaml", "compose.postgres.yaml")


def compose(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    return loaded


def dockerfile() -> list[str]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "readout-bot.service").read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_the_image_runs_as_nobody_special_and_copies_what_exists() -> None:
    lines = dockerfile()
    assert lines.index("USER readout") < next(
        i for i, line in enumerate(lines) if line.startswith("ENTRYPOINT")
    )
    for line in lines:
        words = line.split()
        if words[0] == "COPY" and not words[1].startswith("--from"):
            for source in words[1:-1]:
                assert (ROOT / source).exists(), source


def test_the_image_installs_from_the_lock_and_bakes_the_pipeline_in() -> None:
    text = "\n".join(dockerfile())
    assert "requirements.lock" in text
    assert "install.sh install" in text
    assert "load_extractor()" in text
    assert "TOKEN" not in text


def test_the_image_is_of_a_supported_python() -> None:
    versions = set(re.findall(r"FROM python:([\d.]+)-", "\n".join(dockerfile())))
    assert versions == {"3.11"}


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_services_run_known_commands_without_privileges(name: str) -> None:
    services = compose(name)["services"]
    ours = {key: value for key, value in services.items() if "build" in value}
    assert ours
    for service in ours.values():
        assert service["command"][0] in COMMANDS
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["env_file"] == [".env"]
        assert "ports" not in service
        assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
        assert (ROOT / service["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_holds_no_secret(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "xoxb" not in text
    for password in re.findall(r"PASSWORD: (.*)", text):
        assert password.startswith("${POSTGRES_PASSWORD:?")


def test_compose_keeps_the_archive_on_a_volume() -> None:
    bot = compose("compose.yaml")["services"]["bot"]
    path = bot["environment"]["READOUT_DATABASE_URL"].removeprefix("sqlite:///")
    assert bot["volumes"] == ["data:/data"]
    assert Path(path).parent == Path("/data")


def test_only_one_process_uses_sqlite() -> None:
    services = compose("compose.yaml")["services"]
    assert list(services) == ["bot"]
    assert services["bot"]["command"] == ["serve"]


def test_on_postgres_migration_comes_before_everything() -> None:
    services = compose("compose.postgres.yaml")["services"]
    assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("bot", "worker"):
        waits = services[name]["depends_on"]
        assert waits == {"migrate": {"condition": "service_completed_successfully"}}
    assert services["bot"]["command"] == ["serve", "--no-worker"]
    assert services["worker"]["command"] == ["work"]
    assert all("readout" in services[n]["environment"]["READOUT_DATABASE_URL"] for n in ("bot",))


def test_the_unit_is_hardened() -> None:
    found = unit()
    for name, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
        "User": "readout",
    }.items():
        assert found[name] == [value], name
    assert found["ExecStart"] == ["/opt/readout/install.sh start serve"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "readout-bot.service").read_text(encoding="utf-8")
    copy = tmp_path / "readout-bot.service"
    copy.write_text(text.replace("/opt/readout/install.sh", "/bin/true"), encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    ours = [line for line in found.stderr.splitlines() if "readout-bot" in line]
    assert (found.returncode, ours) == (0, [])


def test_the_preview_tool_is_pinned() -> None:
    folder = ROOT / "tools" / "preview"
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    locked = json.loads(lock)["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in package for path, package in locked.items() if path)
    assert "://" not in re.sub(r'"(url|homepage)": "[^"]*"', "", lock)
