"""What the measurements are made with: a fake Claude, the floor, a load client, a look at /proc."""
