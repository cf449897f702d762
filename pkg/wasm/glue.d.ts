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

/** The state of one upload: which request comes next, and what its answer means. */
export declare class Upload {
  constructor(size: number, created: boolean);
  /** Bytes that the Worker has acknowledged. */
  sent(): number;
  /**
   * The next action. Of a piece: its first byte and its end; of `wait`: the failures in a row and the least seconds.
   */
  next(): [
    action: "create" | "append" | "post" | "ask" | "wait" | "done" | "fail" | "attach",
    first: number,
    second: number,
  ];
  /** `offset` is -1 if the answer had none; `located`: whether the upload's address is known. */
  answered(status: number, offset: number, located: boolean, retryAfter: number, took: number): void;
  /** There was no answer, or the page has aborted the request. */
  lost(aborted: boolean): void;
  /** The wait is over. */
  waited(): void;
}
