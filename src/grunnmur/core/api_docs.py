"""The API's document as a page: what one may call, what goes in, what comes out. It needs no scripts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

Json = Mapping[str, Any]  # a part of an OpenAPI document
PREFIX = "#/components/schemas/"


@dataclass(frozen=True)
class Field:
    """Something that is sent: in the address, or in a document."""

    name: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One call. `takes` and `answers` are kinds; empty when there is no document."""

    id: str
    method: str
    path: str
    text: str
    fields: tuple[Field, ...]
    takes: str
    answers: str


@dataclass(frozen=True)
class Shape:
    """One kind of document."""

    name: str
    text: str
    fields: tuple[Field, ...]


class Docs(DocsBase):
    """The page at `/api/v1/docs`."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **path: Any) -> HttpResponse:  # Any: ninja's signature
        """Show every operation, domain by domain, and every kind of document."""
        document = api.get_openapi_schema(path_params=path)
        context = {
            "groups": groups_of(document),
            "shapes": list(shapes_of(document)),
            "document_url": self.get_openapi_url(api, path),
        }
        return render(request, "core/api_docs.html", context)


def groups_of(document: Json) -> dict[str, list[Operation]]:
    """Return the operations by domain, in the order of the document."""
    groups: defaultdict[str, list[Operation]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method, facts in operations.items():
            groups[next(iter(facts.get("tags", [])), "")].append(_operation(path, method.upper(), facts))
    return dict(groups)


def shapes_of(document: Json) -> Iterator[Shape]:
    """Return the kinds of documents by name."""
    for name, schema in sorted(document["components"].get("schemas", {}).items()):
        wanted = schema.get("required", ())
        fields = (_field(one, facts, is_required=one in wanted) for one, facts in schema.get("properties", {}).items())
        yield Shape(name, schema.get("description", ""), tuple(fields))


def kind_of(schema: Json) -> str:
    """Return what a value is, in few words: `string (uuid)`, `list of TaskOut`, `string or nothing`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(PREFIX)
    if "anyOf" in schema:
        return " or ".join(kind_of(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = str(schema.get("type", "anything")).replace("null", "nothing")
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _operation(path: str, method: str, facts: Json) -> Operation:
    parameters = facts.get("parameters", ())
    answers = (_content(answer) for status, answer in facts["responses"].items() if str(status).startswith("2"))
    return Operation(
        id=facts["operationId"],
        method=method,
        path=path,
        text=facts.get("description") or facts.get("summary", ""),
        fields=tuple(_field(one["name"], one["schema"], is_required=one["required"]) for one in parameters),
        takes=_content(facts.get("requestBody", {})),
        answers=next(filter(None, answers), ""),
    )


def _content(part: Json) -> str:
    """Return the kind of the document in a request or an answer; empty if there is none."""
    found: Json = next(iter(part.get("content", {}).values()), {})
    return kind_of(found["schema"]) if "schema" in found else ""


def _field(name: str, schema: Json, *, is_required: bool) -> Field:
    return Field(name, kind_of(schema), is_required, schema.get("description", ""))
