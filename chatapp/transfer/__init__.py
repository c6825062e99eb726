"""Own data: taking conversations along, bringing them here, deleting the account (docs/data.md)."""
