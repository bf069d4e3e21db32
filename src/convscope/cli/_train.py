"""`convscope train`."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli._options import Data, Json, Quiet, Resize
from convscope.cli._output import interval, percent, print_json

if TYPE_CHECKING:
    from convscope._api import Run


def train(
    recipe: Annotated[
        str | None, typer.Option(help="The recipe: tutorial, mlp, mlp-best, fast, small, best, ensemble or reader.")
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your own network instead: a .py with build_model(), or a .keras."),
    ] = None,
    data: Data = None,
    resize: Resize = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", help="Train on the first N images only, and test on at most as many.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The run's folder (default: runs/<recipe>-<n>).")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the run in --out.")] = False,
    resume: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Go on with this run after its last epoch.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(metavar="N", help="Passes over the training images.")] = None,
    batch_size: Annotated[int | None, typer.Option(metavar="N", help="Images a step.")] = None,
    optimizer: Annotated[str | None, typer.Option(help="One of Keras's: adam, sgd, rmsprop, ...")] = None,
    learning_rate: Annotated[float | None, typer.Option("--learning-rate", "--lr", help="The optimizer's.")] = None,
    loss: Annotated[str | None, typer.Option(help="One of Keras's: mse, categorical_crossentropy, ...")] = None,
    validation_split: Annotated[
        float | None, typer.Option(help="Share kept for validation: the last images, before any shuffling.")
    ] = None,
    dropout: Annotated[float | None, typer.Option(help="Rate of the recipe's dropout layers.")] = None,
    scaling: Annotated[str | None, typer.Option(help="tutorial (x/127.5-1), unit (x/255) or none.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of weights, shuffling and dropout (default: 0).")] = None,
    engine: Annotated[
        str | None, typer.Option(help="xla: one compiled program an epoch (default); keras: Keras's own loop.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A TOML file of these settings; flags go before it.")
    ] = None,
    print_config: Annotated[bool, typer.Option("--print-config", help="Print such a file and end.")] = False,
    tensorboard: Annotated[bool, typer.Option("--tensorboard", help="Write a log for TensorBoard.")] = False,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw the pictures and the report.")] = True,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a network and save the run.

    The tutorial's network, another recipe's, or your own.
    """
    started = time.perf_counter()
    from convscope import _api, recipes, training
    from convscope._errors import InputError

    given: dict[str, Any] = {
        "recipe": recipe,
        "model": None if model is None else str(model),
        "data": data,
        "resize": resize,
        "limit": limit,
        "seed": seed,
        "engine": engine,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "loss": loss,
        "batch_size": batch_size,
        "validation_split": validation_split,
        "dropout": dropout,
        "scaling": scaling,
    }
    show = partial(_show, json=json)  # as soon as the run is saved: nobody waits for the pictures
    sitting = training.Sitting(quiet=quiet, tensorboard=tensorboard, started=started)
    if resume is not None:
        own = (("--out", out), ("--overwrite", overwrite), ("--config", config), ("--print-config", print_config))
        flags = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None]
        flags += [flag for flag, used in own if used]
        if flags:
            raise InputError("--resume takes everything but --epochs from the run", found=flags[0], todo="leave it out")
        _report(_api.resume(resume, epochs=epochs, sitting=sitting, report=report, saved=show), json=json)
        return
    file = {} if config is None else training.read_config(config)
    flags_given = {name: value for name, value in {**given, "epochs": epochs}.items() if value is not None}
    for one, other in (("recipe", "model"), ("model", "recipe")):
        if one in flags_given:
            file.pop(other, None)
    settings = training.make_settings(**{**file, **flags_given})
    if print_config:
        if settings.model is None:  # a network of one's own may bring its own loss
            recipes.check_compiles(settings.choices)
        print(settings.to_toml(), end="")
        return
    _report(_api.start(settings, sitting, out=out, overwrite=overwrite, report=report, saved=show), json=json)


def _show(run: Run, *, json: bool) -> None:
    """Print the result."""
    metrics = run.metrics
    if json:
        print_json({"run": str(run.path), **metrics})
        return
    print(
        f"{metrics['recipe']}: {metrics['parameters']:,} parameters, "
        f"{metrics['epochs']} epoch{'s' if metrics['epochs'] > 1 else ''} in {metrics['train_seconds']:.1f} s"
    )
    print(f"  training accuracy    {percent(metrics['train_accuracy'])}  (n = {metrics['train_images']:,})")
    if metrics["validation_accuracy"] is not None:
        print(
            f"  validation accuracy  {percent(metrics['validation_accuracy'])}  (n = {metrics['validation_images']:,})"
        )
    if metrics["test_accuracy"] is not None:
        print(
            f"  test accuracy        {percent(metrics['test_accuracy'])}"
            f"  (n = {metrics['test_images']:,}, 95 % interval {interval(metrics['test_accuracy_interval'])})"
        )
    print(f"  run                  {run.path}", flush=True)


def _report(run: Run, *, json: bool) -> None:
    """Print where the report is; it was drawn after the result was shown."""
    if run.folder.report_path.exists() and not json:
        print(f"  report               {run.folder.report_path}")
