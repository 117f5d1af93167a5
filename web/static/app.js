// Comfort for people whose browser runs scripts. Every page works without this file.
"use strict";

// A form that changes something is sent once, however often its button is pressed.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.setAttribute("aria-disabled", "true");
    }
  });
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

// The chosen files are listed with their sizes, and may be dropped onto the field.
function listFiles(input) {
  const list = document.getElementById(input.dataset.files);
  const show = () => {
    list.replaceChildren(
      ...Array.from(input.files, (file) => {
        const item = document.createElement("li");
        const size = document.createElement("span");
        size.textContent = fileSize(file.size);
        item.append(file.name, size);
        return item;
      }),
    );
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
    input.files = event.dataTransfer.files;
    show();
  });
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
  "form[data-once]": sendOnce,
  "textarea[data-counter]": countDown,
  "textarea[data-template-from]": fillFromTemplate,
  "button[data-copy]": copyText,
  "input[data-filter]": filterChoices,
  "input[data-files]": listFiles,
  "details[data-offer]": openOffer,
  "details[data-menu]": closeMenu,
  "[data-focus]": (element) => element.focus(),
  ".tab[aria-current]": (tab) => tab.closest(".tabs").scrollTo({ left: tab.offsetLeft - 16 }),
  "button[data-print]": (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  },
};

for (const [selector, behave] of Object.entries(behaviours)) {
  for (const element of document.querySelectorAll(selector)) behave(element);
}
