export { createClient } from "./client/client.js";
export { ApplyError } from "./client/error.js";
