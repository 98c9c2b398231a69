"""What of each feature is answered: the parameters ``properties`` and ``skipGeometry``."""

from django.http import QueryDict

from geo.features.collections import Collection
from geo.features.errors import BadParameterError


def properties(given: QueryDict, collection: Collection) -> tuple[str, ...] | None:
    """Return the properties to answer, in the order of their declaration; None is all of them."""
    if "properties" not in given:
        return None
    text = given["properties"]
    asked = set(text.split(","))
    known = [item.name for item in collection.properties]
    if not asked <= set(known):
        raise BadParameterError("properties", text, "names by commas of " + ", ".join(known))
    return tuple(name for name in known if name in asked)


def skips_geometry(given: QueryDict) -> bool:
    """Return whether features are asked for without their geometry."""
    text = given.get("skipGeometry", "false")
    if text not in ("true", "false"):
        raise BadParameterError("skipGeometry", text, "true or false")
    return text == "true"
