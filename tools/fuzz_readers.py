"""Hand mutated files to the readers: ``make fuzz-readers``.

Each file has to end as tables or as UnreadableFileError, within ten seconds of processor time and
never without a word for a minute, so that a busy machine makes no faults. A crash or an exception
of the reading process is counted and its file kept (``--keep``); it is an answer to the user, but
one to be looked at. Prints the seed, with which a run is repeated: ``ARGS="--seed 5"``.
"""

import argparse
import io
import os
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

CPU_S, WAIT_S = 10, 60
CHUNKS = (1, 4, 16, 64, 512)
WORDS = (b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"-1", b"1e999", b"NaN", b"]" * 50)
WORDS += (b"<!DOCTYPE a>", b"&a;", b"../", b"[" * 500, b'"', b",", b"\xb4\xe5")


def flip(body: bytearray, chance: random.Random) -> None:
    """Flip some bits."""
    for _time in range(chance.choice(CHUNKS)):
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)


def cut(body: bytearray, chance: random.Random) -> None:
    """Cut the end off, or a piece out."""
    start = chance.randrange(len(body))
    end = len(body) if chance.random() < 0.5 else start + chance.choice(CHUNKS)
    del body[start:end]


def double(body: bytearray, chance: random.Random) -> None:
    """Repeat a piece."""
    start, size = chance.randrange(len(body)), chance.choice(CHUNKS)
    body[start:start] = body[start : start + size] * chance.randint(1, 20)


def swap(body: bytearray, chance: random.Random) -> None:
    """Exchange two pieces."""
    size = chance.choice(CHUNKS)
    here, there = (chance.randrange(len(body)) for _piece in range(2))
    first, second = body[here : here + size], body[there : there + size]
    body[here : here + size], body[there : there + size] = second, first


def insert(body: bytearray, chance: random.Random) -> None:
    """Write or put in a word that often breaks things."""
    start, word = chance.randrange(len(body)), chance.choice(WORDS)
    body[start : start + chance.choice((0, len(word)))] = word


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flip,
    cut,
    double,
    swap,
    insert,
)


def mutated(name: str, body: bytes, chance: random.Random) -> bytes:
    """Return a file with one to three faults; in an archive mostly within its members."""
    if body.startswith(b"PK") and chance.random() < 0.8:
        return _mutated_archive(body, chance)
    changed = bytearray(body)
    for _time in range(chance.randint(1, 3)):
        if changed:
            chance.choice(MUTATIONS)(changed, chance)
    return bytes(changed)


def _mutated_archive(body: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chosen = chance.choice([name for name, inner in members.items() if inner])
    members[chosen] = mutated(chosen, members[chosen], chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in members.items():
            archive.writestr(name, inner)
    return packed.getvalue()


def seeds(folder: Path) -> dict[str, bytes]:
    """Return a small file of every format."""
    from tests.geo.ingest.reading import files as made

    point = "<Point><coordinates>118.83,35.17,55</coordinates></Point>"
    data = "<ExtendedData><Data name='n'><value>1</value></Data></ExtendedData>"
    document = made.kml(f"<Folder><name>村</name>{made.placemark('甲', point, data)}</Folder>")
    track = "".join(f'<trkpt lon="118.8{n}" lat="35.1"><ele>5</ele></trkpt>' for n in range(5))
    feature = made.feature(made.point(118.83, 35.17), 名称="甲", n=1)
    paths = [
        made.shapefile(folder, made.metric()),
        made.shapefile(folder, made.POINTS, without=(), encoding="utf-8", name="points"),
        made.layer(folder / "a.gpkg", layer="v"),
        made.layer(folder / "a.geojson"),
        made.layer(folder / "a.kml", driver="KML"),
        made.workbook(folder / "a.xlsx", [["名称", "经度", "纬度"], ["甲", 118.83, 35.17]] * 3),
    ]
    found = {path.name: path.read_bytes() for path in paths}
    found["b.geojsonl"] = b"\n".join([made.collection([feature])[44:-2]] * 3)
    found["b.ovkml"] = document
    found["b.kmz"] = made.zipped({"doc.kml": document})
    found["a.gpx"] = (
        f"<gpx><wpt lon='1' lat='2'/><trk><trkseg>{track}</trkseg></trk></gpx>".encode()
    )
    found["a.csv"] = "名称,经度,纬度\n甲,118°50′12″E,35-10-12\n乙,118.83,35.17\n".encode("gbk")
    found["b.csv"] = b'n;wkt\n1;"POLYGON ((118 35, 118.1 35, 118.1 35.1, 118 35))"\n'
    return found


def fuzz(count: int, seed: int, kept: Path | None = None) -> tuple[Counter, list[str]]:
    """Read ``count`` mutated files; return how they ended, and what should not have happened."""
    from geo.ingest.reading import parent
    from geo.ingest.tables import Options

    chance = random.Random(seed)  # noqa: S311
    ends: Counter = Counter()
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        files = list(seeds(Path(folder)).items())
        limits = replace(parent.limits(), cpu_s=CPU_S, wait_s=WAIT_S)
        reader = parent.Reader(Path(folder), limits)
        for number in range(count):
            name, body = files[number % len(files)]
            body = mutated(name, body, chance)
            path = Path(folder) / f"file{Path(name).suffix}"
            path.write_bytes(body)
            options = Options(crs=chance.choice((None, "EPSG:4528", "EPSG:4490", "gcj02")))
            end, why = _read(reader, path, name, options)
            ends[end] += 1
            if end == "broken":
                faults.append(f"file {number} ({name}): {why}")
                if kept is not None:
                    (kept / f"{seed}-{number}-{name}").write_bytes(body)
        reader.stop()
    return ends, faults


def _read(reader, path: Path, name: str, options) -> tuple[str, str]:
    from geo.ingest.reading.parent import BrokenReaderError
    from geo.ingest.tables import UnreadableFileError

    try:
        reader.understand(path, name, options, (118.4, 34.7, 119.3, 35.5))
        rows = sum(len(batch) for batch in reader.batches(path, name, options, 1_000))
    except BrokenReaderError as error:
        return "broken", error.message
    except UnreadableFileError as error:
        return "refused", error.message
    return "tables", f"{rows} rows"


def main() -> None:
    """Read mutated files and print how they ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=None, help="folder for files that broke it")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    sys.stdout.write(f"seed {seed}\n")
    sys.stdout.flush()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    began = time.monotonic()
    ends, faults = fuzz(given.count, seed, given.keep)
    seconds = time.monotonic() - began
    sys.stdout.write(f"{given.count} files in {seconds:.0f} s: {dict(ends)}\n")
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
