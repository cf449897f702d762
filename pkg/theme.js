// Two looks, as constructable sheets: no <style>, no style="", nothing that a Content-Security-Policy
// minds. Everything a page may want to change is a custom property; `theme="none"` leaves it all to the page.
// It is dark where the page is (`color-scheme`), not where the system would like it to be.
const PLAIN = `
:where(apply-form, apply-jobs) { display: block; --_accent: var(--apply-accent, #0a5f45); --_on: var(--apply-on-accent, #fff); --_danger: var(--apply-danger, #b3261e); --_line: var(--apply-line, #767c85); --_soft: var(--apply-soft, #f4f6f5); --_radius: var(--apply-radius, .4rem); --_gap: var(--apply-gap, 1rem); font: var(--apply-font, inherit); }
@supports (color: light-dark(#000, #fff)) { :where(apply-form, apply-jobs) { --_accent: var(--apply-accent, light-dark(#0a5f45, #7fd1ae)); --_on: var(--apply-on-accent, light-dark(#fff, #06281d)); --_danger: var(--apply-danger, light-dark(#b3261e, #f2b8b5)); --_line: var(--apply-line, light-dark(#767c85, #8d949e)); --_soft: var(--apply-soft, light-dark(#f4f6f5, #1d2321)); } }
:where(apply-form, apply-jobs) :where(*) { box-sizing: border-box; }
:where(apply-form) :where([data-part=form]) { display: grid; gap: var(--_gap); max-inline-size: var(--apply-width, 40rem); overflow-wrap: anywhere; }
:where(apply-form, apply-jobs) :where([data-part=field]) { display: grid; gap: .3rem; min-inline-size: 0; }
:where(apply-form, apply-jobs) :where([data-part=label]) { font-weight: 600; }
:where(apply-form, apply-jobs) :where(input:not([type=checkbox]), textarea, select) { inline-size: 100%; min-block-size: 2.75rem; padding: .55rem .7rem; font: inherit; color: inherit; background: Canvas; border: 1px solid var(--_line); border-radius: var(--_radius); }
:where(apply-form) :where([data-part=hint], [data-part=from-resume]) { margin: 0; font-size: .9em; }
:where(apply-form) :where([data-part=status]) { margin: 0; }
:where(apply-form) :where([data-part=error]) { margin: 0; color: var(--_danger); }
:where(apply-form) :where([aria-invalid=true]) { border-color: var(--_danger); outline: 1px solid var(--_danger); }
:where(apply-form) :where([data-part=consent]) { display: grid; grid-template-columns: auto 1fr; gap: .2rem .75rem; align-items: start; }
:where(apply-form) :where([data-part=consent] input) { inline-size: 1.5rem; block-size: 1.5rem; margin: 0; accent-color: var(--_accent); }
:where(apply-form) :where([data-part=consent] [data-part=error]) { grid-column: 2; }
:where(apply-form) :where([data-part=problems], [data-part=restored], [data-part=file]) { padding: .75rem 1rem; border: 1px solid var(--_line); border-radius: var(--_radius); background: Canvas; }
:where(apply-form) :where([data-part=problems]) { border-color: var(--_danger); border-inline-start-width: .4rem; }
:where(apply-form) :where([data-part=problems] :is(h2, h3, h4, h5, h6, ul)) { margin: 0; font-size: 1.1em; }
:where(apply-form) :where([data-part=problems] ul) { font-size: 1em; }
:where(apply-form) :where([data-part=field]:has([data-part=file]) input[type=file]) { color: transparent; }
:where(apply-form) :where([data-part=uploads]) { display: grid; gap: .5rem; margin: 0; padding: 0; list-style: none; }
:where(apply-form) :where([data-part=uploads]:empty) { display: none; }
:where(apply-form) :where([data-part=file]) { display: grid; gap: .35rem; }
:where(apply-form) :where(progress) { inline-size: 100%; accent-color: var(--_accent); }
:where(apply-form) :where([data-part=submit]) { justify-self: start; min-block-size: 3rem; padding: .6rem 1.75rem; border: 0; border-radius: var(--_radius); background: var(--_accent); color: var(--_on); font: inherit; font-weight: 700; cursor: pointer; }
:where(apply-form) :where([data-part=submit][aria-disabled=true]) { cursor: progress; }
:where(apply-form) :where([data-part=act]) { min-block-size: 2rem; padding: .2rem 0; border: 0; background: none; color: var(--_accent); font: inherit; font-weight: 600; text-align: start; text-decoration: underline; cursor: pointer; }
:where(apply-form) :where([data-part=acts]) { display: flex; flex-wrap: wrap; gap: 1rem; }
:where(apply-form, apply-jobs) :where(a) { color: var(--_accent); }
:where(apply-form, apply-jobs) :where(:focus-visible) { outline: 3px solid var(--_accent); outline-offset: 2px; }
:where(apply-form, apply-jobs) :where([hidden]) { display: none !important; }
:where(apply-jobs) :where([data-part=filters]) { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: .75rem; }
:where(apply-jobs) :where([data-part=list]) { list-style: none; margin: 0; padding: 0; }
:where(apply-jobs) :where([data-part=job]) { padding-block: .75rem; border-block-end: 1px solid var(--_line); }
:where(apply-jobs) :where([data-part=job] a) { font-weight: 600; }
:where(apply-jobs) :where([data-part=facts]) { margin: 0; }
@media (prefers-reduced-motion: no-preference) { :where(apply-form) :where([data-part=submit]) { transition: filter .15s; } :where(apply-form) :where([data-part=submit]:hover) { filter: brightness(1.1); } }
`;
const CARD = `
:where(apply-form[theme=card]) :where([data-part=form], [data-part=sent], [data-part=closed]) { max-inline-size: var(--apply-width, 40rem); padding: clamp(1rem, 4vw, 2rem); border-radius: calc(var(--_radius) * 2); background: var(--_soft); }
`;
const SHEETS = { plain: [PLAIN], card: [PLAIN, CARD], none: [] };
const made = new Map();

/** Puts the sheets of an element's theme where it stands, once, before the page's own: whatever the page says wins. */
export function dress(element) {
  const page = element.getRootNode();
  for (const text of SHEETS[element.getAttribute("theme")] ?? SHEETS.plain) {
    try {
      if (!made.has(text)) {
        const sheet = new CSSStyleSheet();
        // Elements of another theme stand beside it.
        sheet.replaceSync(text.replace(/apply-(form|jobs)(?=[,)])/g, "$&:not([theme=none])"));
        made.set(text, sheet);
      }
      const sheet = made.get(text);
      if (!page.adoptedStyleSheets.includes(sheet)) page.adoptedStyleSheets = [sheet, ...page.adoptedStyleSheets];
    } catch {
      // An old browser: the form is plain, and works.
    }
  }
}
