"""Users and teams in the console, with what they may spend and have spent.

Here and not in `accounts`, which knows neither money nor open sockets. The rules are below:
`accounts.models`, `billing.budgets`; `standing` reads, `importing` takes in a list of people.
"""
