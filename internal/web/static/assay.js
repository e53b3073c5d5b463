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
  count();
  return answer;
}

// Filters answer while one types.
let timer;
document.addEventListener("input", e => {
  const form = e.target.closest("form[data-live]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(() => live(form), 180);
});
async function live(form) {
  const values = [...new FormData(form)].filter(([, v]) => v !== "");
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
  if (label) document.querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus();
});
window.addEventListener("popstate", () => location.reload());

// Selecting rows: all, ranges with shift, and a count before the bulk action.
let lastTicked;
document.addEventListener("click", e => {
  const box = e.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
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
  const n = document.querySelectorAll('input[name="select"]:checked').length;
  document.querySelectorAll("[data-bulk]").forEach(b => b.classList.toggle("on", n > 0));
  document.querySelectorAll("[data-count]").forEach(c => { c.textContent = n + " selected:"; });
}
count();

// Keyboard: / or Ctrl-K searches, j and k walk the rows, x selects, Enter opens, g then a letter goes places.
let going = false;
document.addEventListener("keydown", e => {
  if (e.key === "Escape") closeMenus();
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); document.getElementById("find")?.focus(); return; }
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input,select,textarea")) return;
  if (going) {
    going = false;
    const place = { h: "/", c: "/context", r: "/risk", s: "/soa", a: "/r/assets", e: "/r/evidence-items", j: "/journal" }[e.key];
    const home = document.querySelector(".top .brand");
    if (place && home) location.assign(new URL(home.href).pathname.replace(/\/$/, "") + place);
    return;
  }
  const rows = [...document.querySelectorAll("#list tbody tr")];
  const at = rows.findIndex(r => r.contains(document.activeElement));
  switch (e.key) {
    case "/": e.preventDefault(); document.getElementById("find")?.focus(); break;
    case "g": going = true; setTimeout(() => { going = false; }, 1200); break;
    case "j": case "k": (rows[Math.max(0, Math.min(rows.length - 1, at + (e.key === "j" ? 1 : -1)))]?.querySelector("a.name"))?.focus(); break;
    case "x": rows[at]?.querySelector("input[name=select]")?.click(); break;
  }
});
