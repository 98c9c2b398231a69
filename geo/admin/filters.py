"""A day as a filter of the lists."""

from datetime import date

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.translation import gettext_lazy as _


class AsOfFilter(admin.SimpleListFilter):
    """Only what is valid on a day that is typed in."""

    title = _("valid on")
    parameter_name = "as_of"
    template = "admin/as_of_filter.html"

    def lookups(self, request, model_admin):
        return ()

    def has_output(self) -> bool:
        return True

    def choices(self, changelist):
        """Yield one entry: what the form of the template needs to keep the other filters."""
        others = changelist.get_filters_params()
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "others": [(name, text) for name, texts in others.items() for text in texts],
            "value": self.value() or "",
        }

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        try:
            return queryset.as_of(date.fromisoformat(self.value()))
        except ValueError as error:
            raise IncorrectLookupParameters(
                f"as_of={self.value()!r}: a day as YYYY-MM-DD is expected"
            ) from error
