"""Rights: what each role may do, and where in the administrative tree.

A role holds in the membership's subdistrict and in everything below it, by the prefix of the
division code. What belongs to a unit above (the county's river chiefs) may be read, not changed.
"""

from datetime import timedelta
from functools import cached_property

from django.contrib.auth import get_user_model
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone

from coverage.models import (
    BoardCheck,
    Deputy,
    DutyRecord,
    Membership,
    Pairing,
    Patrol,
    PatrolSettings,
    PatrolTrack,
    RiverChief,
    RiverChiefAssignment,
    Role,
    RouteRound,
    StationDuty,
)
from geo.models import LiaisonStation, Subdistrict

EVERYTHING = frozenset({Role.COMMITTEE, Role.ADMINISTRATOR})
STAFF = EVERYTHING | {Role.COORDINATOR}
POSITION_FIELDS = frozenset({"geom", "position_note", "quality", "source", "as_of"})
UNIT_FIELDS = ("code", "name", "level", "metric_srid", "valid_from", "valid_to")
# What rights are read from; anything else of a unit or a person is asked for when it is used.
MEMBERSHIP = (
    *(field.name for field in Membership._meta.concrete_fields),
    *(f"subdistrict__{name}" for name in UNIT_FIELDS),
)
# Where a model says which unit it belongs to; any other has a ``subdistrict``.
UNIT_CODES = {
    Subdistrict: "code",
    Pairing: "village__subdistrict__code",
    PatrolTrack: "patrol__subdistrict__code",
    RouteRound: "route__subdistrict__code",
    StationDuty: "station__subdistrict__code",
    RiverChiefAssignment: "river_segment__subdistrict__code",
    BoardCheck: "notice_board__subdistrict__code",
    get_user_model(): "membership__subdistrict__code",
}


def unit_code(model: type[models.Model]) -> str:
    """Return the look-up of the division code of the unit that rows of a model belong to."""
    return UNIT_CODES.get(model, "subdistrict__code")


class UserRights:
    """The rights of one user; one query at most, when first asked."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def membership(self) -> Membership | None:
        if not self.user.is_authenticated:
            return None
        # Every request asks this, and a boundary is thousands of vertices.
        slim = Membership.objects.select_related("subdistrict").only(*MEMBERSHIP).order_by()
        return slim.filter(user=self.user).first()

    @property
    def is_superuser(self) -> bool:
        return self.user.is_authenticated and self.user.is_superuser

    @property
    def role(self) -> str | None:
        """The user's role; a superuser is an administrator of everything."""
        if self.is_superuser:
            return Role.ADMINISTRATOR
        return self.membership.role if self.membership else None

    @property
    def is_member(self) -> bool:
        return self.role is not None

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def root(self) -> str:
        """The division code whose subtree the role holds in; empty for everything."""
        return "" if self.is_superuser else self.membership.subdistrict.code

    def readable(self, queryset: models.QuerySet) -> models.QuerySet:
        """Return the rows of the user's subtree and of the units above it."""
        if not self.is_member:
            return queryset.none()
        path = unit_code(queryset.model)
        above = [self.root[:length] for length in range(1, len(self.root))]
        rows = queryset.filter(
            Q(**{f"{path}__startswith": self.root}) | Q(**{f"{path}__in": above})
        )
        if queryset.model is Patrol:
            return rows.filter(self._own_patrols())
        return rows.filter(self._own_tracks()) if queryset.model is PatrolTrack else rows

    def _own_patrols(self, prefix: str = "", **of_station: object) -> Q:
        """Return which patrols the user may see: who walked at what hours is sensitive.

        The committee sees all, a coordinator those of the station's deputies, others their own.
        ``prefix`` leads to the patrol, ``of_station`` limits what the coordinator sees.
        """
        if self.role in EVERYTHING:
            return Q()
        own = Q(pk__in=[])
        if self.membership.deputy_id is not None:
            own |= Q(**{f"{prefix}deputy": self.membership.deputy_id})
        if self.membership.chief_id is not None:
            own |= Q(**{f"{prefix}chief": self.membership.chief_id})
        if self.role == Role.COORDINATOR and self.membership.station_id is not None:
            station = {f"{prefix}deputy__group__station": self.membership.station_id}
            own |= Q(**station, **of_station)
        return own

    def _own_tracks(self) -> Q:
        """Return which tracks the user may see: a coordinator only those of the last days."""
        if self.role != Role.COORDINATOR:
            return self._own_patrols("patrol__")
        days = PatrolSettings.of(self.membership.subdistrict).track_days
        first = timezone.localdate() - timedelta(days=days)
        return self._own_patrols("patrol__", patrol__date__gte=first)

    def writable(self, queryset: models.QuerySet) -> models.QuerySet:
        """Return the rows the user may change or delete, all of the user's subtree."""
        if not self.may_change(queryset.model):
            return queryset.none()
        rows = queryset.filter(**{f"{unit_code(queryset.model)}__startswith": self.root})
        if self.role in EVERYTHING:
            return rows
        return rows.filter(**self._of_own_station(queryset.model))

    def may_add(self, model: type[models.Model]) -> bool:
        if self.role in EVERYTHING:
            return True
        return self.may_change(model) and model is not LiaisonStation

    def may_change(self, model: type[models.Model]) -> bool:
        if self.role in EVERYTHING:
            return True
        return self.role == Role.COORDINATOR and bool(self._of_own_station(model))

    def fields(self, model: type[models.Model]) -> frozenset[str] | None:
        """Return the fields the user may change: a coordinator only places the station."""
        if self.role == Role.COORDINATOR and model is LiaisonStation:
            return POSITION_FIELDS
        return None

    def _of_own_station(self, model: type[models.Model]) -> dict:
        """Return the filter for what belongs to a coordinator's station; empty for nothing."""
        station = self.membership.station_id if self.membership else None
        if station is None:
            return {}
        return {
            Pairing: {"deputy__group__station": station},
            DutyRecord: {"deputy__group__station": station},
            Patrol: {"deputy__group__station": station},
            StationDuty: {"station": station},
            LiaisonStation: {"pk": station},
        }.get(model, {})

    def sees_private(self, row: models.Model) -> bool:
        """Return whether the user may see phone and home of a person, the note of a duty."""
        person = row.deputy if isinstance(row, DutyRecord) else row
        if self.role in EVERYTHING:
            return person.subdistrict.code.startswith(self.root)
        if self.membership is None:
            return False
        if isinstance(person, RiverChief):
            return person.pk == self.membership.chief_id
        if not isinstance(person, Deputy):
            return False
        if person.pk == self.membership.deputy_id:
            return True
        station = self.membership.station_id
        is_coordinator = self.role == Role.COORDINATOR and station is not None
        return is_coordinator and person.group.station_id == station


def rights_of(user) -> UserRights:
    """Return the rights of a user, kept on the user object for the time of a request."""
    if not hasattr(user, "_rights"):
        user._rights = UserRights(user)
    return user._rights
