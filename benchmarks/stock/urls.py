"""Villages by GeoFeatureModelSerializer: a page, and the whole table."""

from django.urls import path
from rest_framework import generics, pagination, renderers, serializers
from rest_framework.response import Response
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.features.collections import find
from geo.models import Village

RELATED = ("subdistrict", "subdistrict_name")


class VillageSerializer(GeoFeatureModelSerializer):
    """The properties that the project's own collection has."""

    subdistrict = serializers.CharField(source="subdistrict.code")
    subdistrict_name = serializers.CharField(source="subdistrict.name")

    class Meta:
        model = Village
        geo_field = "geom"
        id_field = "public_id"
        fields = ("public_id", "geom", *(item.name for item in find("villages").properties))


class Pages(pagination.LimitOffsetPagination):
    """Pages by limit and offset, as the peers have them."""

    def get_paginated_response(self, data):
        body = {"type": "FeatureCollection", "count": self.count, "features": data["features"]}
        return Response(body)


class Page(generics.ListAPIView):
    """A page of villages."""

    queryset = Village.objects.select_related("subdistrict").order_by("pk")
    serializer_class = VillageSerializer
    pagination_class = Pages
    renderer_classes = (renderers.JSONRenderer,)
    filter_backends = ()
    throttle_classes = ()
    authentication_classes = ()


class Dump(Page):
    """All villages in one answer."""

    pagination_class = None


urlpatterns = [path("page", Page.as_view()), path("dump", Dump.as_view())]
