"""Addresses of the tiles, below ``/api/``: in the order of OGC, and in that of everybody else."""

from django.urls import path

from geo.features.tiles import views

_ROW_FIRST = "<str:matrix_set_id>/<str:zoom>/<str:row>/<str:column>"
_COLUMN_FIRST = "<str:zoom>/<str:column>/<str:row>.mvt"
_OF_ONE = "collections/<str:collection_id>/tiles"

tile_urlpatterns = [
    path("tileMatrixSets", views.matrix_sets, name="matrix-sets"),
    path("tileMatrixSets/<str:matrix_set_id>", views.matrix_set, name="matrix-set"),
    path("tiles", views.tilesets, name="all-tilesets"),
    path("tiles/tilejson", views.tilejson, name="tilejson-of-several"),
    path("tiles/<str:matrix_set_id>", views.tileset, name="tileset-of-several"),
    path(f"tiles/{_ROW_FIRST}", views.tile_of_several, name="tile-of-several"),
    path(f"tiles/{_COLUMN_FIRST}", views.tile_of_several, name="tile-of-several-xyz"),
    path(_OF_ONE, views.tilesets, name="tilesets"),
    path(f"{_OF_ONE}/tilejson", views.tilejson, name="tilejson"),
    path(f"{_OF_ONE}/<str:matrix_set_id>", views.tileset, name="tileset"),
    path(f"{_OF_ONE}/{_ROW_FIRST}", views.collection_tile, name="tile"),
    path(f"{_OF_ONE}/{_COLUMN_FIRST}", views.collection_tile, name="tile-xyz"),
]
