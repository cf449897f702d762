// Two themes, as constructable style sheets: no <style> and no style="", which a Content-Security-Policy may forbid.
// Custom properties adjust them; `theme="none"` leaves all styles to the page. They are dark if the page's
// `color-scheme` is dark, whatever the system's setting.

/** Rules for the children of an element; `&` is the element. They have no specificity, so the page's own rules win. */
const PLAIN = `
& { display: block; --_accent: var(--apply-accent, #0a5f45); --_on: var(--apply-on-accent, #fff);
  --_danger: var(--apply-danger, #b3261e); --_line: var(--apply-line, #767c85); --_soft: var(--apply-soft, #f4f6f5);
  --_radius: var(--apply-radius, .4rem); --_gap: var(--apply-gap, 1rem); font: var(--apply-font, inherit); }
@supports (color: light-dark(#000, #fff)) {
  & { --_accent: var(--apply-accent, light-dark(#0a5f45, #7fd1ae));
    --_on: var(--apply-on-accent, light-dark(#fff, #06281d));
    --_danger: var(--apply-danger, light-dark(#b3261e, #f2b8b5));
    --_line: var(--apply-line, light-dark(#767c85, #8d949e));
    --_soft: var(--apply-soft, light-dark(#f4f6f5, #1d2321)); }
}
* { box-sizing: border-box; }
[data-part=form] {
  display: grid; gap: var(--_gap); max-inline-size: var(--apply-width, 40rem); overflow-wrap: anywhere; }
[data-part=field] { display: grid; gap: .3rem; min-inline-size: 0; }
[data-part=label], [data-part=job] a { font-weight: 600; }
input:not([type=checkbox]), textarea, select { inline-size: 100%; min-block-size: 2.75rem; padding: .55rem .7rem;
  font: inherit; color: inherit; background: Canvas; border: 1px solid var(--_line); border-radius: var(--_radius); }
[data-part=hint], [data-part=from-resume], [data-part=status], [data-part=error], [data-part=facts] { margin: 0; }
[data-part=hint], [data-part=from-resume] { font-size: .9em; }
[data-part=error] { color: var(--_danger); }
apply-form [aria-invalid=true] { border-color: var(--_danger); outline: 1px solid var(--_danger); }
[data-part=consent] { display: grid; grid-template-columns: auto 1fr; gap: .2rem .75rem; align-items: start; }
[data-part=consent] input { inline-size: 1.5rem; block-size: 1.5rem; margin: 0; accent-color: var(--_accent); }
[data-part=consent] [data-part=error] { grid-column: 2; }
[data-part=problems], [data-part=restored], [data-part=file] { padding: .75rem 1rem; border: 1px solid var(--_line);
  border-radius: var(--_radius); background: Canvas; }
[data-part=problems] { border-color: var(--_danger); border-inline-start-width: .4rem; }
[data-part=problems] :is(h2, h3, h4, h5, h6, ul) { margin: 0; font-size: 1.1em; }
[data-part=problems] ul { font-size: 1em; }
[data-part=field]:has([data-part=file]) input[type=file] { color: transparent; }
[data-part=uploads], [data-part=list] { margin: 0; padding: 0; list-style: none; }
[data-part=uploads] { display: grid; gap: .5rem; }
[data-part=uploads]:empty { display: none; }
[data-part=file] { display: grid; gap: .35rem; }
apply-form progress { inline-size: 100%; accent-color: var(--_accent); }
[data-part=submit] { justify-self: start; min-block-size: 3rem; padding: .6rem 1.75rem; border: 0;
  border-radius: var(--_radius); background: var(--_accent); color: var(--_on); font: inherit; font-weight: 700;
  cursor: pointer; }
[data-part=submit][aria-disabled=true] { cursor: progress; }
[data-part=act] { min-block-size: 2rem; padding: .2rem 0; border: 0; background: none; color: var(--_accent);
  font: inherit; font-weight: 600; text-align: start; text-decoration: underline; cursor: pointer; }
[data-part=acts] { display: flex; flex-wrap: wrap; gap: 1rem; }
a { color: var(--_accent); }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
[hidden] { display: none !important; }
[data-part=filters] {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: .75rem; }
[data-part=job] { padding-block: .75rem; border-block-end: 1px solid var(--_line); }
@media (prefers-reduced-motion: no-preference) {
  [data-part=submit] { transition: filter .15s; }
  [data-part=submit]:hover { filter: brightness(1.1); }
}
`;
const CARD = `
apply-form[theme=card] :is([data-part=form], [data-part=sent], [data-part=closed]) {
  max-inline-size: var(--apply-width, 40rem); padding: clamp(1rem, 4vw, 2rem);
  border-radius: calc(var(--_radius) * 2); background: var(--_soft); }
`;
/** Excludes elements with `theme="none"` in the same page. */
const ELEMENT = ":where(:is(apply-form, apply-jobs):not([theme=none]))";
/** @type {Record<string, string[]>} */
const SHEETS = { plain: [PLAIN], card: [PLAIN, CARD], none: [] };
/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/**
 * Returns the rules as CSS: each selector, which follows a brace, is scoped to the element.
 * @param {string} rules
 */
const scoped = (rules) =>
  rules.replace(
    /(^|[{}])([^{}@]+)(?={)/g,
    (_, brace, selector) => brace + (selector.trim() === "&" ? ELEMENT : `${ELEMENT} :where(${selector})`),
  );

/**
 * Adds the sheets of an element's theme to its document or shadow root, once, before the page's own, which win.
 * @param {Element} element
 */
export function applyTheme(element) {
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  for (const rules of SHEETS[element.getAttribute("theme") ?? ""] ?? SHEETS.plain) {
    try {
      const sheet = sheets.get(rules) ?? new CSSStyleSheet();
      if (!sheets.has(rules)) sheet.replaceSync(scoped(rules));
      sheets.set(rules, sheet);
      if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
    } catch {
      // Without constructable style sheets the form is unstyled, and works.
    }
  }
}
