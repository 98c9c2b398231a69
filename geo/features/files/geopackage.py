"""GeoPackages: what GDAL writes, and beside it titles, meanings of codes, and QGIS styles.

The tables are those of the specification's extension "Schema" and QGIS's ``layer_styles``.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.utils import translation

from geo.features.collections import Text
from geo.features.files.ogr import package_layer
from geo.features.files.progress import Progress
from geo.features.files.qgis_style import style_file
from geo.features.files.rows import ID, Selection, words
from geo.features.files.text import in_language

SCHEMA = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""
DEFINITION = "http://www.geopackage.org/spec/#extension_schema"
PUBLIC_ID = Text("公开标识", "public id")
DAY = Text("有效日期：", "Valid on: ")


def package(
    selections: Iterable[Selection], path: Path, language: str, day: str, progress: Progress
) -> None:
    """Write collections as the layers of one GeoPackage; ``day`` goes into their descriptions."""
    selections = tuple(selections)
    with translation.override("en" if language == "en" else "zh-hans"):
        for selection in selections:
            collection = selection.collection
            about = (
                f"{in_language(collection.description, language)} "
                f"{in_language(DAY, language)}{day}. {selection.frame.title}"
            )
            package_layer(selection, path, in_language(collection.title, language), about, progress)
        with closing(sqlite3.connect(path)) as database, database:
            database.executescript(SCHEMA)
            _register(database)
            for selection in selections:
                _describe(database, selection, language)
                _draw(database, selection, language)


def one_package(
    selection: Selection, path: Path, language: str, day: str, progress: Progress
) -> None:
    """Write one collection as a GeoPackage."""
    package([selection], path, language, day, progress)


def _register(database: sqlite3.Connection) -> None:
    rows = [
        (table, None, "gpkg_schema", DEFINITION, "read-write")
        for table in ("gpkg_data_columns", "gpkg_data_column_constraints")
    ]
    database.executemany("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", rows)
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', 'QGIS')"
    )


def _describe(database: sqlite3.Connection, selection: Selection, language: str) -> None:
    """Write the titles of the columns and the meanings of their codes."""
    table = selection.collection.id
    rows = [(table, ID, ID, in_language(PUBLIC_ID, language), None, None, None)]
    for item in selection.properties:
        meanings = words(selection.collection, item)
        constraint = f"{table}.{item.name}".lower() if meanings else None
        title = in_language(item.title, language)
        rows.append((table, item.name, item.name, title, None, None, constraint))
        database.executemany(
            "INSERT INTO gpkg_data_column_constraints VALUES "
            "(?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
            [(constraint, str(value), word) for value, word in meanings.items()],
        )
    database.executemany("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _draw(database: sqlite3.Connection, selection: Selection, language: str) -> None:
    if not selection.geometry_type:
        return
    collection = selection.shown
    style = style_file(collection, language).decode()
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
        "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) "
        "VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')",
        (collection.id, collection.id, style, in_language(collection.title, language)),
    )
