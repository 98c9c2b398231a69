from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('geo', '0001_register'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsubdistrict',
            name='reported_administrative_villages',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='reported administrative villages'),
        ),
        migrations.AddField(
            model_name='historicalsubdistrict',
            name='reported_communities',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='reported communities'),
        ),
        migrations.AddField(
            model_name='subdistrict',
            name='reported_administrative_villages',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='reported administrative villages'),
        ),
        migrations.AddField(
            model_name='subdistrict',
            name='reported_communities',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='reported communities'),
        ),
    ]
