/* Launches a SCO in a frame, with the run-time above it; the options are in the page. */
(function () {
  "use strict";
  const options = JSON.parse(document.getElementById("options").textContent);

  const frame = document.createElement("iframe");
  const watched = new WeakSet();
  let going = false;
  window.addEventListener("pagehide", () => (going = true), true);
  window.addEventListener("pageshow", () => (going = false));

  // The course's own page goes away, too, when the LMS shows another: the browser then refuses the same requests.
  function watch() {
    const page = frame.contentDocument;
    if (!page || watched.has(page)) return;
    watched.add(page);
    frame.contentWindow.addEventListener("pagehide", () => (going = true), true);
  }
  frame.addEventListener("load", () => (going = false));

  // As Moodle does: a synchronous request while the page lives, a beacon while it goes away.
  function report(batch, now) {
    const body = JSON.stringify(batch);
    watch();
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
      return request.status === 200 ? JSON.parse(request.responseText) : { stored: false };
    } catch (error) {
      // Refused by the browser while the page goes away; else the network is cut.
      if (!going && document.visibilityState !== "hidden") return { stored: false, unheard: true };
      navigator.sendBeacon(options.report, body);
      return null;
    }
  }

  const host = window.SCORM.create(Object.assign({}, options, { report }));
  const name = window.SCORM.editions[options.edition].object;
  window.scormHost = host;
  if (options.mood === "late") window.setTimeout(() => (window[name] = host.API), options.late);
  else window[name] = host.API;
  window.addEventListener("pagehide", () => host.flush());
  frame.title = "Cours";
  frame.name = "course";
  frame.allow = "fullscreen";
  frame.src = options.launch;
  document.body.append(frame);
})();
