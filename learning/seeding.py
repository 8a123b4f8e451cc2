"""Shipped strategies as rows."""

import hashlib
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps

from context.seeding import Resync, stored_form
from context.shipping import ShippedItem, seed_items
from learning.shipped import ShippedStrategy, load_strategies


def seed(apps: Apps = installed, using: str = "default", **kwargs: Any) -> Resync:
    """A receiver of `post_migrate`; counters and staff's edits stay."""
    shipped = [item_of(strategy) for strategy in load_strategies()]
    return seed_items("learning", "Strategy", "strategy", shipped, apps=apps, using=using)


def item_of(strategy: ShippedStrategy) -> ShippedItem:
    content = dict(stored_form(strategy))
    slug = content.pop("slug")
    # What is taught is never the same as what was shipped, whatever it says: a release may change
    # the text of one, and nobody that of the other.
    digest = hashlib.sha256(f"shipped\0{slug}".encode()).hexdigest()
    return ShippedItem(slug, content, {"digest": digest})
