"""The Open Inference Protocol, asked by Triton's own client and by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

URL = "/v2/models/digits/infer"


@pytest.fixture
def client(server):
    from tritonclient.http import InferenceServerClient

    with InferenceServerClient(f"127.0.0.1:{server.port}") as opened:
        yield opened


def tensor(images: np.ndarray, datatype: str, *, binary: bool = True):
    from tritonclient.http import InferInput

    made = InferInput("images", list(images.shape), datatype)
    made.set_data_from_numpy(images, binary_data=binary)
    return made


def test_triton_finds_the_model(client):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("digits")
    assert client.is_model_ready("digits", "1")
    assert not client.is_model_ready("another")
    assert client.get_server_metadata()["name"] == "convscope"
    metadata = client.get_model_metadata("digits")
    assert metadata["inputs"] == [{"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}]
    assert [output["name"] for output in metadata["outputs"]] == ["probabilities", "logits"]


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("datatype", ["FP32", "UINT8", "INT64"])
def test_triton_gets_what_the_network_gives(client, reader, digits, datatype, binary):
    from tritonclient.utils import triton_to_np_dtype

    images = digits.astype(triton_to_np_dtype(datatype))
    result = client.infer("digits", [tensor(images, datatype, binary=binary)], request_id="a7")
    assert np.array_equal(result.as_numpy("probabilities"), reader.model.predict(digits))
    assert np.array_equal(result.as_numpy("logits"), reader.model.logits(digits))
    assert result.get_response()["id"] == "a7"


@pytest.mark.parametrize("binary", [True, False])
def test_triton_asks_for_one_output(client, reader, digits, binary):
    from tritonclient.http import InferRequestedOutput

    wanted = [InferRequestedOutput("logits", binary_data=binary)]
    result = client.infer("digits", [tensor(digits, "UINT8")], outputs=wanted, model_version="1")
    assert np.array_equal(result.as_numpy("logits"), reader.model.logits(digits))
    assert result.as_numpy("probabilities") is None


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_triton_packs_its_request(client, reader, digits, packing):
    result = client.infer("digits", [tensor(digits, "UINT8")], request_compression_algorithm=packing)
    assert np.array_equal(result.as_numpy("probabilities"), reader.model.predict(digits))


def test_triton_asks_many_at_once(server, reader, digits):
    from tritonclient.http import InferenceServerClient

    with InferenceServerClient(f"127.0.0.1:{server.port}", concurrency=16) as client:
        asked = [client.async_infer("digits", [tensor(digits[i : i + 1], "UINT8")]) for i in range(30)]
        for index, request in enumerate(asked):
            wanted = reader.model.predict(digits[index : index + 1])
            assert np.allclose(request.get_result().as_numpy("probabilities"), wanted, rtol=0, atol=1e-6)


def test_triton_is_told_what_is_wrong(client, digits):
    from tritonclient.utils import InferenceServerException

    with pytest.raises(InferenceServerException, match="images must be"):
        client.infer("digits", [tensor(digits[:, :5], "UINT8")])
    with pytest.raises(InferenceServerException, match="name must be 'digits'"):
        client.infer("another", [tensor(digits, "UINT8")])


def test_by_hand(server, reader, digits):
    asked = {"inputs": [{"name": "images", "datatype": "UINT8", "shape": [30, 28, 28, 1], "data": digits.tolist()}]}
    outputs = {output["name"]: output for output in server.post(URL, asked).json["outputs"]}
    assert outputs["probabilities"]["shape"] == [30, 10]
    assert outputs["probabilities"]["data"] == reader.model.predict(digits).ravel().tolist()


def asked(**changes):
    return {"inputs": [{"name": "images", "datatype": "UINT8", "shape": [1, 28, 28, 1], "data": [0] * 784, **changes}]}


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({}, '"inputs" must be a list'),
        ({"inputs": []}, '"inputs" must be a list'),
        ({"inputs": [1]}, '"inputs" must be a list'),
        (asked(name="image"), "name must be 'images'"),
        (asked(datatype="BYTES"), "datatype must be one of"),
        (asked(datatype=[]), "datatype must be one of"),
        (asked(shape=None), "shape must be a list"),
        (asked(shape=[1] * 99), "shape must be a list"),
        (asked(shape=[-1, 28, 28, 1]), "whole numbers"),
        (asked(shape=[True, 28, 28, 1]), "whole numbers"),
        (asked(shape=[2**70, 28, 28, 1]), "whole numbers"),
        (asked(shape=[0, 2**31, 2**31, 2**31]), "must"),
        (asked(data=[0] * 783), "must hold 784 numbers"),
        (asked(data="AAAA"), "found a word"),
        (asked(parameters={"binary_data_size": 784}), "must be 784 bytes"),
        (asked(parameters={"binary_data_size": "784"}), "must be 784 bytes"),
        ({**asked(), "outputs": [{"name": "conv2d"}]}, "output's name"),
        ({**asked(), "outputs": [{"name": []}]}, "output's name"),
        ({**asked(), "outputs": "probabilities"}, '"outputs" must be'),
        ({**asked(), "outputs": [7]}, '"outputs" must be'),
    ],
)
def test_what_is_not_the_protocol(server, request_, said):
    assert said in server.post(URL, request_).refused(422)


def test_no_images(server):
    assert server.post(URL, asked(shape=[0, 28, 28, 1], data=[])).json["outputs"][0]["shape"] == [0, 10]


@pytest.mark.parametrize("length", ["-1", "99999999", "x", "1e3", "٣", "9" * 5000])
def test_a_wrong_header_length(server, length):
    body = json.dumps(asked()).encode()
    with server.connect() as connection:
        head = f"POST {URL} HTTP/1.1\r\nHost: x\r\nInference-Header-Content-Length: {length}\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        assert b" 422 " in connection.recv(1000)


def test_bytes_behind_that_belong_to_nothing(server):
    head = json.dumps(asked()).encode()
    answer = server.post(URL, head + b"1234", Inference_Header_Content_Length=str(len(head)))
    assert "must belong to a tensor" in answer.refused(422)


def test_another_model_or_version(server):
    for path in ("/v2/models/nix", "/v2/models/nix/ready", "/v2/models/digits/versions/2", "/v2/models/%00"):
        assert "must be" in server.get(path).refused(404)
    assert "must be 'digits'" in server.post("/v2/models/nix/infer", b"").refused(404)
    assert server.get("/v2/models/digits/versions/1/ready").json == {"name": "digits", "ready": True}


@pytest.mark.parametrize(("datatype", "value"), [("UINT8", 0.5), ("INT8", 200), ("UINT16", -1)])
def test_numbers_that_the_datatype_does_not_have(server, datatype, value):
    data = [0] * 783 + [value]
    body = {"inputs": [{"name": "images", "shape": [1, 28, 28, 1], "datatype": datatype, "data": data}]}
    assert f"must be {datatype}; found {value:g}" in server.post(URL, json.dumps(body).encode()).refused(422)
