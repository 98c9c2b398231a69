"""The same table served by the stock serializer of djangorestframework-gis."""
