"""Who may use the editing interface, and on which rows."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission

from geo.rights import rights_of


class EditingPermission(BasePermission):
    """Any role reads; writing follows the rights on the model and on the row."""

    message = _("Your role does not allow this here.")

    def has_permission(self, request, view) -> bool:
        rights = rights_of(request.user)
        if request.method in SAFE_METHODS:
            return rights.is_member
        model = view.resource.model
        if request.method in ("POST", "DELETE"):
            return rights.may_add(model)
        return rights.may_change(model)

    def has_object_permission(self, request, view, instance) -> bool:
        if request.method in SAFE_METHODS:
            return True
        rows = view.resource.model._default_manager.filter(pk=instance.pk)
        return rights_of(request.user).writable(rows).exists()


class MemberPermission(BasePermission):
    """Any role."""

    def has_permission(self, request, view) -> bool:
        return rights_of(request.user).is_member
