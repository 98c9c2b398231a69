"""History tables without indexes that nothing asks and every import would write.

In the database only indexes are dropped: SpatiaLite must not make a table with geometries anew.
"""

import django.contrib.gis.db.models.fields
import geo.models.base
from django.db import migrations, models


def _unindexed(apps):
    """Yield the models of the history with each field that is indexed no longer."""
    for model in apps.get_app_config('geo').get_models():
        if model._meta.model_name.startswith('historical'):
            for field in model._meta.concrete_fields:
                if field.name == 'public_id' or hasattr(field, 'geom_type'):
                    yield model, field


def drop(apps, schema_editor):
    connection = schema_editor.connection
    for model, field in _unindexed(apps):
        table = model._meta.db_table
        if connection.vendor == 'sqlite' and hasattr(field, 'geom_type'):
            schema_editor.execute('SELECT DisableSpatialIndex(%s, %s)', [table, field.column])
            name = schema_editor.quote_name(f'idx_{table}_{field.column}')
            schema_editor.execute(f'DROP TABLE IF EXISTS {name}')
            continue
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
        for name, one in found.items():
            if one['index'] and not one['unique'] and one['columns'] == [field.column]:
                schema_editor.execute(f'DROP INDEX {schema_editor.quote_name(name)}')


def create(apps, schema_editor):
    for model, field in _unindexed(apps):
        if schema_editor.connection.vendor == 'sqlite' and hasattr(field, 'geom_type'):
            names = [model._meta.db_table, field.column]
            schema_editor.execute('SELECT CreateSpatialIndex(%s, %s)', names)
            continue
        for statement in schema_editor._field_indexes_sql(model, field):
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('geo', '0004_imports'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, create)],
            state_operations=[
                migrations.AlterField(
                    model_name='historicalactivityroom',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='position'),
                ),
                migrations.AlterField(
                    model_name='historicalactivityroom',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalliaisonstation',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='position'),
                ),
                migrations.AlterField(
                    model_name='historicalliaisonstation',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicallivestockzone',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.MultiPolygonField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='boundary'),
                ),
                migrations.AlterField(
                    model_name='historicallivestockzone',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalnoticeboard',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='position'),
                ),
                migrations.AlterField(
                    model_name='historicalnoticeboard',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicaloutfall',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='position'),
                ),
                migrations.AlterField(
                    model_name='historicaloutfall',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalriver',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.LineStringField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='course'),
                ),
                migrations.AlterField(
                    model_name='historicalriver',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalriversegment',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.LineStringField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='course'),
                ),
                migrations.AlterField(
                    model_name='historicalriversegment',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalroad',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.LineStringField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='course'),
                ),
                migrations.AlterField(
                    model_name='historicalroad',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalservicecentre',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='position'),
                ),
                migrations.AlterField(
                    model_name='historicalservicecentre',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalsubdistrict',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.MultiPolygonField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='boundary'),
                ),
                migrations.AlterField(
                    model_name='historicalsubdistrict',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalsubdistrict',
                    name='seat',
                    field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='seat'),
                ),
                migrations.AlterField(
                    model_name='historicalvillage',
                    name='center',
                    field=django.contrib.gis.db.models.fields.PointField(blank=True, help_text="Where the village's committee sits.", null=True, spatial_index=False, srid=4326, verbose_name='committee point'),
                ),
                migrations.AlterField(
                    model_name='historicalvillage',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.MultiPolygonField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='boundary'),
                ),
                migrations.AlterField(
                    model_name='historicalvillage',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
                migrations.AlterField(
                    model_name='historicalwaterbody',
                    name='geom',
                    field=django.contrib.gis.db.models.fields.GeometryField(blank=True, help_text='A polygon for a pond or reservoir, a line for a ditch.', null=True, spatial_index=False, srid=4326, verbose_name='shape'),
                ),
                migrations.AlterField(
                    model_name='historicalwaterbody',
                    name='public_id',
                    field=models.CharField(default=geo.models.base.new_public_id, editable=False, max_length=36, verbose_name='public id'),
                ),
            ],
        ),
    ]
