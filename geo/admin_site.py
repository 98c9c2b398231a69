"""The admin site: open to the roles that may change something, not to a flag on the user."""

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.rights import rights_of


class StaffLogin(AdminAuthenticationForm):
    """A login that wants a staff role."""

    def confirm_login_allowed(self, user) -> None:
        AuthenticationForm.confirm_login_allowed(self, user)
        if not rights_of(user).is_staff:
            raise ValidationError(
                self.error_messages["invalid_login"],
                code="invalid_login",
                params={"username": self.username_field.verbose_name},
            )


class RegisterSite(AdminSite):
    """Django's admin, named and guarded as this service needs it."""

    site_header = _("Shizilu map service: register")
    site_title = _("Register")
    index_title = _("Places and people")
    login_form = StaffLogin

    def has_permission(self, request) -> bool:
        return request.user.is_active and rights_of(request.user).is_staff
