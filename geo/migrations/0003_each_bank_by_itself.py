from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('geo', '0002_reported_kinds_of_villages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalriversegment',
            name='bank',
            field=models.CharField(choices=[('both', 'both banks'), ('left', 'left bank'), ('right', 'right bank'), ('each', 'each bank by itself')], default='both', max_length=8, verbose_name='bank'),
        ),
        migrations.AlterField(
            model_name='riversegment',
            name='bank',
            field=models.CharField(choices=[('both', 'both banks'), ('left', 'left bank'), ('right', 'right bank'), ('each', 'each bank by itself')], default='both', max_length=8, verbose_name='bank'),
        ),
    ]
