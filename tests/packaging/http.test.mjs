// How requests of the client end, with `fetch` replaced by a bad network.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "../../pkg/index.js";

const { fetch } = globalThis;
after(() => {
  globalThis.fetch = fetch;
});
const client = createClient({ endpoint: "https://apply.example/", site: "acme" });
const codeOf = (options) =>
  client.jobs(options).then(
    () => "none",
    ({ name, code }) => `${name} ${code}`,
  );

test("whatever fetch rejects with becomes our error", async () => {
  for (const rejection of [new TypeError("x"), "a string", undefined, null, {}, 42]) {
    globalThis.fetch = () => Promise.reject(rejection);
    assert.equal(await codeOf(), "ApplyError network", String(rejection));
  }
  globalThis.fetch = () => {
    throw "at once";
  };
  assert.equal(await codeOf(), "ApplyError network");
  globalThis.fetch = (_, { signal }) => Promise.reject(signal.reason);
  assert.equal(await codeOf({ signal: AbortSignal.abort() }), "ApplyError aborted");
});

test("answers that are not ours are told from those that are", async () => {
  const problem = '{"code":"closed","title":"Zu","status":410}';
  for (const [status, body, want] of [
    [410, problem, "closed"],
    [502, "<html>", "unavailable"],
    [500, "{}", "unavailable"],
    [403, "<html>", "protocol"],
    [200, '{"cut', "network"],
  ]) {
    globalThis.fetch = async () => new Response(body, { status });
    assert.equal(await codeOf(), `ApplyError ${want}`, `${status} ${body}`);
  }
});

test("an application is taken back by its receipt", async () => {
  const asked = [];
  globalThis.fetch = async (address, { method }) => {
    asked.push(`${method} ${address}`);
    return new Response('{"receipt":"r","state":"withdrawn"}');
  };
  assert.equal((await client.withdraw("r")).state, "withdrawn");
  assert.deepEqual(asked, ["DELETE https://apply.example/v1/acme/applications/r"]);
});
