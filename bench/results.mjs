// What the benches do with their numbers: order statistics, tables, and the parts of bench/RESULTS.md that are written
// by programs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../tests/stack.mjs";

/** The value below which this part of a list lies. */
export const quantile = (list, part) =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
export const median = (list) => quantile(list, 0.5);
export const spread = (list, digits = 2) =>
  `${Math.min(...list).toFixed(digits)} to ${Math.max(...list).toFixed(digits)}`;

/** Rows with the same names, as a table in Markdown. */
export function table(rows) {
  const names = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(names), line(names.map(() => "---")), ...rows.map((row) => line(names.map((name) => row[name])))].join(
    "\n",
  );
}

/** When and how: the first words of a part. */
export const measured = (command) =>
  `\`scripts/bench ${command}\` on ${new Date().toISOString().slice(0, 10)}, two cores`;

/** Replaces the part of bench/RESULTS.md between `<!-- NAME: begin -->` and `<!-- NAME: end -->`. */
export function rewrite(name, text) {
  const path = join(root, "bench/RESULTS.md");
  const [begin, end] = ["begin", "end"].map((edge) => `<!-- ${name}: ${edge} -->\n`);
  const whole = readFileSync(path, "utf8");
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no part ${name}`);
  writeFileSync(path, `${whole.slice(0, from)}${begin}${text}\n${whole.slice(to)}`);
}
