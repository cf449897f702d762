// Replaces the structure of divisions by that of an organisation's own system. The whole structure
// is sent: what is not in it is gone. Once in 20 minutes. Operations: divisions::Replace, tasks.
//   node divisions.mjs structure.json     with [{"name","foreign","items":[...]}]
import { readFile } from "node:fs/promises";
import { ask, finished } from "./gateway.mjs";

const items = JSON.parse(await readFile(process.argv[2], "utf8"));
const { payload } = await ask("POST", "/divisions/batch", { items });
const task = await finished(payload.task_id);
console.log(`${task.task_id} ${task.state}`);
