"""One picture of one thing after the other; a bad one does not stop the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._errors import ConvscopeError
from convscope.reading.batch._read import too_large
from convscope.reading.single import predict_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from convscope.glass import GlassModel
    from convscope.reading.batch._pictures import PictureFile
    from convscope.reading.single import Form, Prediction


def predict_files(
    model: GlassModel, pictures: Iterable[PictureFile], form: Form = "digit"
) -> Iterator[Prediction | ConvscopeError]:
    """Predict pictures of one thing each; what cannot be read gives its error in its place.

    Args:
        model: the network.
        pictures: what `find_pictures` gave.
        form: how they are prepared; see `prepare_single`.
    """
    for picture in pictures:
        if isinstance(picture.source, ConvscopeError):
            yield picture.source
            continue
        try:
            yield predict_picture(model, picture.source, form, name=picture.name)
        except ConvscopeError as error:
            yield error
        except MemoryError:
            yield too_large(picture.name)
