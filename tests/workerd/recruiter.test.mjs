// What a recruiter finds in the ATS.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../stack.mjs";
import { apply, completeApplicants, person, stack } from "./helpers.mjs";

const s = stack();
const LETTER = "I have built robots since I was nine.";

async function arrived(change = {}) {
  const fields = person({ letter: LETTER, profile: "https://www.linkedin.com/in/ada", ...change });
  const sent = await apply(s.worker, { fields, lang: "en" });
  assert.equal(sent.status, 202, sent.text);
  const [found] = await completeApplicants(s.sandbox, fields.email);
  const logs = await s.sandbox.logs(found.id);
  const comment = logs.map((log) => log.comment).find((text) => text?.includes("apply-edge"));
  return { text: found.text, comment, receipt: sent.json.receipt };
}

const count = (text, part) => text.split(part).length - 1;

test("the resume's text is what was read in it; letter, labelled links and consents are in the comment", async () => {
  const { text, comment, receipt } = await arrived();
  assert.ok(text.length > receipt.length + 20 && !text.includes(LETTER), text);
  assert.ok(text.endsWith(`apply-edge ${receipt}`));
  assert.equal(count(text + comment, LETTER), 1, "the letter stands once");
  assert.match(comment, /Profile: https:\/\/www\.linkedin\.com\/in\/ada/);
  assert.match(comment, /Consent processing, version 2026-10, \d{4}-\d\d-\d\d \d\d:\d\d UTC: “.+” \(en\)/);
});

test("a resume that the ATS cannot read arrives as a file, and the letter is its text", async () => {
  await s.sandbox.faults([{ on: "POST /v2/accounts/7/upload", what: { refuse: 400 } }]);
  const { text, comment } = await arrived();
  assert.equal(count(text + comment, LETTER), 1);
  assert.ok(text.startsWith(LETTER), text);
  assert.match(text, /Profile: https/);
});

test("Comeet's note has the sentences of the consents too", async () => {
  const fields = { ...person({ phone: "1234567" }), "consent.processing": "1" };
  await apply(s.worker, { site: "tidewater", job: "A1.00B", fields });
  const made = await until("the candidate", async () =>
    (await s.sandbox.received()).comeet.find((candidate) => candidate.email === fields.email),
  );
  assert.match(JSON.stringify(made), /Consent processing, version 1, .*UTC: “.+” \(en\)/);
});
