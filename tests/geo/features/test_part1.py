"""The abstract test suite of OGC API - Features, Part 1 (OGC 17-069r4, annex A), test by test."""

import re
from html.parser import HTMLParser

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from geo.features.collections import all_collections
from tests.geo.features.conftest import ITEMS

pytestmark = pytest.mark.django_db
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
IDS = [item.id for item in all_collections()]
DOCUMENTS = [
    "/api/",
    "/api/conformance",
    "/api/collections",
    "/api/collections/villages",
    ITEMS,
    "/api/collections/villages/queryables",
    "/api/collections/villages/schema",
]
REFUSED = {"400", "401", "403", "409", "415", "429"}
WRITING_CODES = {
    "post": REFUSED | {"201"},
    "put": REFUSED | {"200", "404", "412"},
    "patch": REFUSED | {"200", "404", "412"},
    "delete": REFUSED | {"204", "404", "412"},
}
# The subset of RFC 7946 that a client relies on; the official schema lies on another host.
POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
FEATURE = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "string"},
        "geometry": {
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "required": ["type", "coordinates"],
                    "properties": {
                        "type": {"enum": ["Point", "LineString", "Polygon", "MultiPolygon"]},
                        "coordinates": {"type": "array"},
                    },
                    "additionalProperties": False,
                },
            ]
        },
        "properties": {"type": "object"},
    },
}


def links(document: dict, rel: str) -> list[dict]:
    return [link for link in document["links"] if link["rel"] == rel]


def test_core_http(client):
    """/conf/core/http: HTTP 1.1 with the status codes of its meaning."""
    assert client.get("/api/").status_code == 200
    assert client.post("/api/collections").status_code == 405
    assert client.delete("/api/collections")["Allow"] == "GET, HEAD, OPTIONS"
    assert client.delete(ITEMS)["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.get("/api/collections/nowhere").status_code == 404
    head = client.head(ITEMS)
    assert (head.status_code, head.content) == (200, b"")


def test_core_root_op_and_success(get):
    """/conf/core/root-op and root-success: the landing page links the rest."""
    landing = get("/api/")
    assert links(landing, "service-desc")[0]["type"] == OPENAPI
    assert links(landing, "service-doc")[0]["type"] == "text/html"
    for rel in ("self", "alternate", "service-desc", "service-doc", "conformance", "data"):
        (link,) = links(landing, rel)
        assert link["href"].startswith("http://testserver/api/")


def test_core_api_definition(client, get):
    """/conf/core/api-definition-op and -success, /conf/oas30/oas-definition-2."""
    href = links(get("/api/"), "service-desc")[0]["href"]
    response = client.get(href)
    assert response.status_code == 200
    assert response["Content-Type"] == OPENAPI
    documentation = client.get(links(get("/api/"), "service-doc")[0]["href"])
    assert documentation.status_code == 200
    assert b"/collections/villages/items" in documentation.content


def test_core_conformance(get):
    """/conf/core/conformance-op and conformance-success."""
    classes = get("/api/conformance")["conformsTo"]
    part1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert {f"{part1}{name}" for name in ("core", "geojson", "html", "oas30")} <= set(classes)
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in classes
    part4 = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/"
    names = ("create-replace-delete", "update", "features", "optimistic-locking-etags")
    assert {f"{part4}{name}" for name in names} <= set(classes)


def test_core_fc_md(get):
    """/conf/core/fc-md-op, fc-md-success, fc-md-links, fc-md-items, fc-md-items-links."""
    document = get("/api/collections")
    assert links(document, "self")[0]["type"] == "application/json"
    assert links(document, "alternate")[0]["type"] == "text/html"
    assert [item["id"] for item in document["collections"]] == IDS
    for item in document["collections"]:
        assert links(item, "items")[0]["type"] == "application/geo+json"
        assert all(link["rel"] and link["type"] for link in item["links"])


def test_core_fc_md_extent(get):
    """/conf/core/fc-md-extent: box and time hold all features."""
    extent = get("/api/collections/villages")["extent"]
    west, south, east, north = extent["spatial"]["bbox"][0]
    assert (extent["spatial"]["crs"], extent["temporal"]["interval"][0][1]) == (CRS84, None)
    everything = get(f"{ITEMS}?datetime=../..&limit=1000")
    for feature in everything["features"]:
        for x, y in feature["geometry"]["coordinates"][0][0]:
            assert west - 1e-7 <= x <= east + 1e-7
            assert south - 1e-7 <= y <= north + 1e-7


@pytest.mark.parametrize("collection_id", IDS)
def test_core_sfc_md(get, collection_id):
    """/conf/core/sfc-md-op and sfc-md-success: a collection says the same alone and in the list."""
    alone = get(f"/api/collections/{collection_id}")
    (listed,) = (i for i in get("/api/collections")["collections"] if i["id"] == collection_id)
    for document in (alone, listed):
        document.pop("links")
    assert alone == listed
    assert (alone["itemType"], alone["crs"][0]) == ("feature", CRS84)


@pytest.mark.parametrize("collection_id", IDS)
def test_core_fc_op_and_response(client, get, collection_id):
    """/conf/core/fc-op, fc-response, crs84, fc-timeStamp, -numberMatched, -numberReturned."""
    address = f"/api/collections/{collection_id}/items"
    response = client.get(address)
    assert response["Content-Type"] == "application/geo+json"
    assert response["Content-Crs"] == f"<{CRS84}>"
    answer = response.json()
    assert answer["type"] == "FeatureCollection"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer["timeStamp"])
    assert answer["numberReturned"] == len(answer["features"]) == min(10, answer["numberMatched"])
    assert answer["numberMatched"] > 0
    schema = get(f"/api/collections/{collection_id}/schema")
    described = set(schema["properties"]) - {"id", "geometry"}
    for feature in answer["features"]:
        jsonschema.validate(feature, FEATURE)
        assert set(feature["properties"]) == described


