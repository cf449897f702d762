// The browser's database of drafts, and the types of its records.
/** @import { Slot } from "../index.js" */

/**
 * @typedef {object} StoredFile
 * @property {string} name
 * @property {string} type
 * @property {Slot} slot
 * @property {string} bytes the key of its bytes in the store `files`
 * @property {string} [address] the path of its upload, if that was begun
 */
/**
 * @typedef {object} StoredDraft
 * @property {string} id the form's URL
 * @property {number} at the time of the last write, in ms since the epoch
 * @property {string} key
 * @property {Record<string, string>} fields
 * @property {StoredFile[]} files
 */
/** @typedef {{ drafts: IDBObjectStore, files: IDBObjectStore }} Stores */

const [DRAFTS, FILES] = ["drafts", "files"];

/**
 * Returns a promise for the result of a request.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export const resultOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Opens the database; rejects if the browser has none or blocks storage. */
export function openDatabase() {
  const request = indexedDB.open("apply-edge", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(DRAFTS, { keyPath: "id" });
    // A store apart from the typed values, so that typing does not write up to 15 MB again.
    request.result.createObjectStore(FILES);
  };
  return resultOf(request);
}

/**
 * Returns both stores in one transaction.
 * @param {IDBDatabase} database
 * @returns {Stores}
 */
export function storesOf(database) {
  const transaction = database.transaction([DRAFTS, FILES], "readwrite");
  return { drafts: transaction.objectStore(DRAFTS), files: transaction.objectStore(FILES) };
}

/**
 * Returns a promise that resolves when the transaction is complete.
 * @param {Stores} stores
 * @returns {Promise<unknown>}
 */
export const completed = ({ drafts: { transaction } }) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = reject;
  });

/**
 * The id of the draft of a form.
 * @param {URL} base the site's address
 * @param {string} job
 */
export const draftId = (base, job) => `${base}/${job}`;

/**
 * Whether an earlier page has left a draft.
 * @param {string} id
 */
export async function hasDraft(id) {
  const database = await openDatabase();
  const count = await resultOf(storesOf(database).drafts.count(id));
  database.close();
  return count > 0;
}
