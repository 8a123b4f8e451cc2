import django.db.models.deletion
from django.db import migrations, models


def tell_apart(apps, schema_editor):
    """Of a pattern that several accounts taught the edit is the first one's; what the others did
    nobody knows any more, until they teach it again.
    """
    ErrorPattern = apps.get_model("errorpatterns", "ErrorPattern")
    Lesson = apps.get_model("context", "Lesson")
    OwnEdit = apps.get_model("errorpatterns", "OwnEdit")
    learned = ErrorPattern.objects.filter(is_built_in=False).exclude(edit=None)
    for pattern in learned.only("pk", "edit").iterator():
        lessons = Lesson.objects.filter(item_id=pattern.pk).order_by("pk")
        accounts = list(dict.fromkeys(lessons.values_list("account_id", flat=True)))
        nothing = {"rules": [], "missed": {}}
        if len(accounts) > 1:
            OwnEdit.objects.bulk_create(
                OwnEdit(
                    pattern_id=pattern.pk,
                    account_id=account,
                    edit=pattern.edit if account == accounts[0] else nothing,
                    is_heard=account == accounts[0],
                )
                for account in accounts
            )


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0015_kill_switch_entry"),
        ("errorpatterns", "0006_mismatches"),
        ("projects", "0005_erasure"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edit", models.JSONField()),
                (
                    "is_heard",
                    models.BooleanField(
                        default=True,
                        help_text="What everybody is served does this, too: it was taught before.",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.account",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_edits",
                        to="errorpatterns.errorpattern",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "pattern"), name="errorpatterns_ownedit_one_an_account"
                    )
                ],
            },
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
