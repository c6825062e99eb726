"""The console's own pages, one file each: a view that asks and a template that shows."""
