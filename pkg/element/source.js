// The candidate's source, as far as a page can know it. The site's configuration maps it to one of the ATS's sources,
// or to none. Nothing is stored in the browser.
const PARAMETERS = ["utm_source", "utm_medium", "utm_campaign", "referrer"];

/**
 * Returns the source by the page's URL and referrer: `utm_source=…&referrer=host`.
 * @param {Pick<Location, "search" | "host">} location
 * @param {string} referrer
 */
export function readSource({ search, host }, referrer) {
  const query = new URLSearchParams(search);
  const source = new URLSearchParams();
  for (const name of PARAMETERS) {
    const value = query.get(name);
    if (value) source.set(name, value.slice(0, 200));
  }
  try {
    const from = new URL(referrer);
    if (!source.has("referrer") && from.host !== host && from.hostname) source.set("referrer", from.hostname);
  } catch {
    // The page was opened without a link.
  }
  return String(source);
}

/**
 * Returns the element's `source` attribute, or else the source by the page's URL and referrer.
 * @param {Element} host
 */
export const sourceOf = (host) => host.getAttribute("source") ?? readSource(location, document.referrer);

/**
 * Returns a URL with the source in its query, for pages of the same site.
 * @param {string} address
 * @param {string} source
 */
export function appendSource(address, source) {
  if (!source) return address;
  const [path, fragment] = address.split("#");
  return `${path}${path.includes("?") ? "&" : "?"}${source}${fragment === undefined ? "" : `#${fragment}`}`;
}
