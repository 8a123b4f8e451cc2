from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('context', '0011_shipped_flags'),
    ]

    operations = [
        migrations.AddField(
            model_name='recall',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='recall',
            name='withdrawn_why',
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
    ]
