"""Train the network that sees digits on a whole page, in rounds of new sheets, and write it as ONNX.

    python scripts/make_page_reader.py --fonts FOLDER --out DIR [--glyphs 50000] [--rounds 24]
                                        [--sheets 6000] [--seed 0]

One fully convolutional network: for every cell of 4 x 4 pixels of ink it says how likely the middle of a 0, 1 ... 9
lies there, and how high and wide that digit is. It learns from sheets that are set from a stock of glyphs (MNIST's
training rows 0 to 49,999; fonts); every round has sheets of its own. DIR keeps the stock, a checkpoint a round, and
`page.onnx`; a training that was broken off goes on from there.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from convscope import engine, export
from convscope._files import write_bytes
from convscope.reading.compose import Glyphs, make_glyphs, make_sheets
from convscope.recipes._page_reader import loss, network

OTHERS, HELD_GLYPHS, HELD_SHEETS = 0.35, 5000, 600
BATCH, PEAK = 16, 2e-3


def stock(fonts: Path, folder: Path, count: int, seed: int, *, validation: bool) -> Glyphs:
    """Take the stock of glyphs from its file, or make it."""
    file = folder / f"glyphs-{'held' if validation else 'learned'}.npz"
    if not file.is_file():
        made = make_glyphs(fonts, count, OTHERS, seed, validation=validation)
        np.savez(file, ink=made.ink, sizes=made.sizes, labels=made.labels)
    with np.load(file) as kept:
        return Glyphs(kept["ink"], kept["sizes"], kept["labels"])


def sheets_of_round(job: tuple[Path, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Make the sheets of one round, in a process of its own."""
    folder, count, seed, number = job
    return make_sheets(stock(folder, folder, 0, seed, validation=False), count, [seed, number])


def train(folder: Path, held: Glyphs, rounds: int, count: int, seed: int) -> Any:
    """Return the network after all rounds; a checkpoint is written after each."""
    import keras  # now that `engine` has chosen its backend

    keras.utils.set_random_seed(seed)
    steps = rounds * (count // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(
        0.1 * PEAK, int(0.93 * steps), warmup_target=PEAK, warmup_steps=steps - int(0.93 * steps)
    )
    checkpoint, done = folder / "page.keras", folder / "rounds.txt"
    if checkpoint.is_file():
        model, first = keras.models.load_model(checkpoint, custom_objects={"loss": loss}), int(done.read_text())
    else:
        model, first = network(), 0
        model.compile(loss=loss, optimizer=keras.optimizers.Adam(rate, clipnorm=5.0))
    x_held, y_held = make_sheets(held, HELD_SHEETS, [seed, 999])
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        ahead = pool.submit(sheets_of_round, (folder, count, seed, first))
        for number in range(first, rounds):
            x, y = ahead.result()
            if number + 1 < rounds:
                ahead = pool.submit(sheets_of_round, (folder, count, seed, number + 1))
            start = time.perf_counter()
            history = engine.fit(
                model,
                x / np.float32(255),
                y,
                batch_size=BATCH,
                epochs=number + 1,
                initial_epoch=number,
                seed=seed,
                verbose=0,
            )
            seconds = time.perf_counter() - start
            model.save(checkpoint)
            done.write_text(str(number + 1))
            note = f"round {number + 1}: loss {history.history['loss'][-1]:.4f}, {count / seconds:.0f} sheets a second"
            if number % 4 == 3 or number + 1 == rounds:  # noqa: PLR2004 - often enough
                value = model.evaluate(x_held / np.float32(255), y_held, batch_size=50, verbose=0)
                note += f", held out {float(value):.4f}"
            print(note, flush=True)
    return model


def main() -> int:
    """Make the stock, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--glyphs", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=24)
    parser.add_argument("--sheets", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    folder = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    stock(arguments.fonts, folder, arguments.glyphs, arguments.seed, validation=False)
    held = stock(arguments.fonts, folder, HELD_GLYPHS, arguments.seed, validation=True)
    model = train(folder, held, arguments.rounds, arguments.sheets, arguments.seed)
    write_bytes(folder / "page.onnx", export.to_any_size(model))
    return 0


if __name__ == "__main__":
    sys.exit(main())
