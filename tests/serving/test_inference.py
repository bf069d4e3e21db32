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


def test_triton_is_told_what_there_is_not(client, digits):
    """What it asks for beyond the protocol is not passed over, for what it gets then would be taken for that."""
    from tritonclient.http import InferRequestedOutput
    from tritonclient.utils import InferenceServerException

    images = [tensor(digits, "UINT8")]
    three = [InferRequestedOutput("logits", class_count=3)]
    with pytest.raises(InferenceServerException, match="the output logits may be binary_data, content_type; found 'cl"):
        client.infer("digits", images, outputs=three)
    shared = InferRequestedOutput("logits")
    shared.set_shared_memory("region", 1200)
    with pytest.raises(InferenceServerException, match="found 'shared_memory_region'; leave it out"):
        client.infer("digits", images, outputs=[shared])
    with pytest.raises(InferenceServerException, match=r"the request may be .*; found 'sequence_id'"):
        client.infer("digits", images, sequence_id=4)
    with pytest.raises(InferenceServerException, match="found 'mine'"):
        client.infer("digits", images, parameters={"mine": "x"})


def test_triton_may_say_when_it_wants_its_answer(client, reader, digits):
    result = client.infer("digits", [tensor(digits, "UINT8")], priority=1, timeout=5_000_000)
    assert np.array_equal(result.as_numpy("logits"), reader.model.logits(digits))


def test_as_kserve_and_mlserver_ask(server):
    """What they have nothing to say about is null, or a list of nothing; of the images they say what made them."""
    made = {"content_type": "np"}
    body = {**asked(parameters=made), "id": None, "parameters": made, "outputs": []}
    outputs = server.post(URL, body).json["outputs"]
    assert [output["name"] for output in outputs] == ["probabilities", "logits"]
    named = {**asked(parameters=None), "id": "4f", "outputs": [{"name": "logits", "parameters": made}]}
    assert server.post(URL, named).json["id"] == "4f"


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
        ({**asked(), "outputs": {}}, '"outputs" must be a list of objects; found an object; '),
        ({**asked(), "outputs": False}, '"outputs" must be a list of objects; found true or false; '),
        ({**asked(), "outputs": [{"name": "logits", "parameters": {"classification": 3}}]}, "found 'classification'; "),
        ({**asked(), "outputs": [{"name": "logits", "parameters": {"binary_data": "no"}}]}, "must be true or false"),
        ({**asked(), "parameters": {"binary_data_output": 1}}, "binary_data_output must be true or false; found 1; "),
        ({**asked(), "parameters": [1]}, "the parameters of the request must be an object; found a list; "),
        (asked(parameters={"shared_memory_region": "x"}), "found 'shared_memory_region'; leave it out"),
        ({**asked(), "id": 7}, '"id" must be a word; found a number; '),
        ({**asked(), "id": "a\ud800"}, "\"id\" must be text; found half a character: 'a\\ud800'; "),
        ({}, "found nothing; "),
        ({"inputs": [1]}, "found a list with a number; "),
        (asked(shape=[28]), "must hold 28 numbers for its shape; found 784; "),
        (asked(shape=[1.5]), "whole numbers from 0; found 1.5; "),
        (asked(parameters={"binary_data_size": 784}), "found a binary_data_size of 784 and 0 bytes behind the JSON; "),
        (asked(name="x" * 100_000), "found 'xxxx"),
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
