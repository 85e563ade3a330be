"""The `readout` group: finds commands on demand and turns errors into one line and a code."""

# Click hands a context to methods that do not need one.
# ruff: noqa: ARG002

from __future__ import annotations

import difflib
import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

import click

from bot.cli.console import complain, silence_broken_pipe
from bot.errors import ReadoutError

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130

# name -> (module of bot.cli, one line of help). The modules load only when they are used, so
# that `readout --help` needs neither spaCy nor SQLAlchemy nor Slack.
COMMANDS = {
    "demo": ("demo", "Show a briefing made from two bundled sample articles."),
    "ingest": ("ingest", "File articles: links, files or standard input."),
    "ask": ("ask", "Answer a question from what has been filed."),
    "extract": ("extract", "Articles in, meetings and positions out, as JSON lines."),
    "explain": ("explain", "Show what was found in an article, and where."),
    "serve": ("serve", "Run the Slack bot."),
    "work": ("serve", "Run only the background work, beside `serve --no-worker`."),
    "status": ("status", "Count what is filed; list or retry what failed."),
    "reextract": ("reextract", "Read stored articles again with this version's rules."),
    "forget": ("forget", "Remove an article and all that rests on it."),
    "migrate": ("migrate", "Bring the database to this version's form."),
    "doctor": ("doctor", "Check the set-up and say how to mend each fault."),
}

EXAMPLES = """\b
Examples:
  readout demo
  readout ingest story.html https://example.org/readout
  readout ask "China Russia since September"
  readout doctor

Each command has its own --help. Settings come from the environment: see docs/settings.md."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or return None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"bot.cli.{COMMANDS[cmd_name][0]}")
        return cast("click.Command", getattr(module, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest name."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command '{name}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's form
    """Print the version and leave."""
    if wanted:
        click.echo(f"readout {version('readout-bot')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version)
def readout() -> None:
    """Files who met whom and what each side said, and answers with cited briefings."""


def run(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    return guarded(lambda: readout.main(args=arguments, prog_name="readout", standalone_mode=False))


def guarded(call: Callable[[], object]) -> int:
    """Return the call's exit code; an expected error becomes one line on stderr and a code."""
    try:
        code = call()
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ReadoutError as error:
        complain(error.user_message)
        return 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        silence_broken_pipe()
        return 1
    return code if isinstance(code, int) else 0
