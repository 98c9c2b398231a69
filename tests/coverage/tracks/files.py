"""Files of tracks as the programs of phones and watches write them."""

import json
import struct
from datetime import UTC, datetime

import numpy as np

# Seconds from 1970 to the epoch of FIT files, the end of 1989.
FIT_EPOCH_S = 631_065_600
SEMICIRCLES = 2**31 / 180


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat().replace("+00:00", "Z")


def gpx(points: np.ndarray, timed: bool = True, prolog: str = "") -> bytes:
    rows = "".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><ele>70</ele>'
        + (f"<time>{iso(time)}</time>" if timed else "")
        + "</trkpt>\n"
        for lon, lat, time, _ in points.tolist()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}\n'
        '<gpx version="1.1" creator="a phone" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<metadata><name>巡河</name></metadata><trk><trkseg>\n{rows}</trkseg></trk></gpx>"
    ).encode()


def kml(points: np.ndarray) -> bytes:
    times = "".join(f"<when>{iso(row[2])}</when>" for row in points.tolist())
    places = "".join(f"<gx:coord>{row[0]:.7f} {row[1]:.7f} 70</gx:coord>" for row in points)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2" '
        'xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><Placemark><name>巡河</name>'
        f"<gx:Track>{times}{places}</gx:Track></Placemark></Document></kml>"
    ).encode()


def kml_line(points: np.ndarray) -> bytes:
    places = " ".join(f"{row[0]:.7f},{row[1]:.7f},0" for row in points)
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><TimeSpan>'
        f"<begin>{iso(points[0, 2])}</begin><end>{iso(points[-1, 2])}</end></TimeSpan>"
        f"<LineString><coordinates>{places}</coordinates></LineString></Placemark></kml>"
    ).encode()


def kml_points(points: np.ndarray) -> bytes:
    rows = "".join(
        f"<Placemark><TimeStamp><when>{iso(row[2])}</when></TimeStamp><Point><coordinates>"
        f"{row[0]:.7f},{row[1]:.7f}</coordinates></Point></Placemark>"
        for row in points.tolist()
    )
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Folder>{rows}</Folder></kml>'.encode()


def csv(
    points: np.ndarray, head: str = "经度,纬度,时间,精度(米)", encoding: str = "gb18030"
) -> bytes:
    rows = "\n".join(
        f"{lon:.7f},{lat:.7f},{iso(time)},{'' if np.isnan(accuracy) else accuracy}"
        for lon, lat, time, accuracy in points.tolist()
    )
    return f"{head}\n{rows}\n".encode(encoding)


def geojson(points: np.ndarray) -> bytes:
    feature = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": points[:, :2].round(7).tolist()},
        "properties": {"coordTimes": [iso(row[2]) for row in points.tolist()]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def geojson_points(points: np.ndarray) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(row[0], 7), round(row[1], 7)]},
            "properties": {"time": iso(row[2]), "accuracy": row[3]},
        }
        for row in points.tolist()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def fit(points: np.ndarray) -> bytes:
    """Return a FIT file with a record for each point, and an accuracy of whole metres."""
    # Definition of local message 0: record (20) with timestamp, lat, long and accuracy.
    fields = ((253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (31, 1, 0x02))
    body = struct.pack("<BBBHB", 0x40, 0, 0, 20, len(fields))
    body += b"".join(struct.pack("BBB", *field) for field in fields)
    for lon, lat, time, accuracy in points.tolist():
        place = (round(lat * SEMICIRCLES), round(lon * SEMICIRCLES))
        body += struct.pack("<BIiiB", 0, round(time - FIT_EPOCH_S), *place, round(accuracy))
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    head += struct.pack("<H", _crc(head))
    return closed(head + body)


def closed(body: bytes) -> bytes:
    """Return a FIT file without its end with the checksum that ends it."""
    return body + struct.pack("<H", _crc(body))


def _crc(data: bytes) -> int:
    """Return the CRC of the FIT protocol: CRC-16 with the polynomial 0xA001."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


WRITERS = {
    "a.gpx": gpx,
    "a.kml": kml,
    "points.kml": kml_points,
    "a.csv": csv,
    "a.geojson": geojson,
    "points.json": geojson_points,
    "a.fit": fit,
}
