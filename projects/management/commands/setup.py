import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from projects import credentials
from projects.models import Account, ApiKey, Scope

LOGIN = "curator"


class Command(BaseCommand):
    help = (
        "Bring the database up to date, collect static files, and on the first run make the "
        "account “local”, its key and a login; what is shown once goes to var/credentials."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        with transaction.atomic():
            self.make_operator()
            self.make_login()
        self.stdout.write(f"Passwords and keys: {credentials.path()}")

    def make_operator(self) -> None:
        if Account.objects.filter(is_operator=True).exists():
            return
        account = Account.objects.create(name="local", is_operator=True)
        _, token = ApiKey.make(account, "first key", Scope.values)
        credentials.keep(LOCAL_KEY=token)

    def make_login(self) -> None:
        users = get_user_model()
        if users.objects.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(18)
        users.objects.create_superuser(LOGIN, password=password)
        credentials.keep(ADMIN_USER=LOGIN, ADMIN_PASSWORD=password)