def test_core_fc_links(get):
    """/conf/core/fc-links, /rec/core/fc-next-1: self, alternate and next, typed."""
    answer = get(f"{ITEMS}?limit=7")
    assert links(answer, "self")[0]["href"] == f"http://testserver{ITEMS}?limit=7&f=json"
    assert links(answer, "alternate")[0]["type"] == "text/html"
    assert links(answer, "next")[0]["type"] == "application/geo+json"
    assert not links(get(f"{ITEMS}?limit=50"), "next")


def test_core_fc_limit(get):
    """/conf/core/fc-limit-definition and -response: more than the largest page is no error."""
    definition = get("/api/openapi.json")["components"]["parameters"]["limit"]
    assert definition["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 10_000,
        "default": 10,
    }
    assert get(f"{ITEMS}?limit=3")["numberReturned"] == 3
    assert get(f"{ITEMS}?limit=99999999")["numberReturned"] == 50


def test_core_fc_bbox_definition(get):
    """/conf/core/fc-bbox-definition."""
    definition = get("/api/openapi.json")["components"]["parameters"]["bbox"]
    schema = definition["schema"]
    assert (schema["type"], schema["minItems"], schema["maxItems"]) == ("array", 4, 6)
    assert schema["items"] == {"type": "number"}
    assert (definition["style"], definition["explode"]) == ("form", False)


def test_core_fc_time_definition(get):
    """/conf/core/fc-time-definition."""
    definition = get("/api/openapi.json")["components"]["parameters"]["datetime"]
    assert definition["schema"] == {"type": "string"}
    assert (definition["style"], definition["explode"]) == ("form", False)


@pytest.mark.parametrize("collection_id", IDS)
def test_core_f_op_and_success(client, get, collection_id):
    """/conf/core/f-op, f-success, f-links: each listed feature, alone, is the same."""
    address = f"/api/collections/{collection_id}/items"
    listed = get(address)["features"][0]
    response = client.get(f"{address}/{listed['id']}")
    assert response["Content-Type"] == "application/geo+json"
    assert response["Content-Crs"] == f"<{CRS84}>"
    alone = response.json()
    assert {link["rel"] for link in alone.pop("links")} == {"self", "alternate", "collection"}
    assert alone == listed


@pytest.mark.parametrize("address", [*DOCUMENTS, "/data/villages.geojson", "/api/openapi.json"])
def test_core_query_param_unknown(get, address):
    """/conf/core/query-param-unknown: 400 that names it."""
    problem = get(f"{address}?colour=red", status=400)
    assert (problem["parameter"], problem["value"]) == ("colour", "red")
    assert "colour" in problem["detail"]


def test_core_query_param_invalid(client):
    """/conf/core/query-param-invalid: 400 as problem details; test_parameters has the rest."""
    response = client.get(f"{ITEMS}?limit=many")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_geojson_definition_and_content(client):
    """/conf/geojson/definition and content: JSON where a client asks for JSON."""
    for accept in ("application/geo+json", "application/json", "*/*", ""):
        for address in DOCUMENTS:
            response = client.get(address, headers={"Accept": accept} if accept else {})
            assert "json" in response["Content-Type"], (address, accept)


