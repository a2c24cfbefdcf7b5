// The bar around a preview: hears of each build, reloads the page when it changed, shows what is wrong when it did not.
"use strict";

const words = JSON.parse(document.body.dataset.words);
const { site, frame: address } = document.body.dataset;
const byId = (id) => document.getElementById(id);
const frame = byId("frame");
let wanted = null; // the edition that the last build left
let sent = null; // the one that the page was last told to load
let ready = false; // whether it has

function show(status) {
  byId("title").textContent = status.title;
  document.title = [words.preview, status.title].filter(Boolean).join(" · ");
  byId("state").textContent = status.failed ? words.failed : words.ready;
  byId("state").className = status.failed ? "failed" : "";
  report(status);
  wanted = status.edition;
  if (sent === null) {
    sent = wanted;
    frame.src = address;
  } else follow();
}

function follow() {
  if (!ready || wanted === sent) return;
  ready = false;
  sent = wanted;
  frame.contentWindow.postMessage("reload", site);
}

window.addEventListener("message", ({ data, origin, source }) => {
  if (source !== frame.contentWindow || origin !== site || data !== "ready") return;
  ready = true;
  follow();
});

function report({ failed, crash, diagnostics, summary, edition: current }) {
  const panel = byId("report");
  // Errors open it; mere remarks leave it as the author has it.
  if (failed !== panel.classList.contains("failed")) panel.open = failed;
  panel.classList.toggle("failed", failed);
  panel.hidden = !failed && diagnostics.length === 0;
  byId("report-title").textContent = crash ? words.crash : [failed ? words.failed : words.notes, summary].filter(Boolean).join(" · ");
  byId("advice").textContent = failed ? (current ? words.stale : words.none) : "";
  byId("crash").hidden = !crash;
  byId("crash").textContent = crash;
  byId("list").replaceChildren(...diagnostics.map(row));
}

function row(diagnostic) {
  const item = document.createElement("li");
  const what = element("p", "what");
  what.append(element("span", diagnostic.severity, `${words[diagnostic.severity]} ${diagnostic.code}`), ` ${diagnostic.message}`);
  item.append(what, element("p", "where", diagnostic.place));
  if (diagnostic.excerpt) item.append(element("pre", "", diagnostic.excerpt));
  if (diagnostic.hint) item.append(element("p", "hint", `${words.hint} ${diagnostic.hint}`));
  return item;
}

function element(name, kind, text = "") {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

for (const choice of document.querySelectorAll("input[name=width]")) {
  choice.addEventListener("change", () => { frame.className = choice.value; });
}

const events = new EventSource("events");
events.addEventListener("message", ({ data }) => show(JSON.parse(data)));
// The browser tries again by itself; a preview started anew has another edition, so the page reloads.
events.addEventListener("error", () => {
  byId("state").textContent = words.lost;
  byId("state").className = "failed";
});
