"""Recipes: a network plus how to train it, one file each."""

from convscope._optional import choose_backend

choose_backend()

from convscope.recipes._arithmetic import LayerArithmetic, arithmetic  # noqa: E402 - backend first
from convscope.recipes._choices import Choices, check_name, check_number, check_whole  # noqa: E402 - backend first
from convscope.recipes._compile import check_compiles, compile_model, forget_own_optimizer  # noqa: E402 - backend first
from convscope.recipes._keras_file import load_network, summary_text  # noqa: E402 - backend first
from convscope.recipes._recipe import Recipe  # noqa: E402 - backend first
from convscope.recipes._registry import NAMES, get_recipe  # noqa: E402 - backend first

__all__ = [
    "NAMES",
    "Choices",
    "LayerArithmetic",
    "Recipe",
    "arithmetic",
    "check_compiles",
    "check_name",
    "check_number",
    "check_whole",
    "compile_model",
    "forget_own_optimizer",
    "get_recipe",
    "load_network",
    "summary_text",
]
