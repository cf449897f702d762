// Prepares files for sending: with a name, and with bytes that stay readable.
import { ApplyError } from "./error.js";

/** @type {Record<string, string>} */
const EXTENSIONS = {
  "application/pdf": "pdf",
  "application/msword": "doc",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/rtf": "rtf",
  "text/plain": "txt",
  "image/jpeg": "jpg",
  "image/png": "png",
};

/**
 * Returns a name for a Blob by its type: the kind of a file is determined from its name and its content.
 * @param {string} type
 */
function nameOfType(type) {
  const extension = EXTENSIONS[type.split(";")[0]];
  return extension ? `resume.${extension}` : "resume";
}

/** @param {Blob} file */
const readBytes = (file) =>
  file.arrayBuffer().catch(() => {
    throw new ApplyError({ code: "file_unreadable", title: "The file could not be read. Please choose it again." });
  });

/**
 * Returns a copy of a file that stays readable: a phone may make files of its cloud folder unavailable later.
 * @param {File | Blob} file
 */
export async function copyFile(file) {
  const name = /** @type {Partial<File>} */ (file).name ?? nameOfType(file.type);
  return new File([await readBytes(file)], name, { type: file.type });
}

/**
 * Returns a File unchanged, and a Blob as a File with a name.
 * @param {unknown} file
 */
export function toFile(file) {
  if (file instanceof File) return file;
  if (file instanceof Blob) return new File([file], nameOfType(file.type), { type: file.type });
  throw new ApplyError({ code: "protocol", title: "A resume, a photo and files must be a File, a Blob or an upload" });
}

/** The bytes from the start that the check of a file reads. */
const HEAD = 65_536;

/**
 * The first bytes of a file.
 * @param {File} file
 */
export const readHead = async (file) => new Uint8Array(await readBytes(file.slice(0, HEAD)));
