"""Where the native libraries come from: SQLite, SpatiaLite, GDAL, GEOS and PROJ's data.

GDAL and GEOS come from the wheels of pyogrio and shapely, so neither a compiler nor the system's
GDAL is needed. ``mod_spatialite`` comes from the system's packages, and Python's ``sqlite3`` must
be able to load it: ``tools/find_python.sh`` chooses an interpreter that can. (The ``pysqlite3``
wheel was tried and rejected: see docs/decisions.md.)
"""

import importlib
import importlib.util
import os
import sqlite3
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SPATIALITE_PACKAGE = "libsqlite3-mod-spatialite"
SPATIALITE_MODULE = "mod_spatialite"


def _wheel_library(package: str, pattern: str) -> str:
    """Return the path of the shared library that the wheel of ``package`` carries."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(f"The Python package '{package}' is missing: run 'make setup'.")
    folder = Path(spec.origin).parent.parent / f"{package}.libs"
    found = sorted(folder.glob(pattern))
    if not found:
        raise ImproperlyConfigured(
            f"No {pattern} in {folder}: '{package}' was built from source. Install its wheel "
            "('make setup'), or name the library in the environment variables "
            "GDAL_LIBRARY_PATH and GEOS_LIBRARY_PATH."
        )
    return str(found[0])


def gdal_library_path() -> str:
    """Return the path of GDAL's shared library: the environment's, else pyogrio's."""
    return os.environ.get("GDAL_LIBRARY_PATH") or _wheel_library("pyogrio", "libgdal*.so*")


def geos_library_path() -> str:
    """Return the path of GEOS's C library: the environment's, else shapely's."""
    return os.environ.get("GEOS_LIBRARY_PATH") or _wheel_library("shapely", "libgeos_c*.so*")


def restrict_gdal() -> None:
    """Point GDAL at its own data files and keep it off the network.

    Set in the environment because GDAL reads it once, when it is loaded.
    """
    spec = importlib.util.find_spec("pyogrio")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    for variable, name in (("GDAL_DATA", "gdal_data"), ("PROJ_DATA", "proj_data")):
        if (folder / name).is_dir():
            os.environ.setdefault(variable, str(folder / name))
    os.environ.setdefault("PROJ_NETWORK", "OFF")
    # GDAL writes SQLite files only as downloads, of which a half is thrown away.
    os.environ.setdefault("OGR_SQLITE_SYNCHRONOUS", "OFF")
    os.environ.setdefault("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR")
    os.environ.setdefault("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "{none}")


def load_wheels() -> None:
    """Load GDAL, GEOS and PROJ of the wheels before SpatiaLite brings the system's own copies.

    SQLite loads extensions with RTLD_GLOBAL, so libproj and libgeos behind ``mod_spatialite``
    become visible to every library that is loaded later; a wheel's libproj then calls into the
    other one and the process dies with "double free or corruption". What is loaded first keeps
    its own symbols.
    """
    for module in ("pyproj", "pyproj.network", "pyogrio", "shapely"):
        importlib.import_module(module)


def check_spatialite(module: str = SPATIALITE_MODULE) -> str:
    """Load SpatiaLite into an empty database and return its version.

    Raises ImproperlyConfigured with the package and the command to install when it cannot.
    """
    connection = sqlite3.connect(":memory:")
    try:
        if not hasattr(connection, "enable_load_extension"):
            raise ImproperlyConfigured(
                f"The sqlite3 module of {sys.executable} cannot load extensions. "
                "Use an interpreter that can, such as Debian's package 'python3': "
                "rm -rf .venv && make setup"
            )
        connection.enable_load_extension(True)
        connection.load_extension(module)
        return connection.execute("SELECT spatialite_version()").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise ImproperlyConfigured(
            f"SpatiaLite could not be loaded ({error}). Install the system package "
            f"'{SPATIALITE_PACKAGE}': sudo apt-get install -y {SPATIALITE_PACKAGE}"
        ) from error
    finally:
        connection.close()
