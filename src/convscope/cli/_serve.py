"""`convscope serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from convscope.cli._options import Model


def serve(
    model: Model = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What clients call the model."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes; of 2 or more, one that dies is replaced.")] = 1,
    threads: Annotated[int | None, typer.Option(metavar="N", help="Requests a process works on at once.")] = None,
    max_batch: Annotated[int, typer.Option(metavar="N", help="Small requests the network is asked for at once.")] = 32,
    min_confidence: Annotated[
        float | None, typer.Option("--min-confidence", metavar="P", help="Refuse digits less likely than this.")
    ] = None,
    max_body: Annotated[float, typer.Option(metavar="MB", help="The largest body of a request.")] = 20,
    max_pixels: Annotated[float, typer.Option(metavar="MILLIONS", help="The largest picture.")] = 64,
    max_seconds: Annotated[float, typer.Option(metavar="S", help="The longest a request may take.")] = 30,
    max_waiting: Annotated[int, typer.Option(metavar="N", help="How many may wait, a process.")] = 64,
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
