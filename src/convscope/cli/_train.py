"""`convscope train`."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convscope.cli._options import NAMED_PATH, NUMBER, WHOLE_NUMBER, data_option, json_option, resize_option
from convscope.cli._output import interval, percent, print_json

if TYPE_CHECKING:
    from convscope._api import Run


@click.command()
@click.option("--recipe", help="The recipe: tutorial, mlp, mlp-best, fast, small, best, ensemble or reader.")
@click.option(
    "--model", type=Path, metavar="FILE", help="Your own network instead: a .py with build_model(), or a .keras."
)
@data_option
@resize_option
@click.option(
    "--limit", type=WHOLE_NUMBER, metavar="N", help="Train on the first N images only, and test on at most as many."
)
@click.option("--out", type=NAMED_PATH, metavar="DIR", help="The run's folder (default: runs/<recipe>-<n>).")
@click.option("--overwrite", is_flag=True, help="Replace the run in --out.")
@click.option("--resume", type=NAMED_PATH, metavar="DIR", help="Go on with this run after its last epoch.")
@click.option("--epochs", type=WHOLE_NUMBER, metavar="N", help="Passes over the training images.")
@click.option("--batch-size", type=WHOLE_NUMBER, metavar="N", help="Images a step.")
@click.option("--optimizer", help="One of Keras's: adam, sgd, rmsprop, ...")
@click.option("--learning-rate", "--lr", type=NUMBER, help="The optimizer's.")
@click.option("--loss", help="One of Keras's: mse, categorical_crossentropy, ...")
@click.option(
    "--validation-split", type=NUMBER, help="Share kept for validation: the last images, before any shuffling."
)
@click.option("--dropout", type=NUMBER, help="Rate of the recipe's dropout layers.")
@click.option("--scaling", help="tutorial (x/127.5-1), unit (x/255) or none.")
@click.option("--seed", type=WHOLE_NUMBER, help="Of weights, shuffling and dropout (default: 0).")
@click.option("--engine", help="xla: one compiled program an epoch (default); keras: Keras's own loop.")
@click.option("--config", type=Path, metavar="FILE", help="A TOML file of these settings; flags go before it.")
@click.option("--print-config", is_flag=True, help="Print such a file and end.")
@click.option("--tensorboard", is_flag=True, help="Write a log for TensorBoard.")
@click.option("--report/--no-report", default=True, help="Draw the pictures and the report.")
@json_option
@click.option("--quiet", "-q", is_flag=True, help="No progress and no words, only results and errors.")
def train(
    *,
    recipe: str | None,
    model: Path | None,
    data: str | None,
    resize: tuple[int, int] | None,
    limit: int | None,
    out: Path | None,
    overwrite: bool,
    resume: Path | None,
    epochs: int | None,
    batch_size: int | None,
    optimizer: str | None,
    learning_rate: float | None,
    loss: str | None,
    validation_split: float | None,
    dropout: float | None,
    scaling: str | None,
    seed: int | None,
    engine: str | None,
    config: Path | None,
    print_config: bool,
    tensorboard: bool,
    report: bool,
    json: bool,
    quiet: bool,
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
