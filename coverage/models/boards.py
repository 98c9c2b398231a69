"""What was seen at the notice boards."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coverage.models.patrols import Patrol
from geo.models import NoticeBoard
from geo.models.base import Identity


class BoardCheck(Identity):
    """Somebody looked at a notice board (公示牌), with or without a photo.

    ``is_current`` says whether it names the chief in office.
    """

    notice_board = models.ForeignKey(
        NoticeBoard, on_delete=models.CASCADE, related_name="checks", verbose_name=_("notice board")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=NoticeBoard.State)
    is_current = models.BooleanField(_("names the chief in office"), null=True, blank=True)
    is_renewal = models.BooleanField(_("was renewed then"), default=False)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    image = models.FileField(_("image"), max_length=200, blank=True)
    thumbnail = models.FileField(_("thumbnail"), max_length=200, blank=True)
    patrol = models.ForeignKey(
        Patrol,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="board_checks",
        verbose_name=_("patrol"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("check of a notice board")
        verbose_name_plural = _("checks of notice boards")
        ordering = ["notice_board", "-at", "pk"]

    def __str__(self) -> str:
        return f"{self.notice_board} {self.at:%Y-%m-%d}"
