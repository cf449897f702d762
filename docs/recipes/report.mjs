// Applicants of a vacancy as CSV, for a spreadsheet. It holds personal data: mind where it goes.
// Operations: applicants::List, stages::List.
//   node report.mjs 101 > report.csv
import { all, ask } from "./gateway.mjs";

const vacancy = process.argv[2];
const { items } = await ask("GET", "/vacancies/statuses");
const stages = new Map(items.map((stage) => [stage.id, stage.name]));
// Quoted by RFC 4180; a leading = + - @ would be a formula in a spreadsheet.
const cell = (value) =>
  `"${String(value ?? "")
    .replace(/^[=+\-@\t\r]/, "'$&")
    .replaceAll('"', '""')}"`;
const line = (cells) => process.stdout.write(`${cells.map(cell).join(",")}\r\n`);
line(["id", "first_name", "last_name", "stage", "changed"]);
const seen = new Set();
for await (const applicant of all("/applicants", { vacancy })) {
  // A list that changes while it is read can tell somebody twice.
  if (seen.has(applicant.id)) continue;
  seen.add(applicant.id);
  const link = applicant.links.find((l) => String(l.vacancy) === vacancy);
  line([applicant.id, applicant.first_name, applicant.last_name, stages.get(link?.status), link?.changed]);
}
