/** The few plain requests of the page. A refusal becomes an `ApiError` with the server's sentence. */

export class ApiError extends Error {
  constructor(code, sentence) {
    super(sentence);
    this.code = code;
  }
}

function csrfToken() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: isForm ? body : body && JSON.stringify(body) });
  } catch {
    throw new ApiError("offline", gettext("The server can't be reached. Check the connection and try again."));
  }
  if (response.status === 204) return null;
  const isJson = response.headers.get("content-type")?.includes("json");
  if (response.ok && isJson) return response.json();
  const problem = isJson ? await response.json() : {};
  if (response.redirected || response.status === 401) {
    throw new ApiError("signed_out", gettext("You are signed out. Sign in again to go on."));
  }
  throw new ApiError(problem.code ?? "server_error", problem.sentence ?? gettext("The server couldn't do this. Try again."));
}

const address = (id, query = {}) => {
  const search = new URLSearchParams(query).toString();
  return `/api/conversations/${id}/${search && `?${search}`}`;
};

export const conversation = (id) => request("GET", address(id));
export const branch = (id, leaf) => request("GET", address(id, { leaf }));
export const older = (id, before) => request("GET", address(id, { before }));
/** @param {string} id @param {{title?: string, pinned?: boolean, archived?: boolean, assistant?: number, instructions?: string, summarises?: boolean}} wanted */
export const change = (id, wanted) => request("PATCH", address(id), wanted);
/** Pins a message or leaves it out. @param {number} id @param {{pinned?: boolean, left_out?: boolean}} wanted */
export const mark = (id, wanted) => request("PATCH", `/api/messages/${id}/`, wanted);
/** What the next request would hold. @param {any} draft */
export const nextRequest = (draft) => request("POST", "/api/context/", draft);
/** What stands for everything before a message. @param {string} id @param {number} firstKept */
export const summary = (id, firstKept) => request("GET", `/api/conversations/${id}/summaries/${firstKept}/`);
export const remove = (id) => request("DELETE", address(id));
export const removeBranch = (id, message) => request("DELETE", `/api/conversations/${id}/messages/${message}/`);
/** @param {number} message @param {{verdict: string|null, reason?: string}} wanted */
export const rate = (message, wanted) => request("PUT", `/api/messages/${message}/rating/`, wanted);
/** @param {string} id */
export const forgetFile = (id) => request("DELETE", `/api/files/${id}/`);
/** How large the pages of a PDF are. @param {string} id @returns {Promise<[number, number][]>} */
export const pageSizes = (id) => request("GET", `/files/${id}/pages/`);
/** The words of a document. @param {string} id @returns {Promise<string>} */
export async function fileText(id) {
  const response = await fetch(`/files/${id}/text/`);
  if (!response.ok) throw new ApiError("not_found", gettext("This file is not there any more."));
  return response.text();
}

/**
 * Uploads a file; `fetch` can't say how far it is.
 * @param {File} file @param {string} name @param {(done: number) => void} onProgress from 0 to 1
 * @returns {{promise: Promise<object>, cancel: () => void}} what the server made of it
 */
export function upload(file, name, onProgress) {
  const call = new XMLHttpRequest();
  const promise = new Promise((resolve, reject) => {
    const lost = () => reject(new ApiError("offline", gettext("The server can't be reached. Check the connection and try again.")));
    call.upload.addEventListener("progress", ({ loaded, total }) => total && onProgress(loaded / total));
    call.addEventListener("error", lost);
    call.addEventListener("abort", lost);
    call.addEventListener("load", () => {
      const answer = call.response ?? {};
      if (call.status === 201) resolve(answer);
      else reject(new ApiError(answer.code ?? "server_error", answer.sentence ?? gettext("The server couldn't do this. Try again.")));
    });
    call.responseType = "json";
    call.open("POST", `/api/files/?${new URLSearchParams({ name })}`);
    call.setRequestHeader("X-CSRFToken", csrfToken());
    call.setRequestHeader("Content-Type", "application/octet-stream"); // never a form
    call.send(file);
  });
  return { promise, cancel: () => call.abort() };
}

export const conversations = (query) => request("GET", `/api/conversations/?${new URLSearchParams(query)}`);
/** A question about a text, or (without it) about `asked.source` or the document `asked.file`. @param {any} asked @param {string|null} text */
export function askLongText(asked, text) {
  const form = new FormData();
  form.append("asked", JSON.stringify(asked));
  if (text !== null) form.append("text", new Blob([text], { type: "text/plain" }), "text.txt");
  return request("POST", "/api/long-text/", form);
}
/** Starts a long text's job, or goes on with it. @param {string} job */
export const resumeLongText = (job) => request("POST", `/api/long-text/${job}/resume/`);
/** @param {string} job @param {number} part */
export const longTextPart = (job, part) => request("GET", `/api/long-text/${job}/parts/${part}/`);
/** All about one's money now. @param {string|null} conversation whose cost is wanted, too */
export const money = (conversation) => request("GET", `/api/money/${conversation ? `?conversation=${conversation}` : ""}`);
/** @param {string} amount dollars; empty takes the limit away */
export const setOwnLimit = (amount) => request("PUT", "/api/money/own/", { amount });
/** @param {{amount: string, reason: string}} wanted */
export const askForMore = (wanted) => request("POST", "/api/money/request/", wanted);
export const dismissAlert = (id) => request("DELETE", `/api/alerts/${id}/`);
export const search = (q) => request("GET", `/api/search/?${new URLSearchParams({ q })}`);
