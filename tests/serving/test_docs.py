"""The service's own documentation needs no network, and says what the service does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from convscope.serving import _process, _protocol
from convscope.serving.routes import _answers


def test_the_page_loads_nothing_from_elsewhere(server):
    page = server.get("/docs")
    assert page.status == 200
    assert "://" not in page.body.decode()
    assets = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    assert any(asset.endswith(".js") for asset in assets)
    for asset in assets:
        assert server.get(asset).status == 200


def test_the_root_leads_there(server):
    answer = server.get("/")
    assert (answer.status, answer.headers["Location"]) == (307, "docs")


def test_every_path_is_described(server):
    described = server.get("/openapi.json").json
    paths = set(described["paths"])
    assert {"/read", "/predict", "/healthz", "/metrics", "/v2", "/v2/health/live", "/v2/health/ready"} <= paths
    assert {"/v2/models/{name}", "/v2/models/{name}/ready", "/v2/models/{name}/infer"} <= paths
    assert {"/v1/models/{name}", "/v1/models/{name}:predict"} <= paths
    for path in ("/read", "/predict"):
        operation = described["paths"][path]["post"]
        assert operation["requestBody"]["content"]
        assert {"200", "413", "415", "422", "503"} <= set(operation["responses"])


def test_every_heading_is_a_sentence(server):
    """Not the name of a function, which FastAPI takes where none is given."""
    paths = server.get("/openapi.json").json["paths"]
    for operations in paths.values():
        for operation in operations.values():
            assert len(operation["summary"].split()) >= 3, operation["summary"]


def test_what_is_answered_is_what_is_described(server):
    """Of errors the one form in which they are told; of parameters those that there are."""
    described = server.get("/openapi.json").json
    assert "HTTPValidationError" not in described["components"]["schemas"]
    asked = {
        path: operations
        for path, operations in described["paths"].items()
        if path not in {"/healthz", "/metrics", "/v2/health/live", "/v2/health/ready"}
    }
    for path, operations in asked.items():
        for operation in operations.values():
            assert "422" in operation["responses"]
            for status, answer in operation["responses"].items():
                if status != "200":
                    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
            parameters = {(one["name"], one["in"]) for one in operation.get("parameters", [])}
            in_path = {(name, "path") for name in re.findall(r"{(\w+)}", path)}
            assert parameters == (in_path | {("single", "query")} if path == "/read" else in_path)


@pytest.mark.parametrize("page", ["serving.md", "serving.zh.md"])
def test_the_page_says_when_a_connection_is_closed(page):
    said = (Path(__file__).parent.parent.parent / "docs" / page).read_text(encoding="utf-8")
    (line,) = [line for line in said.splitlines() if "`Retry-After`" in line]
    figures = [float(figure) for figure in re.findall(r"\d+", line.replace("503", ""))]
    assert figures == [_protocol._HEAD_SECONDS, _process._KEEP_ALIVE_SECONDS]


@pytest.mark.parametrize("page", ["serving.md", "serving.zh.md"])
def test_the_page_says_which_statuses_there_are(page):
    said = (Path(__file__).parent.parent.parent / "docs" / page).read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in said.splitlines() if re.match(r"\| [45]\d\d", line)]
    found = {int(status) for row in rows for status in re.findall(r"\d+", row)}
    assert found == {_protocol._WRONG, *_answers.PROBLEMS, *_answers.UNKNOWN_MODEL, 405}


def test_answers_are_as_described(server, page, digits, as_png):
    reading = server.post("/read", page)
    TypeAdapter(_answers.ReadingAnswer).validate_json(reading.body, strict=False)
    for body in (as_png(digits[0, ..., 0]), b'{"images": %s}' % str(digits[:2].tolist()).encode()):
        TypeAdapter(_answers.PredictionsAnswer).validate_json(server.post("/predict", body).body)


def test_metrics(server, page):
    before = server.metric("convscope_pictures_read_total"), server.metric("convscope_request_seconds_count")
    server.post("/read", page)
    server.get("/nowhere-at-all")
    after = server.metric("convscope_pictures_read_total"), server.metric("convscope_request_seconds_count")
    assert after[0] == before[0] + 1
    assert after[1] > before[1]
    text = server.get("/metrics")
    assert text.headers["Content-Type"].startswith("text/plain")
    assert b"nowhere" not in text.body, "no label for every path that somebody thinks of"
    assert b'route="/read",status="200"' in text.body


@pytest.mark.parametrize("path", ["/healthz", "/v2/health/live", "/v2/health/ready", "/v2"])
def test_health(server, path):
    assert server.get(path).status == 200
    assert server.ask("HEAD", "/healthz").status == 200


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/metrics", "/v2/health/live", "/v2/health/ready", "/v2/models/digits/ready"]
)
def test_a_probe_that_wants_no_body(server, path):
    answer = server.ask("HEAD", path)
    assert (answer.status, answer.body) == (server.get(path).status, b"")
    assert answer.status in {200, 307}
