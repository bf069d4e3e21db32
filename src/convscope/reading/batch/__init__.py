"""Many pictures: which are meant, reading or predicting one after the other, and what is written of them."""

from __future__ import annotations

from convscope.reading.batch._annotated import Annotated
from convscope.reading.batch._pictures import PictureFile, find_pictures
from convscope.reading.batch._predict import predict_files
from convscope.reading.batch._read import read_pictures
from convscope.reading.batch._stdin import STDIN, standard_input, stem_of
from convscope.reading.batch._text import COLUMNS, DOUBT, csv_rows, marked_lines, title

__all__ = [
    "COLUMNS",
    "DOUBT",
    "STDIN",
    "Annotated",
    "PictureFile",
    "csv_rows",
    "find_pictures",
    "marked_lines",
    "predict_files",
    "read_pictures",
    "standard_input",
    "stem_of",
    "title",
]
