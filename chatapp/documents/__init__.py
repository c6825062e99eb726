"""Images and documents that people give to Claude: kept, checked, converted, shown, sent."""
