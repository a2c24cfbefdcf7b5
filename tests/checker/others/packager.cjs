// Packages of npm `simple-scorm-packager`: `node packager.cjs MODULES SOURCE OUTPUT VERSION TITLE ORGANIZATION`.
const [, , modules, source, outputFolder, version, title, organization] = process.argv;
const pack = require(modules + "/simple-scorm-packager");

const made = { name: "paquet", version: "1.0.0", date: "2026-11-22", zip: true, outputFolder };
pack({ version, title, organization, identifier: "chutes", language: "fr", source, package: made }, (said) => {
  if (said !== "Done") process.exitCode = 1;
});
