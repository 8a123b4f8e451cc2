from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from projects.models import Account, ApiKey, Scope

ORDINARY = [Scope.CONTEXT_READ, Scope.INGEST_WRITE, Scope.METRICS_READ]


class Command(BaseCommand):
    help = "API keys: `key add ACCOUNT NAME`, `key revoke PREFIX`, `key list [ACCOUNT]`."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="make a key; it is printed once, to standard output")
        add.add_argument("account")
        add.add_argument("name")
        add.add_argument(
            "--scopes",
            default=",".join(ORDINARY),
            help=f"comma-separated, of {', '.join(Scope.values)}",
        )
        add.add_argument("--days", type=int, help="it expires after so many")
        revoke = verbs.add_parser("revoke", help="end a key at once")
        revoke.add_argument("prefix", help="as `key list` shows it")
        listing = verbs.add_parser("list", help="keys, without their secrets")
        listing.add_argument("account", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["verb"])(options)

    def add(self, options: dict[str, Any]) -> None:
        account = Account.objects.filter(name=options["account"]).first()
        if account is None:
            raise CommandError(
                f"There is no account “{options['account']}”; manage.py account list shows all."
            )
        days = options["days"]
        if days is not None and not 0 < days <= 36_500:
            raise CommandError("--days is from 1 to 36500")
        expires = timezone.now() + timedelta(days=days) if days else None
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            key, token = ApiKey.make(account, options["name"], scopes, expires)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"Key {key.prefix} made; this is the only time it is shown.")
        self.stdout.write(token)

    def revoke(self, options: dict[str, Any]) -> None:
        # The whole key will do too; it is not repeated.
        prefix = options["prefix"].removeprefix("ulp_").partition("_")[0]
        if not ApiKey.objects.filter(prefix=prefix).revoke():
            raise CommandError("There is no live key with this prefix; `key list` shows them.")
        self.stdout.write(f"Key {prefix} revoked.")

    def list(self, options: dict[str, Any]) -> None:
        keys = ApiKey.objects.select_related("account").order_by("account__name", "created_at")
        if options["account"]:
            keys = keys.filter(account__name=options["account"])
        for key in keys:
            state = "live" if key.is_live else "revoked" if key.revoked_at else "expired"
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
            scopes = " ".join(key.scopes)
            self.stdout.write(
                f"{key.prefix}  {key.account.name}  {key.name}  {state}  used {used}  {scopes}"
            )
