"""The imports as they stand on record; they are made and undone on their own pages and API."""

from django.contrib import admin

from geo.admin.base import RightsAdmin
from geo.models import Import


@admin.register(Import)
class ImportAdmin(RightsAdmin):
    """A list to read."""

    list_display = (
        "file_name",
        "target",
        "subdistrict",
        "state",
        "created_by",
        "created_at",
        "committed_at",
        "sha256",
    )
    list_filter = ("state", "target")
    search_fields = ("file_name", "sha256", "public_id")
    date_hierarchy = "created_at"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("subdistrict", "created_by")

    def get_autocomplete_fields(self, request) -> list[str]:
        return []

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
