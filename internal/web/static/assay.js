// Makes pages quicker. Everything here works without it, by links and forms.
"use strict";
document.documentElement.classList.add("js");

const main = () => document.getElementById("main");

// Ask before what cannot be taken back at once.
document.addEventListener("click", e => {
  const b = e.target.closest("[data-confirm]");
  if (b && !confirm(b.dataset.confirm)) e.preventDefault();
});

// Close menus when one clicks elsewhere or presses Escape.
const closeMenus = except => document.querySelectorAll("details.menu[open]").forEach(d => { if (d !== except) d.open = false; });
document.addEventListener("click", e => closeMenus(e.target.closest("details.menu")));

// Fetch a page and put its main part in place of the present one.
async function swap(address, options, keep) {
  main().classList.add("busy");
  const answer = await fetch(address, options);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const from = keep ? page.getElementById(keep) : page.getElementById("main");
  const to = keep ? document.getElementById(keep) : main();
  if (!from || !to) { location.assign(answer.url); return; }
  to.replaceWith(document.adoptNode(from));
  const proof = page.querySelector(".proof");
  if (proof) document.querySelector(".proof")?.replaceWith(document.adoptNode(proof));
  main().classList.remove("busy");
  enhance();
  main().querySelector("[autofocus]")?.focus();
  return answer;
}

// Filters answer while one types.
let timer;
document.addEventListener("input", e => {
  const form = e.target.form?.matches("[data-live]") && e.target.form;
  if (!form) return;
  const named = e.target.list; // half a name finds nothing
  if (named && e.target.value && ![...named.options].some(o => o.value === e.target.value)) return;
  clearTimeout(timer);
  timer = setTimeout(() => live(form), 180);
});
async function live(form) {
  const usual = [...form.querySelectorAll("[name=col]")].every(c => c.checked === ("usual" in c.dataset));
  const values = [...new FormData(form)].filter(([k, v]) => v !== "" && !(usual && k === "col"));
  const address = form.action + (values.length ? "?" + new URLSearchParams(values) : "");
  await swap(address, {}, form.dataset.live);
  history.replaceState(null, "", address);
}

// Cells of a table save when their value changes, and the cursor stays where it was.
document.addEventListener("change", async e => {
  const form = e.target.closest("form[data-save]");
  if (!form) return;
  const label = e.target.getAttribute("aria-label");
  const answer = await swap(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer && new URL(answer.url).pathname !== location.pathname) history.pushState(null, "", answer.url);
  if (label && !main().querySelector("[autofocus]")) document.querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus();
});
window.addEventListener("popstate", () => location.reload());

// Selecting rows: all, ranges with shift, and a count before the bulk action.
let lastTicked;
document.addEventListener("click", e => {
  const box = e.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  if (box.dataset.many) document.querySelectorAll('input[name="select"]').forEach(b => { b.checked = box.checked; });
  if (box.dataset.all) document.querySelectorAll(`input[name="${box.dataset.all}"]`).forEach(b => { b.checked = box.checked; });
  if (box.name === "select") {
    const all = [...document.querySelectorAll('input[name="select"]')];
    if (e.shiftKey && lastTicked) {
      const [a, b] = [all.indexOf(lastTicked), all.indexOf(box)].sort((x, y) => x - y);
      all.slice(a, b + 1).forEach(c => { c.checked = box.checked; });
    }
    lastTicked = box;
  }
  count();
});
function count() {
  const many = document.querySelector("[data-many]:checked");
  const n = many ? many.dataset.many : document.querySelectorAll('input[name="select"]:checked').length;
  document.querySelectorAll("[data-bulk]").forEach(b => b.classList.toggle("on", n > 0));
  document.querySelectorAll("[data-count]").forEach(c => { c.textContent = n + " selected"; });
}
document.addEventListener("click", e => {
  if (!e.target.closest("[data-deselect]")) return;
  document.querySelectorAll('input[name="select"],[data-all],[data-many]').forEach(b => { b.checked = false; });
  count();
});

// A bulk change shows the input that fits the field.
function fit(select) {
  const bar = select.closest("[data-bulk]");
  const made = bar.querySelector(`template[data-field="${CSS.escape(select.value)}"]`);
  const slot = bar.querySelector("[data-slot]");
  if (!made) return;
  slot.replaceChildren(made.content.cloneNode(true));
  slot.querySelector("input,select").id = "bulk-value";
}
document.addEventListener("change", e => { if (e.target.id === "bulk-field") fit(e.target); });

