"""Errors that people see. Each carries a sentence for the person and whether trying again helps.

ReadoutError
├── NotUnderstood        the question or the input makes no sense to us
├── NotAllowed           this person may not do that
├── Unreadable           not an article, a paywall, a scan; permanent
├── Unreachable          the network or the host; temporary
├── Busy                 the pipeline is taken by a long article; temporary
├── SlackUnavailable     Slack refused or did not answer
└── Misconfigured        settings, database or pipeline; says the fix
"""

from __future__ import annotations


class ReadoutError(Exception):
    """Base of all. `user_message` is a whole sentence that says what is wrong and what to do."""

    permanent = True

    def __init__(self, user_message: str) -> None:
        super().__init__(user_message)
        self.user_message = user_message


class NotUnderstood(ReadoutError):
    """The question or input could not be understood."""


class NotAllowed(ReadoutError):
    """The person may not do this."""


class Unreadable(ReadoutError):
    """There is no readable article there, and trying again will not help."""


class Unreachable(ReadoutError):
    """It could not be fetched now; trying again may help.

    `retry_after` is in seconds, None when the host did not say.
    """

    permanent = False

    def __init__(self, user_message: str, *, retry_after: float | None = None) -> None:
        super().__init__(user_message)
        self.retry_after = retry_after


class Busy(ReadoutError):
    """The pipeline is taken by an article; trying again may help."""

    permanent = False


class SlackUnavailable(ReadoutError):
    """Slack refused or did not answer. `code` is Slack's own error word."""

    permanent = False

    def __init__(self, user_message: str, *, code: str = "", permanent: bool = False) -> None:
        super().__init__(user_message)
        self.code = code
        self.permanent = permanent


class Misconfigured(ReadoutError):
    """Settings, database or pipeline are not fit to run; the sentence names the fix."""
