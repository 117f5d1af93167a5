// Comfort for people whose browser runs scripts. Every page works without this file.
"use strict";

// A form that changes something is sent once, however often its button is pressed, and not into a dead network, which would
// take the page away.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent || !online(form)) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.setAttribute("aria-disabled", "true");
    }
  });
}

// online says whether there is a network, and says it to the person where there is none.
function online(form) {
  form.querySelector(".offline")?.remove();
  if (navigator.onLine) return true;
  const note = document.createElement("p");
  note.className = "offline error";
  note.setAttribute("role", "alert");
  note.textContent = document.body.dataset.offline;
  form.append(note);
  return false;
}

// Coming back by the browser's back button, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
});

// The counter under a textarea says how many characters are left.
function countDown(area) {
  const counter = document.getElementById(area.dataset.counter);
  const show = () => {
    const left = area.maxLength - area.value.length;
    counter.textContent = counter.dataset.text.replace("#", left);
    counter.classList.toggle("counter-low", left < area.maxLength / 10);
  };
  area.addEventListener("input", show);
  show();
}

// The template of the chosen option fills a textarea as long as nobody has written in it.
function fillFromTemplate(area) {
  let filled = "";
  area.form.addEventListener("change", (event) => {
    if (event.target.name !== area.dataset.templateFrom) return;
    const chosen = event.target.selectedOptions ? event.target.selectedOptions[0] : event.target;
    const template = chosen.dataset.template || "";
    if (area.value.trim() !== "" && area.value !== filled) return;
    area.value = filled = template;
    area.dispatchEvent(new Event("input"));
  });
}

function copyText(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const label = button.getAttribute("aria-label");
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copy-done");
    button.setAttribute("aria-label", button.dataset.done);
    button.title = button.dataset.done;
    setTimeout(() => {
      button.classList.remove("copy-done");
      button.setAttribute("aria-label", label);
      button.removeAttribute("title");
    }, 2000);
  });
}

// The search box above many choices leaves those whose name or alias contains every word.
function filterChoices(box) {
  const list = document.getElementById(box.dataset.filter);
  box.hidden = false;
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of list.querySelectorAll(".choice-group")) {
      let inGroup = 0;
      for (const choice of group.querySelectorAll(".choice")) {
        const text = choice.dataset.search.toLowerCase();
        choice.hidden = !words.every((word) => text.includes(word));
        if (!choice.hidden) inGroup++;
      }
      group.hidden = inGroup === 0;
      found += inGroup;
    }
    list.querySelector(".choices-none").hidden = found > 0;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

function fileSize(bytes) {
  if (bytes < 1024) return bytes + " B";
  if (bytes < 1048576) return Math.round(bytes / 1024) + " KB";
  return (bytes / 1048576).toFixed(1) + " MB";
}

// The chosen files are listed with their sizes, may be dropped onto the field and taken away again; those that the server
// would refuse for their size are not sent.
function listFiles(input) {
  const list = document.getElementById(input.dataset.files);
  const hold = (files) => {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    input.files = held.files;
    show();
  };
  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const size = document.createElement("span");
    const remove = document.createElement("button");
    const tooLarge = input.dataset.max && file.size > Number(input.dataset.max);
    name.textContent = file.name;
    size.textContent = fileSize(file.size) + (tooLarge ? " · " + input.dataset.tooLarge : "");
    item.classList.toggle("drop-bad", Boolean(tooLarge));
    remove.type = "button";
    remove.className = "button";
    remove.textContent = input.dataset.remove;
    remove.setAttribute("aria-label", input.dataset.remove + " " + file.name);
    remove.addEventListener("click", () => {
      hold([...input.files].filter((f) => f !== file));
      input.focus();
    });
    item.append(name, size, remove);
    return item;
  };
  const show = () => {
    list.replaceChildren(...Array.from(input.files, line));
    const bad = list.querySelector(".drop-bad");
    input.setCustomValidity(bad ? bad.firstChild.textContent + ": " + input.dataset.tooLarge : "");
  };
  input.addEventListener("change", show);
  const zone = input.closest("[data-drop]");
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("drop-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("drop-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("drop-over");
    const dropped = [...event.dataTransfer.files];
    hold(input.multiple ? [...input.files, ...dropped] : dropped.slice(0, 1));
  });
}

// What somebody types into a form that files or answers is kept in this tab until the server has taken it, so that a lost
// connection, an ended session or a page left by mistake costs nothing. The flash that follows tells that it was taken.
const draftPrefix = "draft ";
const lastSent = "sent"; // the draft whose answer is awaited

