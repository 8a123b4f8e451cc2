from django.db import migrations, models

from intake.digests import digests_of


def hash_keys(apps, schema_editor):
    requests = apps.get_model("intake", "IdempotentRequest").objects
    # All are read first: what is hashed meanwhile would be met again.
    for pk, token in list(requests.values_list("pk", "token")):
        requests.filter(pk=pk).update(token=digests_of(token)[0])


def forget_keys(apps, schema_editor):
    """No hash is a key: what was asked under one is done again."""
    apps.get_model("intake", "IdempotentRequest").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("intake", "0003_found")]

    operations = [
        migrations.RunPython(hash_keys, forget_keys),
        migrations.AlterField(
            model_name="idempotentrequest",
            name="token",
            field=models.CharField(help_text="HMAC of the header's value.", max_length=64),
        ),
    ]
