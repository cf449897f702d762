// Speaking tus 1.0 by hand: what a client library would hide.
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { until } from "../stack.mjs";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
export const base64 = (text) => Buffer.from(text).toString("base64");

/** A PDF of a length, no two alike. */
export function pdf(length) {
  const bytes = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(Math.max(0, length - 9))]).subarray(0, length);
  // A chance word of the checks would be a chance failure.
  for (let i = 9; i < bytes.length; i += 1) if (bytes[i] === 0x2f || bytes[i] === 0x3c) bytes[i] = 0x20;
  return bytes;
}

/** One request; `path` is below the site, or a whole path. */
export async function ask(
  worker,
  method,
  path,
  { site = "meridian", headers = {}, body, origin = worker.url, version = "1.0.0" } = {},
) {
  const address = path.startsWith("/") ? path : `/v1/${site}/${path}`;
  const response = await fetch(worker.url + address, {
    method,
    body,
    headers: { ...(origin ? { origin } : {}), ...(version ? { "tus-resumable": version } : {}), ...headers },
    duplex: "half",
  });
  const text = await response.text();
  const json = text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : undefined;
  const number = (name) => (response.headers.has(name) ? Number(response.headers.get(name)) : undefined);
  return {
    status: response.status,
    headers: response.headers,
    location: response.headers.get("location"),
    offset: number("upload-offset"),
    length: number("upload-length"),
    json,
  };
}

const metadata = (name, slot) =>
  Object.entries({ ...(name === null ? {} : { filename: name }), ...(slot ? { slot } : {}) })
    .map(([n, v]) => `${n} ${base64(v)}`)
    .join(",");

/** Announces a file. */
export const create = (worker, length, { name = "cv.pdf", slot, headers = {}, ...rest } = {}) =>
  ask(worker, "POST", "uploads", {
    headers: { "upload-length": String(length), "upload-metadata": metadata(name, slot), ...headers },
    ...rest,
  });

export const head = (worker, location, rest = {}) => ask(worker, "HEAD", location, { origin: null, ...rest });

const PIECE = { "content-type": "application/offset+octet-stream" };

export const patch = (worker, location, offset, body, { headers = {}, ...rest } = {}) =>
  ask(worker, "PATCH", location, { body, headers: { ...PIECE, "upload-offset": String(offset), ...headers }, ...rest });

/** A file, whole, in one request; the id of its upload. */
export async function upload(worker, bytes, { headers = {}, ...rest } = {}) {
  const made = await create(worker, bytes.length, { headers: { ...PIECE, ...headers }, body: bytes, ...rest });
  return { ...made, id: made.location?.split("/").at(-1) };
}

/**
 * The rest of a file, as a client of tus sends it. Bytes of a request that was cut can arrive after the question
 * for the offset: then the answer is 409, and the client asks again.
 */
export const finish = async (worker, location, bytes, offset) => {
  let at = offset ?? (await head(worker, location)).offset;
  await until("the rest of the file to be stored", async () => {
    if (at < bytes.length) {
      const sent = await patch(worker, location, at, bytes.subarray(at));
      if (sent.status === 204 && sent.offset === bytes.length) return true;
      if (sent.status !== 204 && sent.status !== 409) throw new Error(`PATCH at ${at}: ${sent.status}`);
    }
    const seen = await head(worker, location);
    at = seen.offset;
    return at === bytes.length;
  });
};

/** A PATCH on a socket of its own, which sends so many bytes and stays open. */
export async function hanging(worker, location, offset, bytes, sends) {
  const { hostname, port } = new URL(worker.url);
  const head = `PATCH ${location} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${worker.url}\r\n\
Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: ${offset}\r\n\
Content-Length: ${bytes.length - offset}\r\n\r\n`;
  const socket = connect(Number(port), hostname);
  let answer = "";
  const over = new Promise((done) => {
    socket.on("data", (data) => {
      answer += data;
      if (answer.includes("\r\n\r\n")) done(Number(answer.split(" ")[1]));
    });
    socket.on("close", () => done(Number(answer.split(" ")[1])));
    socket.on("error", () => {});
  });
  await new Promise((done, failed) => {
    socket.once("error", failed);
    socket.write(head);
    socket.write(bytes.subarray(offset, offset + sends), done);
  });
  return { status: over, cut: () => socket.destroy() };
}
