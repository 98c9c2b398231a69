"""The form of a place: the same questions about its geometry as in the editing interface."""

from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _

from geo.editing import geometry
from geo.models import Subdistrict


class PlaceForm(forms.ModelForm):
    """A form that questions a geometry far outside the unit it belongs to."""

    confirm_outside = forms.BooleanField(
        label=_("The geometry is right although it lies outside the surroundings"), required=False
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        shapes = {}
        for name, value in list(cleaned.items()):
            if isinstance(value, GEOSGeometry):
                self._check(name, value, shapes)
        if cleaned.get("confirm_outside") or not shapes:
            return cleaned
        for name, message in geometry.outside(self._unit(cleaned), shapes).items():
            self.add_error(name, message)
        return cleaned

    def _unit(self, cleaned: dict) -> Subdistrict | None:
        """Return the unit the place lies in; for a unit, the one above it."""
        name = "parent" if self._meta.model is Subdistrict else "subdistrict"
        if name in self.fields:
            return cleaned.get(name)
        return getattr(self.instance, name) if self.instance.pk else None

    def _check(self, name: str, value: GEOSGeometry, shapes: dict) -> None:
        types = geometry.accepted_types(self.fields[name].geom_type)
        try:
            shapes[name] = geometry.parse(value.geojson, types)
        except geometry.GeometryError as error:
            self.add_error(name, str(error))
