"""Settings: where they come from, and the sentences about unusable ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Misconfigured
from bot.settings import Settings, load_settings, variable_of


def test_the_defaults_need_no_variable_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.database_url.startswith("sqlite:///")
    assert settings.sqlite_path is not None
    assert settings.sqlite_path.is_relative_to(Path.home())
    assert settings.time_zone == "UTC"
    assert settings.slack_bot_token is None
    assert not settings.admins


def test_variables_and_dot_env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("READOUT_CONTACT=desk@example.org\nREADOUT_TIME_ZONE=Asia/Tokyo\n")
    monkeypatch.setenv("READOUT_TIME_ZONE", "Europe/London")
    monkeypatch.setenv("READOUT_ADMINS", "U1, U2 U3")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-not-a-real-one")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:8888/api")
    settings = load_settings()
    assert settings.contact == "desk@example.org"
    assert settings.time_zone == "Europe/London"
    assert settings.admins == {"U1", "U2", "U3"}
    assert settings.slack_api_url == "http://127.0.0.1:8888/api/"
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-not-a-real-one"


def test_secrets_and_passwords_do_not_show() -> None:
    settings = load_settings(
        slack_bot_token="xoxb-not-a-real-one", database_url="postgresql://me:secret@db/readout"
    )
    assert "not-a-real-one" not in repr(settings)
    assert "secret@" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("READOUT_DATABASE_URL", "mysql://db/readout", "sqlite:///path"),
        ("READOUT_TIME_ZONE", "Mars/Base", "Europe/London"),
        ("READOUT_HTTP_PORT", "http", "integer"),
        ("READOUT_LOG_LEVEL", "LOUD", "DEBUG"),
        ("SLACK_BOT_TOKEN", "xoxp-wrong-kind", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-wrong-kind", "xapp-"),
        ("SLACK_API_URL", "ftp.example", "https://slack.com/api/"),
    ],
)
def test_an_unusable_value_is_named_with_the_fix_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fix: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as caught:
        load_settings()
    sentence = caught.value.user_message
    assert sentence.startswith(f"{name} is not usable: ")
    assert fix in sentence
    assert value not in sentence.removeprefix(name)


def test_every_field_has_a_variable() -> None:
    names = {variable_of(field) for field in Settings.model_fields}
    assert {"READOUT_DATABASE_URL", "READOUT_SPACY_MODEL", "SLACK_SIGNING_SECRET"} <= names
