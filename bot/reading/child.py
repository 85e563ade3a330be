"""The process that parses: reads jobs on standard input, writes results on standard output.

Started by `bot.reading.children` as `python -m bot.reading.child`. Only here are trafilatura,
lxml, pypdf and the language model loaded. It has no network, little memory and little time, and
ends when its parent does.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from bot.errors import ReadoutError

MEMORY = 700_000_000
CPU_SECONDS = 12
TIRED_KILOBYTES = 400_000
MAX_RESULT = 5_000_000
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")


def main() -> None:
    """Work until standard input ends."""
    jobs, results = _private_pipes()
    _leave_network()
    with contextlib.suppress(ValueError, OSError):  # not everywhere is it supported
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from bot.reading import parse  # noqa: PLC0415 - heavy, and after the memory limit

    parse.be_quiet()
    sys.addaudithook(_refuse)
    _send(results, {"ready": True})
    while line := jobs.readline():
        job = json.loads(line)
        data = jobs.read(job.pop("size"))
        _arm_cpu()
        _send(results, _answer(parse.parse, job, data))


def _answer(parse: Any, job: dict[str, Any], data: bytes) -> dict[str, Any]:
    tired = False
    try:
        answer = {"result": parse(data, **job)}
    except ReadoutError as exc:
        answer = {"refusal": exc.user_message}
    except MemoryError:
        answer, tired = {"failure": "memory"}, True
    except Exception as exc:  # noqa: BLE001 - whatever a library trips over, the parent must hear
        answer, tired = {"failure": type(exc).__name__}, True
    return {**answer, "tired": tired or _peak_kilobytes() > TIRED_KILOBYTES}


def _peak_kilobytes() -> int:
    """Return the most memory this process has had; Linux's getrusage tells the parent's, too."""
    with contextlib.suppress(OSError):
        found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text("ascii"))
        if found:
            return int(found[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1_024 if sys.platform == "darwin" else most  # bytes there, kilobytes here


def _send(results: BinaryIO, answer: dict[str, Any]) -> None:
    """Write one answer: its size on a line, then the JSON."""
    encoded = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    if len(encoded) > MAX_RESULT:
        encoded = json.dumps({"failure": "size", "tired": True}).encode()
    results.write(b"%d\n" % len(encoded) + encoded)
    results.flush()


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes to ourselves: what a library prints must not get between answers."""
    jobs, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return jobs, results


def _leave_network() -> None:
    """Move into a network namespace without devices, where the system allows it (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_NET) != 0:
            libc.unshare(_NEW_USER | _NEW_NET)


def _refuse(event: str, _: Any) -> None:
    """An audit hook: parsing opens no connection and starts no program."""
    if event.startswith(_REFUSED):
        raise PermissionError(event)


def _arm_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
