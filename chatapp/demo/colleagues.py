"""The rest of the demo company: people who only appear in its history."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import Team, User
from accounts.roles import Role

TEAMS = ("Support", "Engineering", "Finance", "Operations", "Marketing", "Legal")
NAMES = (
    ("Mina Park", "mina"), ("Jonas Weber", "jonas"), ("Priya Nair", "priya"),
    ("陈静", "chenjing"), ("Tomás Rivera", "tomas"), ("刘洋", "liuyang"),
    ("Emily Stone", "emily"), ("Kofi Mensah", "kofi"), ("赵敏", "zhaomin"),
    ("Lars Holm", "lars"), ("Chiara Conti", "chiara"), ("孙悦", "sunyue"),
    ("Daniel Cohen", "daniel"), ("Noor Haddad", "noor"), ("周杰", "zhoujie"),
    ("Olga Petrova", "olga"), ("Hugo Lambert", "hugo"), ("吴婷", "wuting"),
    ("Grace Otieno", "grace"), ("Ravi Kapoor", "ravi"), ("Anna Nowak", "anna"),
    ("郑浩", "zhenghao"), ("Liam O'Brien", "liam"), ("Sara Nilsson", "sara"),
    ("黄丽", "huangli"), ("Marco Rossi", "marco"), ("Yuki Tanaka", "yuki"),
    ("徐磊", "xulei"), ("Ines Duarte", "ines"), ("Paul Fischer", "paul"),
    ("马超", "machao"), ("Zoë Clarke", "zoe"), ("Omar Farouk", "omar"),
    ("何雨", "heyu"), ("Ivan Novak", "ivan"), ("Leila Amini", "leila"),
)  # fmt: skip


def add(number: int = 0) -> None:
    """Adds whoever is missing, and so many nameless people besides. None of them can sign in."""
    teams = [Team.objects.get_or_create(name=name)[0] for name in TEAMS]
    named = [(name, f"{word}@example.org") for name, word in NAMES]
    named += [(f"Guest {at}", f"guest{at}@example.org") for at in range(1, number + 1)]
    present = set(User.objects.values_list("email", flat=True))
    locked = make_password(None)
    people = [
        User(email=email, display_name=name, team=teams[at % len(teams)], password=locked)
        for at, (name, email) in enumerate(named)
        if email not in present
    ]
    made = User.objects.bulk_create(people, batch_size=1000)
    group, _made = Group.objects.get_or_create(name=Role.USER.value)
    through = User.groups.through
    through.objects.bulk_create(
        [through(user_id=person.pk, group_id=group.pk) for person in made], batch_size=1000
    )
