// The bar around a preview: hears of each build, reloads the page when it changed, shows what is wrong when it did not.
"use strict";

const words = JSON.parse(document.body.dataset.words);
const { site, frame: address } = document.body.dataset;
const byId = (id) => document.getElementById(id);
const frame = byId("frame");
let wanted = null; // the edition that the last build left, and the launch that was asked for
let sent = null; // those that the page was last told to show
let ready = false; // whether it does
let over = false;
let events = null;
const listeners = [];

/** Tells the preview to do something; what comes of it arrives as an event. */
function ask(name, value) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ do: name, value }) };
  return fetch("do", request).catch(lost);
}

function show(status) {
  byId("title").textContent = status.title;
  document.title = [words.preview, status.title].filter(Boolean).join(" · ");
  say(status.failed ? words.failed : words.ready, status.failed);
  report(status);
  choices(byId("way"), status.ways, status.way);
  choices(byId("unit"), status.units, status.unit);
  byId("unit-choice").hidden = status.units.length === 0;
  byId("scenarios").hidden = status.scenarios === 0;
  wanted = { edition: status.edition, serial: status.serial, tracked: status.tracked };
  if (sent === null) {
    sent = wanted;
    frame.src = address;
  } else follow();
}

function say(text, failed) {
  if (byId("state").textContent !== text) byId("state").textContent = text;
  byId("state").className = failed ? "failed" : "";
}

function follow() {
  const again = wanted.serial !== sent.serial;
  if (!ready || (!again && wanted.edition === sent.edition)) return;
  ready = false;
  sent = wanted;
  // A page that a platform tracks is left and launched again, so that its progress is seen to survive.
  frame.contentWindow.postMessage(again || wanted.tracked ? "launch" : "reload", site);
}

window.addEventListener("message", ({ data, origin, source }) => {
  if (source !== frame.contentWindow || origin !== site || data !== "ready") return;
  ready = true;
  follow();
});

function choices(list, options, chosen) {
  const before = [...list.options].map((option) => `${option.value} ${option.text}`).join();
  if (before !== options.map(([value, text]) => `${value} ${text}`).join()) {
    list.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  }
  list.value = chosen;
}

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
for (const name of ["way", "unit"]) {
  byId(name).addEventListener("change", ({ target }) => {
    say(words.building, false);
    ask(name, target.value);
  });
}
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => {
    if (button.dataset.do === "quit") over = true;
    ask(button.dataset.do);
  });
}

on("message", ({ data }) => show(JSON.parse(data)));
// The browser tries again by itself; a preview started anew has another edition, so the page reloads.
on("error", lost);
// When all scripts have run: none may miss the first word.
document.addEventListener("DOMContentLoaded", () => {
  events = new EventSource("events");
  for (const [name, hear] of listeners) events.addEventListener(name, hear);
});

function on(name, hear) {
  listeners.push([name, hear]);
}

function lost() {
  if (over) events.close();
  say(over ? words.gone : words.lost, true);
}
