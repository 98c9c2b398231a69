"""Users and their roles: for administrators, within their part of the tree."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coverage.models import Membership
from coverage.roles import rights_of

User = get_user_model()


class AdministratorOnly(admin.ModelAdmin):
    """Open to administrators; the queryset says which rows."""

    def has_module_permission(self, request) -> bool:
        return rights_of(request.user).is_administrator

    def has_view_permission(self, request, obj=None) -> bool:
        if not rights_of(request.user).is_administrator:
            return False
        return obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request) -> bool:
        return rights_of(request.user).is_administrator


@admin.register(Membership)
class MembershipAdmin(AdministratorOnly):
    list_display = ("user", "role", "subdistrict", "station", "deputy", "chief")
    list_filter = ("role", ("subdistrict", admin.RelatedOnlyFieldListFilter))
    search_fields = ("user__username", "user__last_name")
    autocomplete_fields = ("user", "subdistrict", "station", "deputy", "chief")

    def get_queryset(self, request):
        return rights_of(request.user).writable(super().get_queryset(request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        rights = rights_of(request.user)
        if db_field.related_model is User:
            kwargs["queryset"] = manageable_users(request.user)
        else:
            kwargs["queryset"] = rights.writable(db_field.related_model._default_manager.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if not self.get_queryset(request).filter(pk=obj.pk).exists():
            raise PermissionDenied


def manageable_users(user):
    """Return the users an administrator may change: of the own tree, or without any role yet."""
    rights = rights_of(user)
    if rights.is_superuser:
        return User.objects.all()
    if not rights.is_administrator:
        return User.objects.none()
    below = Q(membership__subdistrict__code__startswith=rights.root)
    return User.objects.filter(below | Q(membership__isnull=True), is_superuser=False)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class RoleUserAdmin(AdministratorOnly, UserAdmin):
    """Users; what a user may do is said by the role alone, not by single permissions."""

    list_display = ("username", "last_name", "first_name", "role", "is_active", "last_login")
    list_filter = ("is_active", "membership__role")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("last_name", "first_name", "email")}),
        (_("State"), {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}),
    )
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")

    @admin.display(description=_("role"), ordering="membership__role")
    def role(self, user) -> str:
        membership = getattr(user, "membership", None)
        return membership.get_role_display() if membership else "–"

    def get_queryset(self, request):
        rows = super().get_queryset(request) & manageable_users(request.user)
        return rows.select_related("membership")

    def get_readonly_fields(self, request, obj=None) -> tuple[str, ...]:
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser")
