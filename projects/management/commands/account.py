from shlex import quote
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from projects.models import Account, Sharing


class Command(BaseCommand):
    help = "Accounts, the tenants of this installation: `account add NAME`, `account list`."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="make an account")
        add.add_argument("name")
        add.add_argument("--sharing", choices=Sharing.values, default=Sharing.GLOBAL)
        verbs.add_parser("list", help="all accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "list":
            for account in Account.objects.all():
                operator = " (operator)" if account.is_operator else ""
                self.stdout.write(f"{account.name}{operator}, shares: {account.sharing}")
            return
        account = Account(name=options["name"], sharing=options["sharing"])
        try:
            account.full_clean(validate_unique=False)
            with transaction.atomic():
                account.save(force_insert=True)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError(f"There is an account “{account.name}” already.") from error
        self.stdout.write(
            f"Account “{account.name}” made. Next: manage.py key add {quote(account.name)} NAME"
        )
