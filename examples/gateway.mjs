// The open vacancies of an organisation, read through the gateway with a key. Operation: vacancies::List.
//
//   GATEWAY=http://127.0.0.1:8787/v1/meridian/ats GATEWAY_KEY=aeg_... ACCOUNT=7 node examples/gateway.mjs
//
// How to make the key and let the site know it is in README.md beside this file.
import { all } from "../docs/recipes/gateway.mjs";

for await (const { id, position } of all("/vacancies", { state: "OPEN" })) console.log(id, position);
