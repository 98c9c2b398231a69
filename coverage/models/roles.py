"""What a user may do, and where: a role in a part of the administrative tree."""

from django.conf import settings
from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles beside the public, who need none."""

    DEPUTY = "deputy", _("deputy")
    PATROLLER = "patroller", _("chief or patroller")
    COORDINATOR = "coordinator", _("station coordinator")
    COMMITTEE = "committee", _("committee staff")
    GIS_READER = "gis_reader", _("GIS reader")
    ADMINISTRATOR = "administrator", _("administrator")


class Membership(models.Model):
    """A user's role in a subdistrict and everything below it; a coordinator's at one station."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="membership",
        verbose_name=_("user"),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    subdistrict = models.ForeignKey(
        "geo.Subdistrict", on_delete=models.PROTECT, verbose_name=_("subdistrict")
    )
    station = models.ForeignKey(
        "geo.LiaisonStation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("station"),
    )
    deputy = models.ForeignKey(
        "coverage.Deputy",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("deputy"),
    )
    chief = models.ForeignKey(
        "coverage.RiverChief",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("river chief"),
    )

    class Meta:
        verbose_name = _("role of a user")
        verbose_name_plural = _("roles of users")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def clean(self) -> None:
        """Refuse a coordinator without a station and a deputy's role without a deputy."""
        needed = {Role.COORDINATOR: "station", Role.DEPUTY: "deputy"}.get(self.role)
        if needed and getattr(self, f"{needed}_id") is None:
            raise ValidationError({needed: _("This role needs one.")})
