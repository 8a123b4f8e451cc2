"""Pages of the admin that span several apps."""
