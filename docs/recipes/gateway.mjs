// What the recipes share: the gateway's address and key, and pages. Node 20 or later, no packages.
// GATEWAY is https://<worker>/v1/<site>/ats, GATEWAY_KEY a key of that site's `gateway`,
// ACCOUNT the organisation's id at Huntflow.
const { GATEWAY, GATEWAY_KEY, ACCOUNT } = process.env;

/** Asks the gateway. A refusal is an error that holds the answer. */
export async function ask(method, path, body) {
  const headers = { authorization: `Bearer ${GATEWAY_KEY}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(`${GATEWAY}/accounts/${ACCOUNT}${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** Every item of a list, page by page. */
export async function* all(path, query = {}) {
  for (let page = 1; ; page += 1) {
    const list = await ask("GET", `${path}?${new URLSearchParams({ count: "30", ...query, page: String(page) })}`);
    yield* list.items;
    if (!list.items.length || page >= list.total_pages) return;
  }
}

/** Waits for a task of Huntflow's: ten minutes at most. */
export async function finished(task) {
  for (let seconds = 1, waited = 0; waited < 600; waited += seconds, seconds = Math.min(seconds * 2, 30)) {
    const found = await ask("GET", `/delayed_tasks/${task}`);
    if (found.state === "success") return found;
    if (found.state === "failed") throw new Error(`the task failed: ${JSON.stringify(found.states_log)}`);
    await new Promise((next) => setTimeout(next, seconds * 1000));
  }
  throw new Error(`the task ${task} is not over`);
}
