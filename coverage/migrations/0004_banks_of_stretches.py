from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coverage', '0003_patrols_routes_and_issues'),
        ('geo', '0003_each_bank_by_itself'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='patrolstretch',
            options={'ordering': ['patrol', 'river_segment', 'bank', 'start_m'], 'verbose_name': 'stretch of a patrol', 'verbose_name_plural': 'stretches of patrols'},
        ),
        migrations.AddField(
            model_name='patrolstretch',
            name='bank',
            field=models.CharField(blank=True, choices=[('left', 'left bank'), ('right', 'right bank')], default='', help_text='Named where the segment asks for each bank by itself; else empty.', max_length=8, verbose_name='bank'),
        ),
        migrations.AddConstraint(
            model_name='patrolstretch',
            constraint=models.CheckConstraint(condition=models.Q(('bank__in', ['', 'left', 'right'])), name='coverage_patrolstretch_bank', violation_error_message='A stretch is on the left bank, the right, or on none.'),
        ),
    ]
