// Holds the page, and reloads it where it stands: the address, hash included, and the scroll position stay.
"use strict";

const page = document.getElementById("page");
const { controls } = document.body.dataset;
page.addEventListener("load", () => window.parent.postMessage("ready", controls));
window.addEventListener("message", ({ data, origin, source }) => {
  if (source === window.parent && origin === controls && data === "reload") page.contentWindow.location.reload();
});
page.src = "/";
