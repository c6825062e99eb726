"""The use cases of chatting: synchronous, each its own transaction, called through `database.run`.

Only what belongs to the person who asks can be reached: every use case takes the user's id.
"""

from chatapp.conversations.begin import Begun, begin_turn, continue_turn, regenerate
from chatapp.conversations.finish import (
    Abandoned,
    Outcome,
    abandoned_turns,
    checkpoint,
    finish_turn,
    renew_leases,
    request_stop,
)
from chatapp.conversations.listing import (
    Change,
    change_conversation,
    delete_conversation,
    find_conversations,
    list_conversations,
    mark_seen,
    name_conversation,
    opening_of_unnamed,
)
from chatapp.conversations.marking import Marked, mark_message
from chatapp.conversations.pruning import Pruned, delete_branch
from chatapp.conversations.reading import ReplyView, open_branch, reply_view, watched_replies
from chatapp.problems import Problem

__all__ = [
    "Abandoned",
    "Begun",
    "Change",
    "Marked",
    "Outcome",
    "Problem",
    "Pruned",
    "ReplyView",
    "abandoned_turns",
    "begin_turn",
    "change_conversation",
    "checkpoint",
    "continue_turn",
    "delete_branch",
    "delete_conversation",
    "find_conversations",
    "finish_turn",
    "list_conversations",
    "mark_message",
    "mark_seen",
    "name_conversation",
    "open_branch",
    "opening_of_unnamed",
    "regenerate",
    "renew_leases",
    "reply_view",
    "request_stop",
    "watched_replies",
]
