"""Small packages of another tool's make, right but for what a test breaks."""

from __future__ import annotations

import zipfile
from pathlib import Path

PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Un module</title><script src="sco.js"></script></head>
<body><main>
<h1>Un module</h1><p id="texte">Première page.</p><button type="button" id="b">Suivant</button>
</main></body>
</html>
"""

FIND = """
function find(name) {
  for (let place = window; ; place = place.parent) {
    if (place[name]) return place[name];
    if (place.parent === place) return null;
  }
}
"""

SCO12 = (
    FIND
    + """
const api = find("API");
const set = (name, value) => api.LMSSetValue(name, value);
const began = Date.now();
let page = 1;
api.LMSInitialize("");
const open = api.LMSGetValue("cmi.core.lesson_mode") === "normal";
const status = api.LMSGetValue("cmi.core.lesson_status");
page = Number(api.LMSGetValue("cmi.core.lesson_location") || 1);
if (open) {
  if (status === "not attempted") set("cmi.core.lesson_status", "incomplete");
  set("cmi.core.exit", "suspend");
  set("cmi.core.lesson_location", String(page));
  api.LMSCommit("");
}
window.addEventListener("DOMContentLoaded", () => {
  document.getElementById("b").addEventListener("click", () => {
    page += 1;
    document.getElementById("texte").textContent = "Page " + page;
    if (page > 5) document.getElementById("b").remove();
    if (!open) return;
    set("cmi.core.lesson_location", String(page));
    if (page > 5) set("cmi.core.lesson_status", "completed");
    /* click */
    api.LMSCommit("");
  });
});
window.addEventListener("pagehide", () => {
  const seconds = Math.round((Date.now() - began) / 1000);
  if (open) set("cmi.core.session_time", "0000:00:" + String(seconds % 60).padStart(2, "0") + ".00");
  api.LMSFinish("");
  /* end */
});
"""
)

SCO2004 = (
    FIND
    + """
const api = find("API_1484_11");
const set = (name, value) => api.SetValue(name, value);
let page = 1;
api.Initialize("");
const open = api.GetValue("cmi.mode") === "normal";
if (api.GetValue("cmi.entry") === "resume") page = Number(api.GetValue("cmi.suspend_data"));
if (open) {
  if (api.GetValue("cmi.completion_status") === "unknown") set("cmi.completion_status", "incomplete");
  set("cmi.exit", "suspend");
}
function save() {
  if (!open) return;
  set("cmi.suspend_data", String(page));
  set("cmi.progress_measure", String(Math.min(1, page / 6)));
  if (page > 5) set("cmi.completion_status", "completed");
  api.Commit("");
}
window.addEventListener("DOMContentLoaded", () => {
  document.getElementById("b").addEventListener("click", () => {
    page += 1;
    document.getElementById("texte").textContent = "Page " + page;
    if (page > 5) document.getElementById("b").remove();
    save();
  });
});
save();
window.addEventListener("pagehide", () => {
  if (open) set("cmi.session_time", "PT3S");
  api.Terminate("");
});
"""
)

XAPI = """
const asked = new URLSearchParams(location.search);
const send = (verb, object) => fetch(asked.get("endpoint") + "statements", {
  method: "POST",
  keepalive: true,
  headers: {
    "Authorization": asked.get("auth"), "Content-Type": "application/json", "X-Experience-API-Version": "1.0.3",
  },
  body: JSON.stringify({
    id: crypto.randomUUID(),
    actor: JSON.parse(asked.get("actor")),
    verb: { id: "http://adlnet.gov/expapi/verbs/" + verb },
    object: { id: object || asked.get("activity_id") },
    context: { registration: asked.get("registration") },
    timestamp: new Date().toISOString(),
  }),
});
send("initialized");
window.addEventListener("DOMContentLoaded", () => {
  document.getElementById("b").addEventListener("click", () => {
    document.getElementById("b").remove();
    send("completed");
  });
});
"""

_MANIFESTS = {
    "scorm12": """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="M" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="O"><organization identifier="O"><title>Un cours</title>
    <item identifier="I" identifierref="R"><title>Un module</title></item></organization></organizations>
  <resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html">
    <file href="index.html"/><file href="sco.js"/></resource></resources>
</manifest>
""",
    "scorm2004": """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="M" version="1.0" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
  <organizations default="O"><organization identifier="O"><title>Un cours</title>
    <item identifier="I" identifierref="R"><title>Un module</title></item></organization></organizations>
  <resources><resource identifier="R" type="webcontent" adlcp:scormType="sco" href="index.html">
    <file href="index.html"/><file href="sco.js"/></resource></resources>
</manifest>
""",
    "xapi": """<?xml version="1.0" encoding="UTF-8"?>
<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>
  <activity id="https://example.org/module" type="http://adlnet.gov/expapi/activities/course">
    <name lang="fr">Un module</name><description lang="fr">Un module</description>
    <launch lang="fr">index.html</launch></activity></activities></tincan>
""",
    "cmi5": """<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="https://example.org/course"><title><langstring lang="fr">Un cours</langstring></title>
    <description><langstring lang="fr">Un cours</langstring></description></course>
  <au id="https://example.org/au" moveOn="Completed"><title><langstring lang="fr">Un module</langstring></title>
    <description><langstring lang="fr">Un module</langstring></description><url>index.html</url></au>
</courseStructure>
""",
}
_NAMES = {"scorm12": "imsmanifest.xml", "scorm2004": "imsmanifest.xml", "xapi": "tincan.xml", "cmi5": "cmi5.xml"}
_SCRIPTS = {"scorm12": SCO12, "scorm2004": SCO2004, "xapi": XAPI, "cmi5": ""}


def make(folder: Path, standard: str, *, script: str | None = None, page: str = PAGE, **more: str) -> Path:
    """A package in *folder*.

    Args:
        script: Instead of the right one.
        more: Other entries, by name.
    """
    path = folder / "module.zip"
    files = {
        _NAMES[standard]: _MANIFESTS[standard],
        "index.html": page,
        "sco.js": _SCRIPTS[standard] if script is None else script,
        **more,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def replaced(script: str, old: str, new: str) -> str:
    """*script* with one thing in it broken."""
    assert old in script, old
    return script.replace(old, new, 1)
