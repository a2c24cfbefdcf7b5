"use strict";
window.parent.API.LMSInitialize("");
window.addEventListener("pagehide", () => window.parent.API.LMSCommit("") && window.parent.API.LMSFinish(""));
