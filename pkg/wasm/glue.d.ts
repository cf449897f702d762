// The types of the module that wasm-bindgen generates from src/browser/, as far as client/ uses it.
import type { Application, Form, Slot } from "../index.js";

export default function init(options: { module_or_path: ArrayBuffer }): Promise<unknown>;

/** A file with its first bytes, or the id of one that is with the Worker already. */
type Part = { slot: Slot; file: File; head: Uint8Array } | { slot: Slot; upload: string | undefined };

/** Throws the members of a `Problem` in a plain object. */
export declare class Client {
  constructor(endpoint: string, site: string);
  /** Checks a file by its name, its size and its first bytes. */
  check(form: Form, slot: Slot, file: File, head: Uint8Array): void;
  /** Checks an application against the job's form: what to send. */
  body(form: Form, application: Application, files: Part[]): FormData;
  /** The request that sends it. */
  request(job: string, body: FormData, key: string, lang?: string, signal?: AbortSignal): Request;
}