class Closed(HTMLParser):
    """Counts what is opened and not closed."""

    def __init__(self, text: str):
        super().__init__()
        self.depth = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.depth += tag not in ("meta", "link", "input", "br", "img")

    def handle_endtag(self, tag):
        self.depth -= 1


@pytest.mark.parametrize("address", DOCUMENTS)
def test_html_definition_and_content(client, address):
    """/conf/html/definition and content: every resource is a page where a client asks for one."""
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for response in (
        client.get(f"{address}?f=html"),
        client.get(address, headers={"Accept": browser}),
    ):
        assert response.status_code == 200
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert Closed(response.content.decode()).depth == 0


def test_oas30_completeness(client, get):
    """/conf/oas30/completeness, oas-definition-1, oas-impl: the document is valid and all there."""
    document = get("/api/openapi.json")
    OpenAPIV30SpecValidator(document).validate()
    assert document["openapi"].startswith("3.0")
    assert document["servers"] == [{"url": "http://testserver/api"}]

    def resolved(part: dict) -> dict:
        name = part.get("$ref", "").rsplit("/", 1)[-1]
        return document["components"]["parameters"][name] if name else part

    operations = [
        one["operationId"] for item in document["paths"].values() for one in item.values()
    ]
    assert len(operations) == len(set(operations))
    for collection_id in IDS:
        items = document["paths"][f"/collections/{collection_id}/items"]["get"]
        names = {resolved(part)["name"] for part in items["parameters"]}
        found = get(f"/api/collections/{collection_id}/queryables")["properties"]
        assert {"limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "f"} <= names
        assert {"filter", "filter-lang", "filter-crs", "sortby", "properties"} <= names
        # Part 3, /conf/queryables-query-parameters: those that have a simple value.
        assert {name for name in found if name != "geometry"} <= names


def test_oas30_exceptions_codes(get):
    """/conf/oas30/exceptions-codes: the document names the codes that are really given."""
    for item in get("/api/openapi.json")["paths"].values():
        # 204 is that of a tile in which nothing lies.
        read = set(item["get"]["responses"]) - {"204"}
        assert read == {"200", "304", "400", "404", "406", "503"}
        for method, success in (
            ("post", "201"),
            ("put", "200"),
            ("patch", "200"),
            ("delete", "204"),
        ):
            if method in item:
                codes = {success, "400", "401", "403", "404", "409", "412", "415", "429"}
                assert set(item[method]["responses"]) == codes - (
                    {"404", "412"} if method == "post" else set()
                )


def test_oas30_security(get):
    """/conf/oas30/security: public data asks for nothing, writing for a token."""
    document = get("/api/openapi.json")
    assert "security" not in document
    for path, item in document["paths"].items():
        for method, one in item.items():
            expected = None if method == "get" else [{"token": []}]
            assert one.get("security") == expected, (path, method)
    assert document["components"]["securitySchemes"]["token"]["name"] == "Authorization"


def test_the_document_describes_what_is_written_where(client, get):
    """The methods of the document are those that OPTIONS names."""
    document = get("/api/openapi.json")
    for collection_id in IDS:
        for path in (
            f"/collections/{collection_id}/items",
            f"/collections/{collection_id}/items/x",
        ):
            described = document["paths"][path.replace("/x", "/{featureId}")]
            allowed = client.options(f"/api{path}")["Allow"].split(", ")
            assert {method.upper() for method in described} == set(allowed) - {"HEAD", "OPTIONS"}


def test_part3_queryables(client, get):
    """Part 3, /conf/queryables: a JSON Schema with the resource as its id."""
    address = "/api/collections/villages/queryables"
    response = client.get(address)
    schema = response.json()
    assert response["Content-Type"] == "application/schema+json"
    assert schema["$id"] == f"http://testserver{address}"
    assert schema["additionalProperties"] is False
    assert schema["properties"]["kind"]["enum"] == ["community", "village"]
    assert schema["properties"]["population"]["type"] == "integer"
    assert schema["properties"]["valid_from"]["format"] == "date"
    assert schema["properties"]["geometry"]["format"] == "geometry-multipolygon"
    assert "geometry" not in get("/api/collections/deputies/queryables")["properties"]
    jsonschema.Draft202012Validator.check_schema(schema)


def test_schema_names_types_and_the_geometry(get):
    schema = get("/api/collections/villages/schema")
    assert schema["properties"]["geometry"]["format"] == "geometry-multipolygon"
    assert schema["properties"]["area_m2"]["type"] == "number"
    assert "geometry" not in get("/api/collections/deputies/schema")["properties"]
