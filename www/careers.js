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
  const { words } = form;
  let lists;
  // A demo may keep what is typed without asking; a careers site asks where its law wants it.
  const draft = await client.draft(job, { store: true, onState: showUpload });

  const label = (field) => (field.required ? field.label : `${field.label} (${form.optional})`);
  const fields = form.fields.map((field) => row(field.name, label(field), control(field, words)));
  lists = Object.fromEntries([form.resume, ...form.files].map((slot) => [slot.slot, fileSlot(slot)]));
  for (const { element: slot } of Object.values(lists)) fields.push(slot);
  for (const consent of form.consents) {
    const name = `consent.${consent.id}`;
    const box = element("input", { id: name, name, type: "checkbox", value: consent.version });
    fields.push(element("div", { className: "consent" }, box, element("label", { htmlFor: name, textContent: label({ ...consent, label: consent.text }) }), problemOf(name)));
  }
  const button = element("button", { type: "submit", textContent: form.submit });
  const status = element("p", { className: "status" });
  status.setAttribute("role", "status");
  const restored = element("p", { className: "restored", hidden: !draft.restored }, words.draft_restored, " ", element("button", { type: "button", className: "plain", textContent: words.start_anew, onclick: startAnew }));
  const native = element("form", { noValidate: true, lang: form.locale, dir: form.direction }, element("h2", { textContent: form.title }), restored, ...fields, status, button);
  place.replaceChildren(native);

  for (const { name } of form.fields) native.elements[name].value = draft.fields[name] ?? "";
  draft.uploads.forEach(showUpload);
  native.addEventListener("input", () => draft.save(typed()));
  native.addEventListener("submit", send);

  function typed() {
    return Object.fromEntries(form.fields.map(({ name }) => [name, native.elements[name].value]));
  }

  async function send(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    for (const problem of native.querySelectorAll(".error")) problem.textContent = "";
    for (const input of native.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const application = { ...typed(), consents: {} };
    for (const { id } of form.consents) {
      const box = native.elements[`consent.${id}`];
      if (box.checked) application.consents[id] = box.value;
    }
    const of = (slot) => draft.uploads.filter((upload) => upload.slot === slot && upload.state !== "failed");
    try {
      const receipt = await client.apply(job, application, {
        resume: of("resume").at(-1), photo: of("photo").at(-1), files: of("files"), key: draft.key,
        persist: true, onState: (state) => (status.textContent = words[state]),
      });
      await draft.clear();
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
  }

  async function startAnew() {
    await Promise.all(draft.uploads.map((upload) => draft.remove(upload)));
    await draft.clear();
    location.reload();
  }

  function show(name, message) {
    const problem = document.getElementById(`${name}-error`);
    if (problem) problem.textContent = message;
    native.elements[name]?.setAttribute("aria-invalid", "true");
  }

  /** An input for files, and below it what became of those that were picked. */
  function fileSlot(slot) {
    const name = slot.slot;
    const accept = slot.kinds.flatMap((kind) => (kind === "jpg" ? [".jpg", ".jpeg"] : [`.${kind}`])).join();
    const input = element("input", { id: name, name, type: "file", accept, multiple: slot.max_files > 1 });
    const list = element("ul", { className: "files" });
    input.addEventListener("change", async () => {
      show(name, "");
      input.removeAttribute("aria-invalid");
      const picked = [...input.files];
      input.value = "";
      // One place: another file takes it.
      if (slot.max_files === 1) await Promise.all(draft.uploads.filter((u) => u.slot === name).map((u) => draft.remove(u)));
      for (const file of picked) await draft.upload(file, { slot: name }).catch(({ message }) => show(name, message));
    });
    const hint = element("p", { className: "hint", textContent: words.resume_hint.replace("{kinds}", slot.kinds.join(", ").toUpperCase()).replace("{max}", Math.floor(slot.max_bytes / 1e6)) });
    return { element: row(name, label(slot), element("div", {}, hint, input, list), input), list };
  }

  /** Draws an upload: its name, how far it is, and what can be done. */
  function showUpload(upload) {
    // A draft tells of its uploads before it is handed over.
    const list = lists?.[upload.slot]?.list;
    if (!list) return;
    let item = [...list.children].find((child) => child.upload === upload);
    if (upload.state === "cancelled" || upload.state === "failed") {
      item?.remove();
      const [problem] = upload.error?.fields ?? [];
      if (upload.state === "failed") {
        show(upload.slot, problem?.message ?? upload.error.message);
        draft.remove(upload);
      }
      return;
    }
    if (!item) {
      const [bar, says] = [element("progress", { max: upload.size }), element("span")];
      says.setAttribute("role", "status");
      bar.setAttribute("aria-label", upload.name);
      const hold = element("button", { type: "button", className: "plain", onclick: () => (upload.state === "paused" ? upload.resume() : upload.pause()) });
      const remove = element("button", { type: "button", className: "plain", textContent: words.remove, onclick: () => draft.remove(upload) });
      remove.setAttribute("aria-label", `${words.remove}: ${upload.name}`);
      item = element("li", { upload, bar, says, hold }, element("strong", { textContent: upload.name, dir: "auto" }), bar, says, element("div", {}, hold, " ", remove));
      list.append(item);
    }
    const percent = new Intl.NumberFormat(form.locale, { style: "percent" }).format(upload.sent / upload.size);
    item.bar.value = upload.sent;
    item.says.textContent = { checking: "", uploading: words.uploading, paused: words.paused, done: words.uploaded, waiting: words.waiting, offline: words.offline }[upload.state].replace("{percent}", percent);
    item.hold.textContent = upload.state === "paused" ? words.go_on : words.pause;
    item.hold.hidden = item.bar.hidden = upload.state === "done";
    if (upload.state === "done" && upload.slot === "resume" && form.prefill && !item.offered) {
      item.offered = element("button", { type: "button", className: "plain", textContent: words.prefill_ask });
      item.offered.addEventListener("click", () => prefill(item, upload));
      item.append(item.offered);
    }
  }

  /** The candidate has agreed by pressing: what was read goes where nothing was typed, and is marked. */
  async function prefill(item, upload) {
    item.offered.disabled = true;
    const { fields } = await upload.prefill().catch(() => ({ fields: {} }));
    let filled = 0;
    for (const [name, value] of Object.entries(fields)) {
      const input = native.elements[name];
      if (!input || input.value) continue;
      input.value = value;
      filled += 1;
      const mark = element("p", { className: "hint from-resume", textContent: words.from_resume });
      input.after(mark);
      input.addEventListener("input", () => mark.remove(), { once: true });
    }
    item.offered.remove();
    item.says.textContent = filled ? words.prefill_done : words.prefill_nothing;
    draft.save(typed());
  }
}

function control(field, words) {
  const many = field.kind === "textarea" || field.kind === "links";
  const input = element(many ? "textarea" : "input", { id: field.name, name: field.name, maxLength: field.max, required: field.required });
  if (many) input.rows = field.kind === "links" ? 3 : 5;
  else input.type = field.kind;
  if (field.kind === "links") input.placeholder = words.links_hint;
  if (["email", "tel", "url", "links"].includes(field.kind)) input.dir = "ltr";
  if (field.autocomplete) input.autocomplete = field.autocomplete;
  return input;
}

function problemOf(name) {
  return element("p", { className: "error", id: `${name}-error` });
}

function row(name, label, content, input = content) {
  input.setAttribute("aria-describedby", `${name}-error`);
  return element("div", { className: "field" }, element("label", { htmlFor: name, textContent: label }), content, problemOf(name));
}
