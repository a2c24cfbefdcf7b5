"use strict";
console.log("prêt");