const ticked = (field) => field.type === "radio" || field.type === "checkbox";

// differs says that a field does not hold what the server put into it.
function differs(field) {
  if (ticked(field)) return field.checked !== field.defaultChecked;
  if (field.localName !== "select") return field.value !== field.defaultValue;
  const given = [...field.options].find((option) => option.defaultSelected) || field.options[0];
  return field.value !== (given ? given.value : "");
}

function keepDraft(form) {
  const key = draftPrefix + document.body.dataset.person + " " + form.dataset.draft;
  const fields = [...form.elements].filter((e) => e.name && e.matches("input:not([type=hidden], [type=file], [type=password]), select, textarea"));
  const place = (field) => (ticked(field) ? field.name + "=" + field.value : field.name);
  const keep = () => {
    const typed = Object.fromEntries(fields.filter(differs).map((f) => [place(f), ticked(f) ? f.checked : f.value]));
    if (Object.keys(typed).length > 0) sessionStorage.setItem(key, JSON.stringify({ typed }));
    else sessionStorage.removeItem(key);
  };
  restoreDraft(form, key, fields, place);
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    const draft = sessionStorage.getItem(key);
    if (!draft || event.defaultPrevented) return;
    sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(draft), once: form.elements.idempotency_key?.value }));
    sessionStorage.setItem(lastSent, key);
  });
}

// restoreDraft puts a draft back into the fields that nobody has filled since, says so, and offers to drop it. It keeps the
// key under which it was sent, so that what did arrive does not arrive twice.
function restoreDraft(form, key, fields, place) {
  const { typed, once } = JSON.parse(sessionStorage.getItem(key) || '{"typed":{}}');
  const back = fields.filter((f) => place(f) in typed && !differs(f) && (ticked(f) ? f.checked : f.value) !== typed[place(f)]);
  if (back.length === 0) return;
  const note = form.querySelector(".draft-note");
  const tell = () => fields.forEach((f) => f.dispatchEvent(new Event("input")));
  for (const field of back) {
    if (ticked(field)) field.checked = typed[place(field)];
    else field.value = typed[place(field)];
  }
  tell();
  if (once) form.elements.idempotency_key.value = once;
  note.hidden = false;
  if (form.closest("details")) form.closest("details").open = true;
  note.querySelector("button").addEventListener("click", () => {
    form.reset();
    tell();
    sessionStorage.removeItem(key);
    note.hidden = true;
    fields[0].focus();
  });
}

// settleDraft drops the draft that was sent last when the page says that it was done.
function settleDraft() {
  const sent = sessionStorage.getItem(lastSent);
  sessionStorage.removeItem(lastSent);
  if (sent && document.querySelector(".flash")) sessionStorage.removeItem(sent);
}

// An opened offer takes the focus to its first question and can be closed again.
function openOffer(offer) {
  const close = offer.querySelector("[data-close]");
  close.hidden = false;
  const leave = () => {
    offer.open = false;
    offer.querySelector("summary").focus();
  };
  close.addEventListener("click", leave);
  offer.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && offer.open) leave();
  });
  offer.querySelector("summary").addEventListener("click", () => {
    setTimeout(() => {
      const first = offer.querySelector("input:not([type=hidden]), select, textarea, .form-buttons button");
      if (offer.open && first) first.focus();
    });
  });
}

function closeMenu(menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const behaviours = {
  "main": settleDraft,
  "form[data-sign-out]": (form) => form.addEventListener("submit", () => sessionStorage.clear()), // nothing stays in the tab
  "form[data-once]": sendOnce,
  "textarea[data-counter]": countDown,
  "textarea[data-template-from]": fillFromTemplate,
  "button[data-copy]": copyText,
  "input[data-filter]": filterChoices,
  "input[data-files]": listFiles,
  "form[data-draft]": keepDraft,
  "details[data-offer]": openOffer,
  "details[data-menu]": closeMenu,
  ".tab[aria-current]": (tab) => tab.closest(".tabs").scrollTo({ left: tab.offsetLeft - 16 }),
  "button[data-print]": (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  },
};

for (const [selector, behave] of Object.entries(behaviours)) {
  for (const element of document.querySelectorAll(selector)) behave(element);
}

// What was refused is where the person goes on.
const refused = document.querySelector("[data-focus]") || document.querySelector("main [aria-invalid], main .field-bad input");
if (refused && !document.querySelector("[autofocus]")) refused.focus();