// A long list to choose several from becomes boxes to tick, with a filter; the list itself stays what is sent.
function choose(list) {
  list.hidden = true;
  const name = list.labels[0]?.textContent ?? "";
  const filter = Object.assign(document.createElement("input"), { type: "search", className: "in", placeholder: "Filter " + list.options.length, autocomplete: "off" });
  filter.setAttribute("aria-label", "Filter " + name);
  const boxes = [...list.options].map(option => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: option.selected });
    box.addEventListener("change", () => { option.selected = box.checked; list.dispatchEvent(new Event("change", { bubbles: true })); });
    label.append(box, " " + option.textContent);
    return { label, box, option };
  });
  const chosen = Object.assign(document.createElement("p"), { className: "help" });
  const sync = () => {
    boxes.forEach(b => { b.box.checked = b.option.selected; });
    chosen.textContent = list.selectedOptions.length + " chosen";
  };
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    boxes.forEach(b => { b.label.hidden = !words.every(w => b.option.textContent.toLowerCase().includes(w)); });
  });
  filter.addEventListener("keydown", e => {
    if (e.key !== "Enter" || e.ctrlKey || e.metaKey) return;
    e.preventDefault(); // Enter ticks the first that is left
    const first = boxes.find(b => !b.label.hidden);
    if (filter.value && first) first.box.click();
  });
  list.addEventListener("change", sync);
  const group = Object.assign(document.createElement("div"), { className: "choose" });
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", name);
  const scroll = document.createElement("div");
  scroll.append(...boxes.map(b => b.label));
  group.append(...(boxes.length > 8 ? [filter] : []), scroll, chosen);
  list.after(group);
  sync();
}

// Ask before leaving a form with changes that were not saved.
let unsaved = false;
document.addEventListener("input", e => { if (e.target.closest("form[data-guard]")) unsaved = true; });
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", e => { if (unsaved) e.preventDefault(); });

// From a list one walks on from record to record in the list's order.
document.addEventListener("click", e => {
  if (e.target.closest("#list tbody a")) sessionStorage.setItem("walk", JSON.stringify([...document.querySelectorAll("#list tbody a.name")].map(a => a.pathname + a.search)));
});
function walk() {
  const order = JSON.parse(sessionStorage.getItem("walk") ?? "[]");
  const at = order.indexOf(location.pathname + location.search);
  const head = document.querySelector(".head");
  if (at < 0 || !head || document.getElementById("list")) return;
  const line = Object.assign(document.createElement("p"), { className: "walk" });
  for (const [rel, text, to] of [["prev", "← Previous", order[at - 1]], ["next", "Next →", order[at + 1]]])
    if (to) line.append(Object.assign(document.createElement("a"), { rel, href: to, textContent: text }));
  line.append(`${at + 1} of ${order.length}`);
  head.before(line);
}
walk();

function enhance() {
  document.querySelectorAll("select[data-choose]:not([hidden])").forEach(choose);
  document.querySelectorAll("#bulk-field").forEach(fit);
  count();
}
enhance();

// Keyboard, as the page's own list of keys tells.
let going = false;
const places = { h: "/", c: "/context", r: "/risk", t: "/r/treatments", s: "/soa", a: "/r/assets", e: "/r/evidence-items", j: "/journal" };
function go(key) {
  going = false;
  const home = document.querySelector(".top .brand");
  const past = new URLSearchParams(location.search).get("as_of");
  if (places[key] && home) location.assign(new URL(home.href).pathname.replace(/\/$/, "") + places[key] + (past ? "?as_of=" + encodeURIComponent(past) : ""));
}
function edit(row) {
  const link = row?.querySelector("a.name");
  if (!link) document.querySelector("[data-key=e]")?.click();
  else location.assign(link.pathname + (link.pathname.includes("/r/") && document.getElementById("bulk") ? "/edit" : "") + link.search);
}
const find = e => { e.preventDefault(); document.getElementById("find")?.focus(); };
document.addEventListener("keydown", e => {
  const control = e.ctrlKey || e.metaKey;
  if (e.key === "Escape") closeMenus();
  if (control && e.key.toLowerCase() === "k") return find(e);
  if (control && e.key === "Enter" && e.target.form?.method === "post") return e.target.form.requestSubmit();
  if (control || e.altKey || e.target.closest("input:not([type=checkbox]),select,textarea")) return;
  if (going) return go(e.key);
  const rows = [...document.querySelectorAll("#list tbody tr")];
  const at = rows.findIndex(r => r.contains(document.activeElement));
  switch (e.key) {
    case "/": find(e); break;
    case "?": document.getElementById("keys")?.togglePopover(); break;
    case "g": going = true; setTimeout(() => { going = false; }, 1200); break;
    case "j": case "k": rows[Math.max(0, Math.min(rows.length - 1, at + (e.key === "j" ? 1 : -1)))]?.querySelector("a.name")?.focus(); break;
    case "d": (rows[at] ?? rows[0])?.querySelector("[data-key=d]")?.click(); break;
    case "x": rows[at]?.querySelector("input[name=select]")?.click(); break;
    case "e": edit(rows[at]); break;
    case "n": document.querySelector("[data-key=n]")?.click(); break;
    case "[": document.querySelector(".walk [rel=prev]")?.click(); break;
    case "]": document.querySelector(".walk [rel=next]")?.click(); break;
  }
});
