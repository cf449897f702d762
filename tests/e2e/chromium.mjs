// How Chromium is started everywhere: headless, and quiet on the network; and where its pictures go.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "../stack.mjs";

const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** The folder of the pictures. */
export const shots = process.env.SCREENSHOTS ?? join(root, "target/screenshots");

/** Starts Chromium. */
export async function launch() {
  await mkdir(shots, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
}
