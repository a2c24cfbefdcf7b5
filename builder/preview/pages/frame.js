// Holds the page, and reloads it where it stands: the address, hash included, and the scroll position stay.
"use strict";

const page = document.getElementById("page");
window.addEventListener("message", ({ data, origin, source }) => {
  if (source === window.parent && origin === document.body.dataset.controls && data === "reload") {
    page.contentWindow.location.reload();
  }
});
page.src = "/";
