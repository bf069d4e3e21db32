"""The public face: train a network, open a run, compare runs, look at a network. Keras is loaded when it is needed."""

from convscope._api._compare import compare
from convscope._api._export import export
from convscope._api._run import Run
from convscope._api._summarize import Summary, summarize
from convscope._api._train import resume, start, train

__all__ = ["Run", "Summary", "compare", "export", "resume", "start", "summarize", "train"]
