// An intranet asks for a vacancy. Operations: vacancy_requests.
//   node vacancy-request.mjs "Robotics engineer" head@example.com
import { ask } from "./gateway.mjs";

const [position, approver] = process.argv.slice(2);
const { items } = await ask("GET", "/account_vacancy_requests?only_active=true");
const [form] = items;
if (!form) throw new Error("no form for vacancy requests is in use");
// The form's own fields, by key: `form.schema` says which there are and which are required.
const fields = {};
const attendees = approver ? [{ email: approver }] : [];
const request = await ask("POST", "/vacancy_requests", {
  account_vacancy_request: form.id,
  position,
  attendees,
  ...fields,
});
console.log(`${request.id} ${request.status}`);
