// Where a candidate comes from, as far as a page knows it by itself: the Worker's configuration makes one of
// the ATS's sources of it, or nothing. Nothing is stored in the browser for it.
const UTM = ["utm_source", "utm_medium", "utm_campaign"];

/** What an address and the page before it tell: `utm_source=…&referrer=host`. */
export function toldBy({ search, host }, referrer) {
  const asked = new URLSearchParams(search);
  const told = new URLSearchParams();
  for (const name of [...UTM, "referrer"]) if (asked.get(name)) told.set(name, asked.get(name).slice(0, 200));
  try {
    const from = new URL(referrer);
    if (!told.has("referrer") && from.host !== host && from.hostname) told.set("referrer", from.hostname);
  } catch {
    // A page that nobody linked to.
  }
  return String(told);
}

/** An address that hands on what this page was told, for pages of the same site. */
export function handOn(address, told) {
  if (!told) return address;
  const [path, fragment] = address.split("#");
  return `${path}${path.includes("?") ? "&" : "?"}${told}${fragment === undefined ? "" : `#${fragment}`}`;
}
