// Holds the page, reloads it where it stands (the address, hash included, and the scroll position stay), and launches it
// anew: then it is left first, as a learner leaves it, so that its last words arrive before it is asked again.
"use strict";

const page = document.getElementById("page");
const { controls, launch } = document.body.dataset;
let leaving = false;

page.addEventListener("load", () => {
  if (leaving) {
    leaving = false;
    page.contentWindow.location.replace(launch);
  } else window.parent.postMessage("ready", controls);
});
window.addEventListener("message", ({ data, origin, source }) => {
  if (source !== window.parent || origin !== controls) return;
  if (data === "reload") page.contentWindow.location.reload();
  if (data === "launch") {
    leaving = true;
    page.src = "about:blank";
  }
});
page.src = launch;
