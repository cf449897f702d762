/** 128 random bits; `randomUUID` is missing on pages without https. */
export function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16).padStart(8, "0")).join("");
}
