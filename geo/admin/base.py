"""What every admin of this service shares: rights by role, history, maps, filters, actions."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from leaflet.admin import LeafletGeoAdminMixin
from simple_history.admin import SimpleHistoryAdmin

from geo.admin.actions import close_validity, export_geojson
from geo.admin.filters import AsOfFilter
from geo.admin.forms import PlaceForm
from geo.rights import rights_of


class RightsAdmin(admin.ModelAdmin):
    """Rows and actions follow the user's role; ``private`` names the fields only some may see."""

    private: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request):
        return rights_of(request.user).readable(super().get_queryset(request))

    def get_autocomplete_fields(self, request) -> list[str]:
        return [field.name for field in self.model._meta.concrete_fields if field.is_relation]

    def get_readonly_fields(self, request, obj=None) -> tuple[str, ...]:
        """Return what is measured or made, and what the role may not change."""
        fields = self.model._meta.concrete_fields
        made = [f.name for f in fields if not f.editable and not f.primary_key]
        allowed = rights_of(request.user).fields(self.model)
        if allowed is not None:
            made += [f.name for f in fields if f.editable and f.name not in allowed]
        return tuple(made)

    def get_exclude(self, request, obj=None) -> tuple[str, ...]:
        """Return the private fields where the user may not see them."""
        if not self.private or obj is None or rights_of(request.user).sees_private(obj):
            return ()
        return self.private

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        rows = db_field.related_model._default_manager.all()
        kwargs["queryset"] = rights_of(request.user).readable(rows)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # -- Rights -----------------------------------------------------------------------------
    def has_module_permission(self, request) -> bool:
        return rights_of(request.user).is_staff

    def has_view_permission(self, request, obj=None) -> bool:
        rights = rights_of(request.user)
        if obj is None or request.user.is_superuser:
            return rights.is_staff
        return rights.is_staff and rights.readable(self._row(obj)).exists()

    def has_add_permission(self, request) -> bool:
        return rights_of(request.user).may_add(self.model)

    def has_change_permission(self, request, obj=None) -> bool:
        rights = rights_of(request.user)
        if obj is None:
            return rights.may_change(self.model)
        return rights.writable(self._row(obj)).exists()

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request, obj)

    def _row(self, obj):
        return self.model._default_manager.filter(pk=obj.pk)

    def save_model(self, request, obj, form, change) -> None:
        """Save, and refuse (the request's transaction is rolled back) what left the rights."""
        super().save_model(request, obj, form, change)
        if not rights_of(request.user).writable(self._row(obj)).exists():
            raise PermissionDenied


class RecordAdmin(RightsAdmin, SimpleHistoryAdmin):
    """A record with validity and history."""

    search_fields = ("code", "name")
    list_filter = (AsOfFilter,)
    date_hierarchy = "valid_from"
    actions = (close_validity, export_geojson)
    object_history_list_template = "admin/history_list.html"

    def has_view_history_permission(self, request, obj=None) -> bool:
        """Return whether the user may see old versions, which hold the private fields too."""
        if not self.has_view_permission(request, obj):
            return False
        return not self.private or obj is None or rights_of(request.user).sees_private(obj)

    def has_view_history_or_change_history_permission(self, request, obj=None) -> bool:
        return self.has_view_history_permission(request, obj)

    @transaction.atomic
    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """Show an old version; bringing it back needs the right to change every field."""
        if request.method == "POST":
            rows = self.model._default_manager.filter(pk=object_id)
            rights = rights_of(request.user)
            if rights.fields(self.model) is not None or not rights.writable(rows).exists():
                raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


class PlaceAdmin(LeafletGeoAdminMixin, RecordAdmin):
    """A place: its geometry is drawn on a map without any foreign tile."""

    form = PlaceForm
    search_fields = ("code", "name", "short_name")
    list_display = ("code", "name", "quality", "valid_from", "valid_to", "source")
    list_filter = (AsOfFilter, "quality", ("subdistrict", admin.RelatedOnlyFieldListFilter))

    class Media:
        js = ("js/admin_map.js",)

    def get_changelist(self, request, **kwargs):
        return WithoutShapes


class WithoutShapes(ChangeList):
    """A list that does not fetch geometries, which it never shows."""

    def get_queryset(self, request, exclude_parameters=None):
        rows = super().get_queryset(request, exclude_parameters)
        return rows.defer("geom")
