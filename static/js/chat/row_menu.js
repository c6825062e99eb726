/** What can be done with a conversation in the list. */
import * as api from "chat/api.js";
import { askTitle, confirmDelete } from "chat/dialogs.js";
import { showMenu } from "chat/menu.js";
import { el } from "dom.js";

/**
 * @param {HTMLElement} anchor
 * @param {import("chat/store.js").Conversation} row
 * @param {{store: import("chat/store.js").Store, onProblem: (error: Error) => void}} parts
 * @param {import("chat/desk.js").Desk} [parts.desk] where the row is the conversation shown
 */
export function showRowMenu(anchor, row, { store, onProblem, desk }) {
  const title = row.title || gettext("New chat");
  const attempt = (act) => () => act().catch(onProblem);
  const change = async (wanted) => store.changeConversation((await api.change(row.id, wanted)).conversation);
  const rename = async () => {
    const wanted = await askTitle(row.title);
    if (wanted) await change({ title: wanted });
  };
  const remove = async () => {
    if (!(await confirmDelete(title))) return;
    await api.remove(row.id);
    store.changeConversation({ id: row.id, deleted: true });
  };
  const entries = [
    { label: gettext("Rename"), run: attempt(rename) },
    { label: row.pinned ? gettext("Unpin") : gettext("Pin"), run: attempt(() => change({ pinned: !row.pinned })) },
    { label: row.archived ? gettext("Move back to the list") : gettext("Archive"), run: attempt(() => change({ archived: !row.archived })) },
    ...(desk ? [{ label: gettext("Instructions for Claude"), run: () => desk.open({ write: true }) }] : []),
    { label: gettext("Download as Markdown"), run: () => download(row.id, "md") },
    { label: gettext("Download as JSON"), run: () => download(row.id, "json") },
    { label: gettext("Delete"), run: attempt(remove), bad: true },
  ];
  showMenu(anchor, entries, interpolate(gettext("Actions for “%s”"), [title]));
}

function download(id, kind) {
  el("a", { href: `/c/${id}/export.${kind}`, download: true }).click();
}
