"use strict";
console.log("prêt", new URLSearchParams(location.search));
