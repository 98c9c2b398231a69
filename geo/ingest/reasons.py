"""What is said of a row, in plain words: codes are kept, texts are made for whoever reads."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.ingest.targets import Target
from geo.ingest.values import Reason

TEXTS = {
    "unreadable": gettext_lazy("%(text)s"),
    "missing_key": gettext_lazy("The row has no %(field)s, by which it would be found."),
    "missing_code": gettext_lazy("There is no place of this name yet, and a new one needs a code."),
    "unknown_id": gettext_lazy("There is no place with the public id %(value)s."),
    "taken_id": gettext_lazy(
        "The public id %(value)s belongs to %(owner)s; a code is changed by editing the place."
    ),
    "duplicate_key": gettext_lazy("Row %(row)s has the same key (%(value)s)."),
    "several_of_name": gettext_lazy(
        "More than one place is called %(value)s; a code is needed to tell them apart."
    ),
    "missing_value": gettext_lazy("%(field)s is missing, and a new place needs it."),
    "empty_value": gettext_lazy("%(field)s may not be empty."),
    "not_text": gettext_lazy("%(field)s: a text is expected."),
    "too_long": gettext_lazy(
        "%(field)s: the text has %(given)s characters; at most %(most)s are kept."
    ),
    "bad_sign": gettext_lazy("%(field)s: the text has a character that cannot be kept."),
    "wrong_number": gettext_lazy("%(field)s: %(value)s is not a number such as 1234.5."),
    "thousands": gettext_lazy(
        "%(field)s: %(value)s has separators of thousands; write 1234.5 without any."
    ),
    "unit_in_cell": gettext_lazy(
        "%(field)s: %(value)s has more than a number; write 1234.5 without a unit."
    ),
    "wrong_integer": gettext_lazy("%(field)s: %(value)s is not a whole number."),
    "out_of_range": gettext_lazy(
        "%(field)s: %(value)s does not lie between %(least)s and %(most)s."
    ),
    "wrong_date": gettext_lazy("%(field)s: %(value)s is not a day such as 2018-06-01."),
    "wrong_boolean": gettext_lazy("%(field)s: %(value)s is neither yes nor no."),
    "wrong_choice": gettext_lazy("%(field)s: %(value)s is not one of: %(choices)s."),
    "unknown_unit": gettext_lazy(
        "%(field)s: there is no subdistrict with the code %(value)s, or it is out of your reach."
    ),
    "unknown_reference": gettext_lazy(
        "%(field)s: there is nothing with the code %(value)s, or it is out of your reach."
    ),
    "several_of_code": gettext_lazy(
        "%(field)s: more than one unit has something with the code %(value)s."
    ),
    "wrong_type": gettext_lazy("The geometry is a %(given)s; expected is %(expected)s."),
    "several_parts": gettext_lazy("The geometry has %(parts)s parts; expected is one."),
    "wrong_place": gettext_lazy(
        "A position (%(x)s, %(y)s) is no longitude and latitude in degrees."
    ),
    "invalid": gettext_lazy("The geometry is not valid at %(x)s, %(y)s: %(fault)s."),
    "unrepairable": gettext_lazy(
        "The geometry is not valid (%(fault)s), and repairing leaves no %(expected)s."
    ),
    "repaired": gettext_lazy(
        "Repaired at %(x)s, %(y)s (%(fault)s): the area was %(before_m2)s m² and is "
        "%(after_m2)s m²."
    ),
    "outside": gettext_lazy("The place lies outside the surroundings of %(unit)s (%(limits)s)."),
    "not_unlocated": gettext_lazy(
        "The row has no geometry, but its quality is %(value)s and not unlocated."
    ),
    "validity_order": gettext_lazy("The last day (%(last)s) lies before the first (%(first)s)."),
    "other_generation": gettext_lazy(
        "The register has this code with other days (%(first)s to %(last)s) that overlap."
    ),
    "later_generation": gettext_lazy(
        "The register has a later generation of this code, from %(first)s; sets are loaded in "
        "the order of time."
    ),
    "speed": gettext_lazy("The speed must be greater than 0 km/h; only a railway has none."),
    "chainage": gettext_lazy("The end chainage must be greater than the start's, from 0 on."),
    "ditch": gettext_lazy("A ditch is drawn as a line, a pond or reservoir as a polygon."),
    "parent_code": gettext_lazy("The code must begin with the parent's, %(value)s, and go on."),
    "no_parent": gettext_lazy("A new division needs the one above it."),
    "right_add": gettext_lazy("Your role does not allow adding places of this kind here."),
    "right_change": gettext_lazy("Your role does not allow changing this place."),
    "right_field": gettext_lazy("Your role does not allow changing: %(fields)s."),
    "moved_unit": gettext_lazy("The place belongs to another unit, %(value)s."),
    "neighbours_gap": gettext_lazy("Nobody's ground: %(area_m2)s m² at %(x)s, %(y)s."),
    "neighbours_overlap": gettext_lazy(
        "%(first)s and %(second)s overlap by %(area_m2)s m² at %(x)s, %(y)s."
    ),
    "left_out": gettext_lazy("The file does not have it: it ends on %(last)s."),
    "same_day_left": gettext_lazy(
        "The register has it from %(first)s on, the day of this set, and the file does not: undo "
        "the earlier import, or delete it."
    ),
}
# What GEOS says of an invalid geometry.
FAULTS = {
    "Self-intersection": gettext_lazy("the boundary crosses itself"),
    "Ring Self-intersection": gettext_lazy("a ring touches or crosses itself"),
    "Hole lies outside shell": gettext_lazy("a hole lies outside its outer ring"),
    "Holes are nested": gettext_lazy("a hole lies within another hole"),
    "Nested holes": gettext_lazy("a hole lies within another hole"),
    "Nested shells": gettext_lazy("a part lies within another part"),
    "Interior is disconnected": gettext_lazy("holes cut the inside into pieces"),
    "Duplicate Rings": gettext_lazy("a ring is there twice"),
    "Too few points in geometry component": gettext_lazy("a part has too few points"),
    "Invalid Coordinate": gettext_lazy("a coordinate is not a finite number"),
    "Ring is not closed": gettext_lazy("a ring is not closed"),
}


def say(one: Reason, target: Target) -> str:
    """Return the text of a reason in the reader's language."""
    shown = {key: value for key, value in one.items() if key != "code"}
    if "field" in shown:
        shown["field"] = _title(target, str(shown["field"]))
    if "fields" in shown:
        shown["fields"] = ", ".join(_title(target, name) for name in shown["fields"])
    if "choices" in shown and "field" in one:
        shown["choices"] = _choices(target, str(one["field"]))
    if "fault" in shown:
        shown["fault"] = FAULTS.get(shown["fault"], shown["fault"])
    if "last" in shown and shown["last"] is None:
        shown["last"] = _("no end")
    return TEXTS[str(one["code"])] % shown


def _title(target: Target, name: str) -> str:
    field = target.fields.get(name)
    return str(field.title) if field else name


def _choices(target: Target, name: str) -> str:
    return ", ".join(f"{value} ({label})" for value, label in target.fields[name].choices)
