"""The base of every map: folium's map and figure, without anything from another host.

folium's own classes load Leaflet, Bootstrap, jQuery and fonts from other hosts through lists that
belong to the class, set styles without a nonce, and escape little. ``BaseMap`` replaces the lists
and the template of its own instances and touches none of folium's.
"""

from dataclasses import dataclass

import folium
from django.conf import settings
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from folium.template import Template

from coverage.maps.escape import html_text, script_json

MIN_ZOOM, MAX_ZOOM = 9, 18


@dataclass(frozen=True)
class MapParts:
    """A map as pieces of a page; ``script`` goes into a script element with the page's nonce."""

    style_links: SafeString
    body: SafeString
    script_links: SafeString
    script: SafeString


class BaseMap(folium.Map):
    """A folium map whose files are the service's own and whose text is escaped.

    ``name`` is the id of its element and of its JavaScript variable. ``bounds`` are (west, south,
    east, north) in EPSG:4326. ``options`` are handed to the scripts as JSON.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="map" id="{{ this.get_name() }}" role="application"
             aria-label="{{ this.label }}" tabindex="0"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {{ this.leaflet_options }});
        {{ this.get_name() }}.shizilu = {{ this.service_options }};
        {{ this.get_name() }}.shizilu.layers = [];
        {{ this.get_name() }}.shizilu.bases = [];
        {% endmacro %}
        """
    )
    default_js = ()
    default_css = ()

    def __init__(
        self, name: str, bounds: tuple[float, float, float, float], label: str, **options: object
    ):
        west, south, east, north = bounds
        # Before folium's own set-up, which asks for the name.
        self._fixed_name = name
        super().__init__(
            location=((south + north) / 2, (west + east) / 2), tiles=None, zoom_control=False
        )
        self.label = html_text(label)
        self.default_js = [("leaflet", static("leaflet/leaflet.js"))]
        self.default_css = [("leaflet_css", static("leaflet/leaflet.css"))]
        self.leaflet_options = script_json(
            {
                "minZoom": MIN_ZOOM,
                "maxZoom": MAX_ZOOM,
                "zoomSnap": 0.25,
                "zoomControl": False,
                "attributionControl": False,
            }
        )
        self.service_options = script_json({"bounds": [[south, west], [north, east]], **options})
        for base in tianditu_bases(settings.TIANDITU_KEY):
            self.add_child(base)

    def get_name(self) -> str:
        """Return the name the map was given; folium's own are random and spoil caches."""
        return self._fixed_name

    def parts(self) -> MapParts:
        """Render the map as pieces for a page that brings its own frame and nonce."""
        figure = self.get_root()
        for child in figure._children.values():
            child.render()
        links = figure.header._children
        return MapParts(
            style_links=_rendered(links[name] for name, _address in self.default_css),
            body=_rendered([figure.html]),
            script_links=_rendered(links[name] for name, _address in self.default_js),
            script=_rendered([figure.script]),
        )


def _rendered(elements) -> SafeString:
    """Render elements whose text went through ``escape`` when they were made."""
    return mark_safe("\n".join(element.render() for element in elements))  # noqa: S308


class MapPiece(folium.map.Layer):
    """What is registered with the map's scripts instead of being drawn by folium.

    ``definition`` is data; lazy texts in it become texts of the language in force.
    """

    registry = "layers"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.shizilu.{{ this.registry }}.push({{ this.json }});
        {% endmacro %}
        """
    )

    def __init__(self, definition: dict):
        super().__init__(name=str(definition["title"]), show=False)
        self.definition = definition
        self.json = script_json(plain(definition))


class TileBase(MapPiece):
    """A base map of tiles that the reader's browser fetches."""

    registry = "bases"


def plain(value: object) -> object:
    """Return ``value`` with every lazy text inside it evaluated."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def tianditu_bases(key: str) -> list[TileBase]:
    """Return Tianditu's map and imagery with their labels; none without a key."""
    if not key:
        return []
    pairs = (
        ("map", _("Tianditu map"), ("vec", "cva")),
        ("imagery", _("Tianditu imagery"), ("img", "cia")),
    )
    return [
        TileBase(
            {
                "id": identity,
                "title": title,
                "urls": [_wmts(layer, key) for layer in layers],
                "subdomains": "01234567",
                "maxNativeZoom": 18,
                "attribution": _("Base map: Tianditu"),
            }
        )
        for identity, title, layers in pairs
    ]


def _wmts(layer: str, key: str) -> str:
    return (
        f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
        f"&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
    )
