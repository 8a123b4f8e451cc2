"""Pages of the admin that span all kinds of learned items, a module a page."""
