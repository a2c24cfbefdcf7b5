"use strict";
window.parent.API_1484_11.Initialize("");
window.addEventListener("pagehide", () => window.parent.API_1484_11.Commit("") && window.parent.API_1484_11.Terminate(""));
