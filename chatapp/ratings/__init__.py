"""What people think of replies: thumbs up or down, with a reason; never any text."""
