"""`/predict` gives the network's own probabilities."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from convscope._pictures import load_picture
from convscope.reading import predict_pictures, prepare_single


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.fixture
def wanted(reader, digits):
    return reader.model.predict(digits).tolist()


def rows(answer):
    assert answer.status == 200, answer.body
    return [prediction["probabilities"] for prediction in answer.json["predictions"]]


def test_numbers_in_json(server, digits, wanted):
    answer = server.post("/predict", {"images": digits.tolist()})
    assert rows(answer) == wanted
    assert answer.json["class_names"] == list("0123456789")
    assert answer.json["model"] == "digits"
    for prediction, row in zip(answer.json["predictions"], wanted, strict=True):
        assert prediction["class"] == str(np.argmax(row))
        assert prediction["probability"] == max(row)
        assert prediction["second_probability"] == sorted(row)[-2]


def test_a_bare_list_one_image_and_grey_ones(server, digits, wanted):
    assert rows(server.post("/predict", json.dumps(digits.tolist()).encode())) == wanted
    assert rows(server.post("/predict", {"images": digits[3].tolist()})) == wanted[3:4]
    assert rows(server.post("/predict", {"images": digits[..., 0].tolist()})) == wanted


@pytest.mark.parametrize("kind", ["u1", "<f4", ">f8", "<i8"])
def test_a_numpy_file(server, digits, wanted, kind):
    assert rows(server.post("/predict", npy(digits.astype(kind)))) == wanted


def test_a_numpy_file_in_columns(server, digits, wanted):
    assert rows(server.post("/predict", npy(np.asfortranarray(digits)))) == wanted


def test_pictures_are_prepared_as_offline(server, reader, digits, as_png, as_form):
    files = [(f"{index}.png", as_png(255 - image[..., 0])) for index, image in enumerate(digits[:3])]
    body, kind = as_form(*files)
    answer = server.post("/predict", body, Content_Type=kind)
    offline = predict_pictures(reader.model, [data for _, data in files])
    for got, mine, (name, data) in zip(answer.json["predictions"], offline, files, strict=True):
        assert {key: got[key] for key in mine.to_dict()} == {**mine.to_dict(), "file": name}
        image = prepare_single(load_picture(data)).image
        assert got["probabilities"] == reader.model.predict(image[None])[0].tolist()


def test_of_a_document_the_first_page_is_taken(server, digits, as_png):
    pages = [Image.fromarray(255 - image[..., 0]) for image in digits[:3]]
    for kind, taken in (("TIFF", "page 1 of 3 is taken; "), ("GIF", "the first frame of an animation is taken; ")):
        buffer = io.BytesIO()
        pages[0].save(buffer, kind, save_all=True, append_images=pages[1:])
        (whole,), (first,) = (
            server.post("/predict", body).json["predictions"]
            for body in (buffer.getvalue(), as_png(np.asarray(pages[0])))
        )
        assert whole == {**first, "words": taken + first["words"]}


def test_a_blank_picture_has_no_class(server, as_png):
    (prediction,) = server.post("/predict", as_png(np.full((40, 40), 255, np.uint8))).json["predictions"]
    assert prediction["class"] is None
    assert prediction["probabilities"] is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[", "must be JSON"),
        (b"{}", 'must hold "images"; found nothing'),
        (b'{"image": [1]}', "found image"),
        (b'{"images": "words"}', "found a word"),
        (b'{"images": {}}', "found an object"),
        (b'{"images": null}', "found null"),
        (b'{"images": []}', "images must be (n, 28, 28, 1)"),
        (b'{"images": [[0, 1], [1, 0]]}', "(n, 28, 28, 1), (28, 28, 1), (n, 28, 28) or (28, 28); found"),
        (b'{"images": [[1, 2], [3]]}', "all of one length"),
        (b'{"images": [[{}]]}', "lists of numbers"),
        (json.dumps({"images": [[["1"] * 28] * 28]}).encode(), "lists of numbers"),
        (json.dumps({"images": [[[True] * 28] * 28]}).encode(), "lists of numbers"),
        (json.dumps({"images": [[[None] * 28] * 28]}).encode(), "lists of numbers"),
        (b'{"images": [[1e999]]}', "28"),
        (b'{"images": ' + b"[" * 100_000, "lists in lists"),
        (b"[" * 40_000 + b"]" * 40_000, "lists"),
        (json.dumps({"images": np.full((28, 28), 256).tolist()}).encode(), "numbers from 0 to 255"),
        (json.dumps({"images": np.full((28, 28), -1).tolist()}).encode(), "numbers from 0 to 255"),
        (json.dumps({"images": np.full((28, 28), np.nan).tolist()}).encode(), "numbers from 0 to 255"),
        (json.dumps({"images": np.full((28, 28), 10**300).tolist()}).encode(), "numbers from 0 to 255"),
        (json.dumps({"images": [["x" * 5000] + [1] * 9000]}).encode(), "lists of numbers"),
        (b"\x93NUMPY", "NumPy file"),
        (b"\x93NUMPY\x01\x00\x04\x00{}  ", "NumPy file"),
        (npy(np.zeros((2, 28, 28)))[:-1], "another size"),
        (npy(np.array(["word"])), "must hold numbers"),
        (npy(np.zeros((2, 28, 28))).replace(b"(2, 28, 28)", b"(9**9**9,) "), "NumPy file"),
        (npy(np.zeros((2, 28, 28))).replace(b"(2, 28, 28)", b"(99999999,)"), "another size"),
        (npy(np.zeros((2, 3, 28))), "images must be"),
    ],
)
def test_what_are_no_images(server, body, said):
    assert said in server.post("/predict", body).refused(422)


def test_numbers_that_were_scaled_already_are_refused(server, digits, wanted):
    scaled = digits[:2] / 255
    said = "numbers from 0 to 255; found an image of fractions up to 1, as if scaled to 0..1; hand over the pixels"
    for path, key in (("/predict", "images"), ("/v1/models/digits:predict", "instances")):
        assert said in server.post(path, {key: scaled.tolist()}).refused(422)
    for images in (scaled, scaled.astype(np.float32), np.concatenate([digits[:1], scaled[1:]])):
        assert said in server.post("/predict", npy(images)).refused(422)
    tensor = {"name": "images", "datatype": "FP32", "shape": [2, 28, 28, 1], "data": scaled.ravel().tolist()}
    assert said in server.post("/v2/models/digits/infer", {"inputs": [tensor]}).refused(422)
    assert rows(server.post("/predict", {"images": digits[:2].astype(float).tolist()})) == wanted[:2]


def test_objects_in_a_numpy_file_are_not_unpickled(server, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "trap"), "w"))

    buffer = io.BytesIO()
    np.save(buffer, np.array([Trap()], object), allow_pickle=True)
    assert "must hold numbers" in server.post("/predict", buffer.getvalue()).refused(422)
    assert not (tmp_path / "trap").exists()


def test_no_picture(server):
    assert "text file" in server.post("/predict", b"hello").refused(415)
