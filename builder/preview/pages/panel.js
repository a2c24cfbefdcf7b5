// The panel beside the page: what the platform holds, and each call as it happens.
"use strict";

const MOST_ROWS = 2000;
const LONG = 48; // characters of a value that are shown without opening it
const SHORT = 12; // of an answer that is kept on one line

const panel = byId("panel");
const toggle = byId("panel-toggle");
const list = byId("rows");
const region = byId("rows-region");
let tracked = null;
let following = true; // whether the newest row is kept in sight: whoever reads further up is left there

on("message", ({ data }) => {
  const status = JSON.parse(data);
  if (status.tracked !== tracked) {
    tracked = status.tracked;
    open(tracked);
    toggle.hidden = !tracked;
  }
  for (const button of document.querySelectorAll("[data-switch]")) {
    button.setAttribute("aria-pressed", String(status.switches[button.dataset.switch]));
    button.disabled = button.dataset.switch === "review" && !status.reviewable;
  }
});
on("held", ({ data }) => {
  const opened = byId("held").querySelector("details")?.open;
  byId("held").replaceChildren(...JSON.parse(data).flatMap(held));
  if (opened) for (const each of byId("held").querySelectorAll("details")) each.open = true;
});
on("calls", ({ data }) => {
  const { afresh, rows, counts } = JSON.parse(data);
  if (afresh) list.replaceChildren();
  list.append(...rows.map(callRow));
  while (list.children.length > MOST_ROWS) list.firstElementChild.remove();
  byId("counts").textContent = words.counts.replace(/\{(\w+)\}/g, (_, name) => counts[name]);
  const problem = rows.filter((each) => each.problem).pop();
  if (problem && !afresh) byId("alarm").textContent = [problem.call, heading(problem)].join(" : ");
  empty();
  followRows();
});

region.addEventListener("scroll", () => {
  following = region.scrollHeight - region.scrollTop - region.clientHeight < 40;
});
new ResizeObserver(followRows).observe(region);

function followRows() {
  if (following) region.scrollTop = region.scrollHeight;
}

function open(shown) {
  panel.hidden = !shown;
  toggle.setAttribute("aria-expanded", String(shown));
}

function held({ label, value, used, limit, text }) {
  const what = element("dd", "");
  if (text) {
    const details = document.createElement("details");
    details.append(element("summary", "", value), element("pre", "", text));
    what.append(details);
  } else what.textContent = value;
  if (limit) {
    const meter = document.createElement("meter");
    Object.assign(meter, { max: limit, high: limit * 0.9, value: used });
    meter.setAttribute("aria-label", label);
    what.append(meter);
  }
  return [element("dt", "", label), what];
}

function callRow(row) {
  const item = element("li", `${row.kind}${row.problem ? " problem" : ""}`);
  const time = element("time", "", clock(row.at));
  time.dateTime = row.at;
  const body = document.createElement("div");
  if (row.kind === "mark") body.append(element("p", "", row.why));
  else {
    const line = element("p", "");
    line.append(element("code", "name", row.call));
    const shown = row.args.join(/SetValue$/.test(row.call) ? " = " : ", ");
    const full = row.text || (shown.length > LONG ? shown : "");
    if (full) {
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      summary.append(element("code", "", shown.length > LONG ? `${shown.slice(0, LONG)}…` : shown || "…"));
      details.append(summary, element("pre", "", full));
      body.append(line, details);
    } else {
      if (shown) line.append(" ", element("code", "", shown));
      body.append(line);
    }
    if (row.kind === "call") line.append(" ", answer(row.result));
    if (row.problem) body.append(element("p", "why", [heading(row), row.why].filter(Boolean).join(" : ")));
  }
  item.append(time, body);
  return item;
}

function heading(row) {
  if (row.kind === "violation") return words.violation.replace("{rule}", row.rule);
  return `${words.failure} ${row.error}`.trim();
}

function answer(text) {
  const shown = text.length > LONG ? `${text.slice(0, LONG)}…` : text;
  return element("span", text.length > SHORT ? "answer" : "answer short", `→ ${shown || words.nothing}`);
}

function clock(at) {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((each) => String(each).padStart(2, "0")).join(":");
}

function empty() {
  const only = byId("problems").checked;
  const none = only ? !list.querySelector(".problem") : list.children.length === 0;
  byId("rows-empty").hidden = !none;
  byId("rows-empty").textContent = only ? words["empty.problems"] : words.empty;
}

toggle.addEventListener("click", () => open(panel.hidden));
byId("problems").addEventListener("change", ({ target }) => {
  panel.classList.toggle("only-problems", target.checked);
  empty();
});
for (const button of document.querySelectorAll("[data-switch]")) {
  button.addEventListener("click", () => ask(button.dataset.switch, button.getAttribute("aria-pressed") !== "true"));
}
byId("copy").addEventListener("click", async () => {
  const shown = [...list.children].filter((item) => item.offsetParent !== null);
  const text = shown.map((item) => [item.querySelector("time").dateTime, ...lines(item)].join("\t")).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    byId("copy").textContent = words.copied;
  } catch {
    byId("copy").textContent = words.uncopied;
  }
  window.setTimeout(() => { byId("copy").textContent = words.copy; }, 2000);
});

/** What a row says, each paragraph apart, opened or not. */
function lines(item) {
  return [...item.querySelectorAll("p, pre")].map((each) => each.textContent.replace(/\s+/g, " ").trim());
}
empty();
