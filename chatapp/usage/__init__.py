"""What somebody's own use costs: the page "Usage", the budget panel, word of what changed."""
