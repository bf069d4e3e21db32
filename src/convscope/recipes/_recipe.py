"""What a recipe is: a network plus how to train it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import keras

from convscope._errors import InputError, times
from convscope.recipes._choices import Choices
from convscope.recipes._compile import compile_with, get_optimizer

Shape = tuple[int, int, int]
Network = Callable[[Shape, int, Choices], keras.Model]
OptimizerRule = Callable[[Choices, int], keras.optimizers.Optimizer]


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A network plus how to train it.

    Attributes:
        name: as it is asked for.
        words: one line that says what it is.
        network: (input shape (height, width, channels), number of classes, choices) to an uncompiled model.
        choices: the defaults; a user may change each of them.
        optimizer: (choices, steps of the whole training) to an optimizer with the recipe's own schedule, where
            the name of one of Keras's says too little. A user who changes the optimizer gets Keras's.
        loss: makes the recipe's own loss, where a name says too little. A user who changes the loss gets Keras's.
        augmentation: makes the layer that changes the images in training. It is no part of the saved network.
        members: how many networks, each trained by itself, are averaged to one. The first has the run's seed, the
            second the seed after it, and so on.
    """

    name: str
    words: str
    network: Network
    choices: Choices
    optimizer: OptimizerRule | None = None
    loss: Callable[[], keras.losses.Loss] | None = None
    augmentation: Callable[[], keras.Layer] | None = None
    members: int = 1

    def build(
        self, shape: Shape, classes: int, choices: Choices, steps: int = 1, *, seed: int | None = None
    ) -> keras.Model:
        """Build and compile the network for images of `shape` and `classes` classes.

        `steps` are those of the whole training of one member, which a schedule is spread over. With a `seed` the
        weights are those that each member alone has after `keras.utils.set_random_seed` of its own seed.

        Raises:
            InputError: the images are too small for the network, or the optimizer or loss is unknown.
        """
        try:
            members = [self._member(shape, classes, choices, number, seed) for number in range(self.members)]
        except ValueError as error:
            raise InputError(
                f"recipe {self.name} must fit the images",
                found=f"images of {times(shape)} ({error})",
                todo="resize the images or choose another recipe",
            ) from error
        for member in members:
            self._compile(member, choices, steps)
        return members[0] if self.members == 1 else _average(members, self.name)

    def _member(self, shape: Shape, classes: int, choices: Choices, number: int, seed: int | None) -> keras.Model:
        if seed is not None:
            keras.utils.set_random_seed(seed + number)
        return self.network(shape, classes, choices)

    def learners(self, model: keras.Model) -> tuple[keras.Model, ...]:
        """Return the models that `fit` takes, one after the other, to train `model`, which `build` made.

        They share their weights, losses and optimizers with it: it is its own learner, unless there is an
        augmentation to put before it, or it is the mean of several members.
        """
        members = [model] if self.members == 1 else [part for part in model.layers if isinstance(part, keras.Model)]
        return tuple(members if self.augmentation is None else map(self._augmented, members))

    def _augmented(self, member: keras.Model) -> keras.Model:
        """Return `member` behind the augmentation."""
        assert self.augmentation is not None
        learner = keras.Sequential([keras.Input(member.input_shape[1:]), self.augmentation(), member])
        compile_with(learner, member.loss, member.optimizer)
        return learner

    def _compile(self, model: keras.Model, choices: Choices, steps: int) -> None:
        """Compile `model` with the recipe's own loss and optimizer, where the user has chosen no others."""
        loss: str | keras.losses.Loss = choices.loss
        if self.loss is not None and choices.loss == self.choices.loss:
            loss = self.loss()
        optimizer = None
        if self.optimizer is not None and choices.optimizer == self.choices.optimizer:
            optimizer = self.optimizer(choices, steps)
        compile_with(model, loss, optimizer or get_optimizer(choices))


def _average(members: list[keras.Model], name: str) -> keras.Model:
    """Return the model whose probabilities are the mean of the members'; compiled to be evaluated, not trained."""
    for number, member in enumerate(members, 1):
        member.name = f"{name}_{number}"
    images = keras.Input(members[0].input_shape[1:])
    model = keras.Model(images, keras.layers.Average()([member(images) for member in members]), name=name)
    compile_with(model, members[0].loss, keras.optimizers.SGD())
    return model
