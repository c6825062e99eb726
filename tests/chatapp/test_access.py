"""Who may be here: strangers stay out, and what is one's own stays one's own."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from chatapp import conversations, database, keeper, presence, relay, turns
from tests.chatapp.conftest import OpenTab, Person, sign_in
from tests.chatapp.stage import Stage
from tests.chatapp.tab import Tab


async def test_an_anonymous_socket_is_told_and_closed(open_tab: OpenTab):
    tab = await open_tab(None)
    assert (await tab.told("signed_out"))["sentence"]
    assert await tab.gone() == 4401


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "http://[::1", "http://localhost.evil.example", "file://"],
)
async def test_a_page_of_another_site_is_told_and_closed(
    open_tab: OpenTab, alice: Person, origin: str
):
    tab = await open_tab(alice, origin=origin)
    assert (await tab.told("wrong_origin"))["sentence"]
    assert await tab.gone() == 4403
    assert [frame["type"] for frame in tab.frames] == ["error"]


async def test_nothing_of_another_person_leaks(
    open_tab: OpenTab, alice: Person, bob: Person, stage: Stage
):
    hers = await open_tab(alice)
    reply = await hers.send("My secret?")
    claude = await stage.part()
    claude.say("A secret.")
    await hers.shows(reply, "A secret.")
    chat = hers.conversation
    mallory = await open_tab(bob)
    for frame in (
        {"type": "watch", "conversation": chat, "have": {str(reply): 0}},
        {"type": "send", "text": "Hello?", "conversation": chat, "parent": reply},
        {"type": "send", "text": "Hello?", "parent": reply},
        {"type": "continue", "message": reply},
        {"type": "regenerate", "message": reply},
        {"type": "regenerate", "message": reply - 1},
    ):
        await mallory.put(client_id=str(uuid.uuid4()), **frame)
        await mallory.told("not_found")
    await mallory.put(type="stop", message=reply, number=0)
    await mallory.put(type="ack", message=reply, number=1)
    taken = hers.turns[0]["client_id"]
    await mallory.put(type="send", client_id=taken, text="Hello?")
    await mallory.told("bad_frame")
    claude.say(" And more.")
    await hers.shows(reply, "And more.")
    claude.end()
    assert (await hers.finished(reply)).state == "complete"
    await mallory.put(type="nonsense")
    await mallory.told("unknown_frame")
    assert {frame["type"] for frame in mallory.frames} == {"ready", "error"}
    assert "ecret" not in str(mallory.frames)


async def streaming(open_tab: OpenTab, person: Person, stage: Stage) -> Tab:
    """A tab of this person in the middle of a reply."""
    tab = await open_tab(person)
    reply = await tab.send("Tell me a story.")
    claude = await stage.part()
    claude.say("Once")
    await tab.shows(reply, "Once")
    return tab


async def suspend(person: Person) -> None:
    await database.run(User.objects.filter(pk=person.id).update, is_active=False)


async def delete(person: Person) -> None:
    await database.run(User.objects.filter(pk=person.id).delete)


async def expire(person: Person) -> None:
    await database.run(Session.objects.filter(pk=person.session).delete)


async def new_password(person: Person) -> None:
    def change() -> None:
        user: AbstractBaseUser = User.objects.get(pk=person.id)
        user.set_password("a new one")
        user.save()

    await database.run(change)


@pytest.mark.parametrize(
    ("loss", "code"),
    [
        (suspend, "suspended"),
        (delete, "signed_out"),
        (expire, "signed_out"),
        (new_password, "signed_out"),
    ],
)
async def test_access_that_ends_closes_the_sockets_and_stops_the_turns(
    open_tab: OpenTab, alice: Person, bob: Person, stage: Stage, loss, code: str
):
    tab, other = await streaming(open_tab, alice, stage), await open_tab(bob)
    await loss(alice)
    await keeper.check_access()
    await tab.told(code)
    assert await tab.gone() == 4401
    await turns.drain(5)
    assert not turns.running
    await other.put(type="nonsense")
    await other.told("unknown_frame")


async def test_a_turn_without_any_open_tab_is_stopped_too(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    await tab.send("Tell me a story.")
    claude = await stage.part()
    await tab.close()
    await suspend(alice)
    await keeper.check_access()
    await claude.left.wait()


async def test_signing_out_closes_the_sockets_of_that_sign_in_at_once(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    here = await streaming(open_tab, alice, stage)
    elsewhere = await open_tab(await database.run(sign_in, "alice"))

    def sign_out() -> None:
        browser = Client()
        browser.cookies["sessionid"] = alice.session
        assert browser.post("/accounts/logout/").status_code == 302

    await database.run(sign_out)
    await here.told("signed_out")
    assert await here.gone() == 4401
    await elsewhere.put(type="nonsense")
    await elsewhere.told("unknown_frame")


async def test_a_frame_under_way_when_access_ends_leaves_nothing_behind(
    open_tab: OpenTab, alice: Person, stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    tab = await open_tab(alice)
    run = database.run

    async def suspended_meanwhile(function: Any, /, *arguments: Any, **options: Any) -> Any:
        result = await run(function, *arguments, **options)
        if function is conversations.begin_turn:
            await run(User.objects.filter(pk=alice.id).update, is_active=False)
            await keeper.check_access()
        return result

    monkeypatch.setattr(database, "run", suspended_meanwhile)
    await tab.put(type="send", client_id=str(uuid.uuid4()), text="Hello?")
    assert await tab.gone() == 4401
    claude = await stage.part()
    await keeper.check_access()
    await claude.left.wait()
    assert not relay.hub.watchers
    assert not presence.sign_ins()
