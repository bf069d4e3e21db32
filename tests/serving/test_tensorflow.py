"""TensorFlow Serving's REST form."""

from __future__ import annotations

import pytest

URL = "/v1/models/digits"


def test_rows(server, reader, digits):
    wanted = {"predictions": reader.model.predict(digits).tolist()}
    for body in (
        {"instances": digits.tolist()},
        {"signature_name": "serving_default", "instances": digits[..., 0].tolist()},
        {"instances": [{"images": image.tolist()} for image in digits]},
    ):
        assert server.post(f"{URL}:predict", body).json == wanted
    assert server.post(f"{URL}/versions/1:predict", {"instances": digits.tolist()}).json == wanted


def test_columns(server, reader, digits):
    wanted = {"outputs": reader.model.predict(digits).tolist()}
    assert server.post(f"{URL}:predict", {"inputs": digits.tolist()}).json == wanted
    assert server.post(f"{URL}:predict", {"inputs": {"images": digits.tolist()}}).json == wanted


def test_status_and_metadata(server):
    status = server.get(URL).json["model_version_status"]
    assert status == [{"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}]
    signature = server.get(f"{URL}/metadata").json["metadata"]["signature_def"]["signature_def"]["serving_default"]
    sizes = [size["size"] for size in signature["inputs"]["images"]["tensor_shape"]["dim"]]
    assert sizes == ["-1", "28", "28", "1"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([], "must be a JSON object"),
        ({}, "both or neither"),
        ({"instances": [], "inputs": []}, "both or neither"),
        ({"instances": [{"image": [1]}]}, "lists of numbers"),
        ({"instances": {"images": 1}}, "found an object"),
        ({}, "found neither; "),
        ({"instances": [], "inputs": []}, "found both; "),
        (
            {"instances": True},
            '"instances" must be lists of numbers, all of one length; found true or false; give the ',
        ),
        ({"instances": [[1, "a"]]}, "found a word; "),
        ({"instances": [[1, [2]]]}, "found a list and a number side by side; "),
        ({"instances": [[1], [2, 3]]}, "found lists of several lengths, or too deep in each other; "),
        ({"instances": 5}, "a batch of images"),
        ({"instances": [[1.0] * 28] * 28}, "a batch of images"),
        ({"instances": [[1.0] * 28] * 28}, "found an array of shape (28, 28); wrap it in [ ]"),
        ({"instances": [[1]]}, "found an array of shape (1, 1); give a list of images of 28 x 28 pixels"),
        ({"instances": [{"b64": "AAAA"}]}, "lists of numbers"),
        ({"instances": [[[1.0]]], "signature_name": "other"}, "signature_name"),
        ({"instances": [[[1.0]]], "signature_name": []}, "signature_name"),
    ],
)
def test_what_is_not_the_form(server, body, said):
    import json

    assert said in server.post(f"{URL}:predict", json.dumps(body).encode()).refused(422)


@pytest.mark.parametrize("path", [f"{URL}:predict", f"{URL}/versions/1:predict", "/v1/models/nix:predict"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_prediction_is_posted(server, method, path):
    answer = server.ask(method, path)
    assert answer.refused(405) == f"this path takes POST; found {method}; see /docs"
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", [f"{URL}:classify", f"{URL}/versions/1:classify"])
def test_another_verb(server, path):
    assert server.post(path, b"{}").refused(404) == "the verb must be predict; found 'classify'; see /docs"
    assert "must be 'digits'" in server.post("/v1/models/nix:classify", b"{}").refused(404)


def test_another_model(server):
    assert "must be 'digits'" in server.post("/v1/models/nix:predict", b"{}").refused(404)
    assert "must be 1" in server.get(f"{URL}/versions/3").refused(404)
