"""Who walks: the chief or the deputy that a user stands for."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from coverage.models import Deputy, Patrol, RiverChief, Role
from coverage.roles import UserRights
from coverage.tracks.errors import NobodyError, TrackError
from geo.models import Subdistrict


@dataclass(frozen=True)
class Walker:
    """A chief or a deputy, and which kind of patrol is theirs."""

    person: RiverChief | Deputy
    kind: str

    @property
    def field(self) -> str:
        """The name of the patrol's field that holds the person."""
        return "chief" if self.kind == Patrol.Kind.CHIEF else "deputy"

    @property
    def subdistrict(self) -> Subdistrict:
        return self.person.subdistrict


def is_own(rights: UserRights, patrol: Patrol) -> bool:
    """Return whether a patrol is of the chief or the deputy that the user stands for."""
    held = rights.membership
    if held is None:
        return False
    if patrol.chief_id is not None:
        return patrol.chief_id == held.chief_id
    return patrol.deputy_id == held.deputy_id


def own(rights: UserRights) -> Q:
    """Return the filter of the patrols of the user's own persons."""
    held = rights.membership
    found = Q(pk__in=[])
    if held is not None and held.chief_id is not None:
        found |= Q(chief=held.chief_id)
    if held is not None and held.deputy_id is not None:
        found |= Q(deputy=held.deputy_id)
    return found


def walker(rights: UserRights, kind: str | None) -> Walker:
    """Return who walks when the user begins a patrol of ``kind``; by the role when it is None.

    Raises NobodyError when the user stands for nobody, TrackError for a kind that is not theirs.
    """
    people = _people(rights)
    if not people:
        raise NobodyError(
            _("You stand for no river chief and no deputy, so you cannot hand in a patrol."),
            "user",
            rights.user.get_username(),
            _("a user of a chief or a deputy"),
        )
    if kind is None:
        return next(iter(people.values()))
    if kind not in people:
        text = _("'%(kind)s' is not a kind of patrol that you make: %(kinds)s.")
        kinds = ", ".join(people)
        raise TrackError(text % {"kind": str(kind)[:60], "kinds": kinds}, "kind", kind, kinds)
    return people[kind]


def kinds(rights: UserRights) -> list[tuple[str, str]]:
    """Return the kinds of patrol that the user makes, with their names, the usual one first."""
    names = dict(Patrol.Kind.choices)
    return [(kind, names[kind]) for kind in _people(rights)]


def _people(rights: UserRights) -> dict[str, Walker]:
    held = rights.membership
    if held is None:
        return {}
    found = [
        Walker(person, kind)
        for person, kind in (
            (held.chief, Patrol.Kind.CHIEF),
            (held.deputy, Patrol.Kind.SUPERVISION),
        )
        if person is not None
    ]
    for one in found:
        # The same unit nearly always, and already here without its long boundary.
        if one.person.subdistrict_id == held.subdistrict_id:
            one.person.subdistrict = held.subdistrict
    if held.role == Role.DEPUTY:
        found.reverse()
    return {one.kind.value: one for one in found}
