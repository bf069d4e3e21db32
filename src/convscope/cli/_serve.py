"""`convscope serve`."""

from __future__ import annotations

from pathlib import Path

import click

from convscope.cli._options import NUMBER, PROBABILITY, WHOLE_NUMBER, model_option


@click.command()
@model_option
@click.option("--name", metavar="NAME", help="What clients call the model.")
@click.option("--host", default="127.0.0.1", help="The address to listen on; 0.0.0.0 lets other machines in.")
@click.option("--port", type=WHOLE_NUMBER, default=8000, help="0 takes a free one.")
@click.option(
    "--workers", type=WHOLE_NUMBER, default=1, metavar="N", help="Processes; of 2 or more, one that dies is replaced."
)
@click.option("--threads", type=WHOLE_NUMBER, metavar="N", help="Requests a process works on at once.")
@click.option(
    "--max-batch", type=WHOLE_NUMBER, default=32, metavar="N", help="Small requests the network is asked for at once."
)
@click.option("--min-confidence", type=PROBABILITY, metavar="P", help="Refuse digits less likely than this.")
@click.option("--max-body", type=NUMBER, default=20, metavar="MB", help="The largest body of a request.")
@click.option("--max-pixels", type=NUMBER, default=64, metavar="MILLIONS", help="The largest picture.")
@click.option("--max-seconds", type=NUMBER, default=30, metavar="S", help="The longest a request may take.")
@click.option("--max-waiting", type=WHOLE_NUMBER, default=64, metavar="N", help="How many may wait, a process.")
def serve(
    *,
    model: Path | None,
    name: str | None,
    host: str,
    port: int,
    workers: int,
    threads: int | None,
    max_batch: int,
    min_confidence: float | None,
    max_body: float,
    max_pixels: float,
    max_seconds: float,
    max_waiting: int,
) -> None:
    """Answer over HTTP.

    POST a picture to /read or /predict. The model also speaks the Open Inference Protocol (/v2) and TensorFlow
    Serving's REST form (/v1). There is no authentication: only this machine can reach it unless --host lets others in.
    """
    import signal

    from convscope.serving import Limits, Settings
    from convscope.serving import serve as run

    limits = Limits(body=max_body * 1e6, pixels=max_pixels * 1e6, seconds=max_seconds, waiting=max_waiting)
    settings = Settings(
        model=None if model is None else str(model),
        name=name,
        min_confidence=min_confidence,
        together=max_batch,
        threads=threads,
        limits=limits,
    )
    if run(settings, host=host, port=port, workers=workers) == signal.SIGINT:
        raise KeyboardInterrupt
