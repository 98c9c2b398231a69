"""The set-up: which Python and which libraries are chosen, and what is said when one is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import native

ROOT = Path(__file__).resolve().parents[2]
UNSUITED = "#!/bin/sh\nexit 1\n"


def find_python(folder: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run the choice with nothing but ``folder`` and the system's programs on PATH."""
    return subprocess.run(
        ["/usr/bin/env", "bash", str(ROOT / "tools" / "find_python.sh")],
        env={"PATH": f"{folder}:/bin"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def suited(path: Path) -> Path:
    return program(path, f'#!/bin/sh\nexec {sys.executable} "$@"\n')


def test_a_python_that_cannot_load_extensions_is_passed_over(tmp_path):
    """As on a machine whose first python3 was built without loadable extensions."""
    first = program(tmp_path / "first", UNSUITED)
    second = suited(tmp_path / "python3.12")
    program(tmp_path / "python3", UNSUITED)
    found = find_python(tmp_path, SYSTEM_PYTHON=str(first))
    assert (found.returncode, found.stdout.strip()) == (0, str(second))


def test_the_systems_python_comes_first(tmp_path):
    """As on a stock machine."""
    system = suited(tmp_path / "system")
    suited(tmp_path / "python3")
    found = find_python(tmp_path, SYSTEM_PYTHON=str(system))
    assert found.stdout.strip() == str(system)


def test_a_python_that_is_named_comes_before_it(tmp_path):
    system, named = suited(tmp_path / "system"), suited(tmp_path / "named")
    found = find_python(tmp_path, SYSTEM_PYTHON=str(system), PYTHON=str(named))
    assert found.stdout.strip() == str(named)


def test_without_any_the_package_and_the_command_are_named(tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        program(tmp_path / name, UNSUITED)
    found = find_python(tmp_path, SYSTEM_PYTHON=str(tmp_path / "python3"))
    assert found.returncode == 1
    assert "sudo apt-get install -y python3" in found.stderr
    assert found.stdout == ""


def test_libraries_come_from_the_wheels():
    assert "pyogrio.libs" in native.gdal_library_path()
    assert "shapely.libs" in native.geos_library_path()


def test_an_operator_may_name_other_libraries(monkeypatch):
    monkeypatch.setenv("GDAL_LIBRARY_PATH", "/opt/libgdal.so")
    monkeypatch.setenv("GEOS_LIBRARY_PATH", "/opt/libgeos_c.so")
    assert native.gdal_library_path() == "/opt/libgdal.so"
    assert native.geos_library_path() == "/opt/libgeos_c.so"


def test_spatialite_is_loaded():
    assert native.check_spatialite().startswith("5.")


def test_without_spatialite_the_package_and_the_command_are_named():
    with pytest.raises(ImproperlyConfigured) as caught:
        native.check_spatialite("mod_that_is_not_there")
    assert "sudo apt-get install -y libsqlite3-mod-spatialite" in str(caught.value)


def run_manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_line_says_it_without_a_traceback(tmp_path):
    found = run_manage(
        "check",
        DATABASE_URL=f"spatialite:///{tmp_path}/x.sqlite3",
        SPATIALITE_LIBRARY_PATH="mod_that_is_not_there",
    )
    assert found.returncode == 1
    assert "libsqlite3-mod-spatialite" in found.stderr
    assert "Traceback" not in found.stderr


def test_gdal_and_spatialite_live_in_one_process(tmp_path):
    """Both bring a PROJ of their own; in the wrong order the process dies when it ends."""
    script = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "from django.contrib.gis.geos import Point\n"
        "from geo import crs\n"
        "import shapely\n"
        "connection.cursor().execute('SELECT spatialite_version()')\n"
        "point = Point(118.8, 35.1, srid=4326); point.transform(4549)\n"
        "x, y = shapely.get_coordinates(crs.project(shapely.Point(118.8, 35.1), 4549))[0]\n"
        "assert abs(point.x - x) < 0.001 and abs(point.y - y) < 0.001\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"spatialite:///{tmp_path}/x.sqlite3",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "tools").glob("*.sh")))
def test_scripts_are_executable_and_parse(script):
    path = ROOT / "tools" / script
    assert os.access(path, os.X_OK)
    subprocess.run([shutil.which("bash"), "-n", str(path)], check=True)


def test_setup_refuses_an_unknown_purpose():
    found = subprocess.run(
        [str(ROOT / "tools" / "setup.sh"), "party"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 2
    assert "unknown purpose 'party'" in found.stdout


def test_missing_packages_are_named_where_they_may_not_be_installed(tmp_path):
    """An ordinary user without sudo is told what to ask for, and nothing is done."""
    program(tmp_path / "dpkg-query", "#!/bin/sh\nexit 1\n")
    program(tmp_path / "sudo", "#!/bin/sh\nexit 1\n")
    program(tmp_path / "id", "#!/bin/sh\necho 1000\n")
    program(tmp_path / "apt-get", '#!/bin/sh\ntouch "$0.called"\n')
    found = subprocess.run(
        [str(ROOT / "tools" / "setup.sh"), "run"],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "sudo apt-get install -y" in found.stdout
    assert "libsqlite3-mod-spatialite" in found.stdout
    assert not (tmp_path / "apt-get.called").exists()
