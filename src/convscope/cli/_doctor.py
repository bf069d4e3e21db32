"""`convscope doctor`."""

from __future__ import annotations

import click
from click.exceptions import Exit

from convscope.cli._options import json_option
from convscope.cli._output import print_json


@click.command()
@json_option
def doctor(*, json: bool) -> None:
    """Check this installation.

    Versions, backend, cores, data, speed, and what to do about what is missing.
    """
    from convscope._doctor import examine

    findings = examine()
    if json:
        print_json({"findings": [finding.to_dict() for finding in findings]})
    else:
        for finding in findings:
            mark = {True: "ok  ", False: "bad ", None: "    "}[finding.good]
            print(f"{mark} {finding.what:<12} {finding.found}")
            if finding.todo:
                print(f"     {'':<12} -> {finding.todo}")
    if any(finding.good is False for finding in findings):
        raise Exit(1)
