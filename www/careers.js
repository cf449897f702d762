// The demo's job page: the link to the apply page becomes a form on the page itself. Written as a
// customer of the package would write it.
import { ApplyError, createClient } from "apply-edge";

const place = document.getElementById("apply");
if (place) enhance(place).catch(() => {}); // The link stays: it works without any of this.

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function enhance(place) {
  const { site, job } = place.dataset;
  const lang = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  const client = createClient({ endpoint: location.origin, site, lang });
  const form = await client.form(job);
  // One key a form: however often it is sent, it is one application.
  const key = crypto.randomUUID();

  const label = (field) => (field.required ? field.label : `${field.label} (${form.optional})`);
  const fields = form.fields.map((field) => {
    const many = field.kind === "textarea";
    const input = element(many ? "textarea" : "input", { id: field.name, name: field.name, maxLength: field.max, required: field.required });
    if (many) input.rows = 5;
    else input.type = field.kind;
    if (["email", "tel", "url"].includes(field.kind)) input.dir = "ltr";
    if (field.autocomplete) input.autocomplete = field.autocomplete;
    return row(field.name, label(field), input);
  });
  const resume = element("input", { id: "resume", name: "resume", type: "file", accept: form.resume.kinds.map((kind) => `.${kind}`).join() });
  fields.push(row("resume", label(form.resume), resume));
  for (const consent of form.consents) {
    const name = `consent.${consent.id}`;
    const box = element("input", { id: name, name, type: "checkbox", value: consent.version });
    fields.push(element("div", { className: "consent" }, box, element("label", { htmlFor: name, textContent: label({ ...consent, label: consent.text }) }), problemOf(name)));
  }
  const button = element("button", { type: "submit", textContent: form.submit });
  const status = element("p", { className: "status" });
  status.setAttribute("role", "status");
  const native = element("form", { noValidate: true, lang: form.locale, dir: form.direction }, element("h2", { textContent: form.title }), ...fields, status, button);
  place.replaceChildren(native);

  native.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    for (const problem of native.querySelectorAll(".error")) problem.textContent = "";
    for (const input of native.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    status.textContent = "…";
    const application = { consents: {} };
    for (const field of form.fields) application[field.name] = native.elements[field.name].value;
    for (const { id } of form.consents) {
      const box = native.elements[`consent.${id}`];
      if (box.checked) application.consents[id] = box.value;
    }
    try {
      const receipt = await client.apply(job, application, { resume: resume.files[0], key });
      location.assign(`${receipt.status}?lang=${form.locale}`);
    } catch (error) {
      status.textContent = "";
      if (!(error instanceof ApplyError)) throw error;
      status.textContent = error.message;
      for (const { pointer, message } of error.fields) show(pointer.slice(1), message);
      native.querySelector("[aria-invalid]")?.focus();
    } finally {
      button.disabled = false;
    }
  });

  function show(name, message) {
    const problem = document.getElementById(`${name}-error`);
    if (problem) problem.textContent = message;
    native.elements[name]?.setAttribute("aria-invalid", "true");
  }
}

function problemOf(name) {
  return element("p", { className: "error", id: `${name}-error` });
}

function row(name, label, input) {
  input.setAttribute("aria-describedby", `${name}-error`);
  return element("div", { className: "field" }, element("label", { htmlFor: name, textContent: label }), input, problemOf(name));
}
