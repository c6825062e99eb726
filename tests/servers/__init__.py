"""Real servers for tests: private, on free ports, ended by the process that started them."""
