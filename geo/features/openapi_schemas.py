"""The JSON schemas of the OpenAPI document."""

TEXT = {"type": "string"}
LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}


def record(required: tuple[str, ...], **properties: dict) -> dict:
    """Return the schema of an object."""
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties, **needed}


def many(schema: dict) -> dict:
    """Return the schema of an array."""
    return {"type": "array", "items": schema}


SCHEMAS = {
    "link": record(("href", "rel"), href=TEXT, rel=TEXT, type=TEXT, title=TEXT),
    "landingPage": record(("links",), title=TEXT, description=TEXT, links=LINKS),
    "confClasses": record(("conformsTo",), conformsTo=many(TEXT), links=LINKS),
    "collections": record(
        ("links", "collections"),
        links=LINKS,
        collections=many({"$ref": "#/components/schemas/collection"}),
    ),
    "collection": record(
        ("id", "links"),
        id=TEXT,
        title=TEXT,
        description=TEXT,
        links=LINKS,
        extent={"$ref": "#/components/schemas/extent"},
        itemType={**TEXT, "default": "feature"},
        crs=many(TEXT),
        storageCrs=TEXT,
    ),
    "extent": record(
        (),
        spatial=record(
            (),
            bbox=many({"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}),
            crs=TEXT,
        ),
        temporal=record(
            (),
            interval=many(
                {
                    "type": "array",
                    "minItems": 2,
                    "maxItems": 2,
                    "items": {"type": "string", "format": "date-time", "nullable": True},
                }
            ),
            trs=TEXT,
        ),
    ),
    "featureCollectionGeoJSON": record(
        ("type", "features"),
        type={**TEXT, "enum": ["FeatureCollection"]},
        features=many({"$ref": "#/components/schemas/featureGeoJSON"}),
        links=LINKS,
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched={"type": "integer", "minimum": 0},
        numberReturned={"type": "integer", "minimum": 0},
    ),
    "featureGeoJSON": record(
        ("type", "geometry", "properties"),
        type={**TEXT, "enum": ["Feature"]},
        id=TEXT,
        geometry={"allOf": [{"$ref": "#/components/schemas/geometryGeoJSON"}], "nullable": True},
        properties={"type": "object", "nullable": True},
        links=LINKS,
    ),
    "geometryGeoJSON": record(
        ("type",),
        type=TEXT,
        coordinates={"type": "array", "items": {}},
        geometries={"type": "array", "items": {"type": "object"}},
    ),
    "jsonSchema": {"type": "object"},
    "tileMatrixSets": record(("tileMatrixSets",), tileMatrixSets=many({"type": "object"})),
    "tileMatrixSet": record(
        ("crs", "tileMatrices"), id=TEXT, uri=TEXT, crs=TEXT, tileMatrices=many({"type": "object"})
    ),
    "tilesets": record(
        ("tilesets",), tilesets=many({"$ref": "#/components/schemas/tileset"}), links=LINKS
    ),
    "tileset": record(
        ("dataType", "crs", "links"),
        title=TEXT,
        dataType={**TEXT, "enum": ["vector"]},
        crs=TEXT,
        tileMatrixSetURI=TEXT,
        layers=many({"type": "object"}),
        links=LINKS,
    ),
    "tileJSON": record(
        ("tilejson", "tiles", "vector_layers"),
        tilejson=TEXT,
        tiles=many(TEXT),
        vector_layers=many({"type": "object"}),
        bounds=many({"type": "number"}),
    ),
    "problem": record(
        ("type", "title", "status", "detail"),
        type=TEXT,
        title=TEXT,
        status={"type": "integer"},
        detail=TEXT,
        parameter=TEXT,
        value=TEXT,
        expected=TEXT,
    ),
}
