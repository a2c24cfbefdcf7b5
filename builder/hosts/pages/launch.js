/* Launches a SCO in a frame, with the run-time above it; the options are in the page. */
(function () {
  "use strict";
  const options = JSON.parse(document.getElementById("options").textContent);

  // As Moodle does: a synchronous request while the page lives, a beacon while it goes away.
  function report(batch, now) {
    const body = JSON.stringify(batch);
    if (!now) {
      const headers = { "Content-Type": "application/json" };
      return fetch(options.report, { method: "POST", body, headers, keepalive: body.length < 60000 })
        .then((response) => response.json());
    }
    try {
      const request = new XMLHttpRequest();
      request.open("POST", options.report, false);
      request.setRequestHeader("Content-Type", "application/json");
      request.send(body);
      if (request.status === 200) return JSON.parse(request.responseText);
    } catch (error) {
      // The browser refuses synchronous requests during pagehide.
    }
    navigator.sendBeacon(options.report, body);
    return null;
  }

  const host = window.SCORM.create(Object.assign({}, options, { report }));
  const name = window.SCORM.editions[options.edition].object;
  window.scormHost = host;
  if (options.mood === "late") window.setTimeout(() => (window[name] = host.API), options.late);
  else window[name] = host.API;
  window.addEventListener("pagehide", () => host.flush());
  const frame = document.createElement("iframe");
  frame.title = "Cours";
  frame.name = "course";
  frame.allow = "fullscreen";
  frame.src = options.launch;
  document.body.append(frame);
})();
