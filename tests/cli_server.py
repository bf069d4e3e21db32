"""Runs commands one after the other in one process, as `convscope` would; its parent sends and gets lines of JSON.

A process of its own, because the tests' checks of annotations would answer bad values before convscope does.
"""

from __future__ import annotations

import io
import json
import os
import sys
import traceback

from convscope.cli import main


def run(arguments: list[str], folder: str) -> dict[str, object]:
    """Run one command in `folder`."""
    os.chdir(folder)
    buffers = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(buffer, "utf-8", write_through=True) for buffer in buffers)
    stdout, stderr, sys.stdout, sys.stderr = sys.stdout, sys.stderr, out, err
    try:
        code = main(arguments)
    except BaseException:  # noqa: BLE001 - whatever gets out is what a test must see
        traceback.print_exc()
        code = -1
    finally:
        sys.stdout, sys.stderr = stdout, stderr
    text = [buffer.getvalue().decode() for buffer in buffers]
    return {"code": code, "out": text[0], "err": text[1]}


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        request = json.loads(line)
        answers.write(json.dumps(run(request["arguments"], request["folder"])) + "\n")
        answers.flush()
