// The demo's only script. A careers site writes `import "apply-edge/element"`, or, without a bundler,
// <script type="module" src="https://apply.example.com/pkg/element.js">. The rest is the demo's own: its
// pages are English, and its forms speak the language of who looks at them.
const lang = new URLSearchParams(location.search).get("lang") ?? navigator.language;
for (const element of document.querySelectorAll("apply-form, apply-jobs")) if (!element.lang) element.lang = lang;
await import("apply-edge/element");
