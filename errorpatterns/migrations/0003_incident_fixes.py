import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def tell_what_mended(apps, schema_editor):
    """Incidents resolved before this kept their canonical fix only in the pattern that they taught.

    Where they taught none, there was no fix that could be kept, and nothing is owed.
    """
    pattern = apps.get_model("errorpatterns", "ErrorPattern").objects.filter(pk=OuterRef("taught"))
    owed = apps.get_model("errorpatterns", "ErrorEscalation").objects.filter(is_counted=False)
    owed.filter(taught=None).update(is_counted=True)
    owed.update(
        fix_digest=Subquery(pattern.values("fix_digest")),
        approach=Subquery(pattern.values("fix_template")),
    )
    owed.filter(fix_digest="").update(is_counted=True)


class Migration(migrations.Migration):

    dependencies = [
        ('errorpatterns', '0002_proven_fixes'),
        ('projects', '0002_state'),
    ]

    operations = [
        migrations.AddField(
            model_name='errorescalation',
            name='approach',
            field=models.TextField(blank=True, editable=False, help_text='The canonical fix, with captures as $1, $2…'),
        ),
        migrations.AddField(
            model_name='errorescalation',
            name='fix_digest',
            field=models.CharField(blank=True, editable=False, help_text='Of the canonical fix; empty for none.', max_length=64),
        ),
        migrations.AddField(
            model_name='provenfix',
            name='only_account',
            field=models.ForeignKey(editable=False, help_text='Whose all of the incidents are: the counts are its own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='projects.account'),
        ),
        migrations.RunPython(tell_what_mended, migrations.RunPython.noop),
    ]
