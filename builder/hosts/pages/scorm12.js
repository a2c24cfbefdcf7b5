/* The data model of SCORM 1.2 (RTE 1.2, 3.4) as strictly as it is written, for scorm.js.
 *
 * In the mood "minimal" there are the 14 mandatory elements alone; the others answer error 401.
 */
(function () {
  "use strict";

  const faults = {
    "R12-02.argument": "LMSInitialize, LMSFinish and LMSCommit take one empty string",
    "R12-02.initialize-twice": "LMSInitialize is called once",
    "R12-03.before-initialize": "nothing but the error functions may come before LMSInitialize",
    "R12-03.after-finish": "nothing may come after LMSFinish",
    "R12-04.argument-count": "the function takes another number of arguments",
    "R12-04.not-a-string": "arguments are strings",
    "R12-05.unsupported": "a SCO does not write what the run-time does not offer",
    "R12-05.unknown": "there is no such element",
    "R12-05.read-only": "the element is read-only",
    "R12-05.write-only": "the element is write-only",
    "R12-05.keyword": "a keyword element is never written",
    "R12-06.vocabulary": "the value is not in the vocabulary",
    "R12-06.not-attempted": "a SCO never writes `not attempted`",
    "R12-07.status-late": "lesson_status comes before the first commit of an attempt",
    "R12-08.exit-late": "exit comes before the first commit of an unfinished attempt",
    "R12-08.exit-lost": "an unfinished attempt is left with exit `suspend`",
    "R12-08.logout": "`logout` throws the learner out of the LMS",
    "R12-09.downgrade": "a status never goes back",
    "R12-09.not-normal": "nothing is written in review or browse mode",
    "R12-10.decimal": "a score is a decimal with a point and at most three integer digits",
    "R12-10.range": "a score lies between 0 and 100",
    "R12-10.order": "the score comes before passed or failed",
    "R12-10.partial": "no score while the lesson is incomplete: a mastery score would fail the learner",
    "R12-11.timespan": "a time span is HHHH:MM:SS.SS with two decimals",
    "R12-11.missing": "session_time is given before LMSFinish",
    "R12-11.backwards": "session_time never shrinks within a session",
    "R12-12.ascii": "a string is ASCII",
    "R12-12.length": "the string is too long",
    "R12-13.length": "lesson_location holds 255 characters",
    "R12-14.length": "suspend_data holds 4096 characters",
    "R12-15.identifier": "an identifier is alphanumeric, begins with a letter and holds 255 characters",
    "R12-16.gap": "arrays are filled in order",
    "R12-17.id-first": "the id of an interaction comes before the rest",
    "R12-17.type": "the value is not a type of interaction",
    "R12-17.time": "a time is HH:MM:SS on a 24-hour clock",
    "R12-17.weighting": "a weighting is a decimal",
    "R12-17.write-only": "interactions are write-only",
    "R12-18.result": "a result is correct, wrong, unanticipated, neutral or a decimal",
    "R12-19.type-first": "the type of an interaction comes before its responses",
    "R12-19.response": "the response does not suit the type of the interaction",
    "R12-19.pattern": "the correct response does not suit the type of the interaction",
    "R12-23.preference": "the learner preference is out of range",
  };

  const errors = {
    0: "No error", 101: "General exception", 201: "Invalid argument error",
    202: "Element cannot have children", 203: "Element not an array. Cannot have count",
    301: "Not initialized", 401: "Not implemented error", 402: "Invalid set value, element is a keyword",
    403: "Element is read only", 404: "Element is write only", 405: "Incorrect Data Type",
  };

  const STATUS = ["passed", "completed", "failed", "incomplete", "browsed", "not attempted"];
  const FINAL = ["passed", "completed"];
  const TYPES = ["true-false", "choice", "fill-in", "matching", "performance", "likert", "sequencing", "numeric"];
  const DECIMAL = /^-?\d{1,3}(\.\d+)?$/;
  const TIMESPAN = /^\d{2,4}:[0-5]\d:[0-5]\d\.\d{2}$/;
  const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
  const IDENTIFIER = /^[A-Za-z][A-Za-z0-9._-]{0,254}$/;
  // eslint-disable-next-line no-control-regex
  const ASCII = /^[\x00-\x7f]*$/;

  const RESPONSES = {
    "true-false": /^[01tf]$/,
    choice: /^[0-9a-z](,[0-9a-z])*$/,
    "fill-in": /^[\x20-\x7e]{0,255}$/,
    matching: /^[0-9a-z]\.[0-9a-z](,[0-9a-z]\.[0-9a-z])*$/,
    performance: /^[\x20-\x7e]{0,255}$/,
    likert: /^[0-9a-z]?$/,
    sequencing: /^[0-9a-z](,[0-9a-z])*$/,
    // A CMIDecimal has no greatest number (RTE 3.4.2); three digits are what Moodle leaves of a score.
    numeric: /^-?\d+(\.\d+)?$/,
  };
  const PATTERNS = {
    ...RESPONSES,
    choice: /^(\{[0-9a-z](,[0-9a-z])*\}|[0-9a-z](,[0-9a-z])*)$/,
    matching: /^(\{.*\}|[0-9a-z]\.[0-9a-z](,[0-9a-z]\.[0-9a-z])*)$/,
    likert: /^$/,
  };

  function text(limit, lengthRule) {
    return (value) => {
      if (!ASCII.test(value)) return "R12-12.ascii";
      if (value.length > limit) return lengthRule || "R12-12.length";
      return "";
    };
  }
  const matches = (pattern, rule) => (value) => (pattern.test(value) ? "" : rule);
  const among = (words) => (value) => (words.includes(value) ? "" : "R12-06.vocabulary");
  function score(value) {
    if (value === "") return "";
    if (!DECIMAL.test(value)) return "R12-10.decimal";
    return Number(value) < 0 || Number(value) > 100 ? "R12-10.range" : "";
  }
  function status(value) {
    if (value === "not attempted") return "R12-06.not-attempted";
    return STATUS.includes(value) ? "" : "R12-06.vocabulary";
  }
  function integer(low, high) {
    return (value) =>
      /^-?\d+$/.test(value) && Number(value) >= low && Number(value) <= high ? "" : "R12-23.preference";
  }
  function exit(value) {
    if (value === "logout") return "R12-08.logout";
    return ["time-out", "suspend", ""].includes(value) ? "" : "R12-06.vocabulary";
  }
  const identifier = matches(IDENTIFIER, "R12-15.identifier");

  // name: [access, check, mandatory]; n stands for an index
  const ELEMENTS = {
    "cmi.core._children": ["keyword", null, true],
    "cmi.core.student_id": ["r", null, true],
    "cmi.core.student_name": ["r", null, true],
    "cmi.core.lesson_location": ["rw", text(255, "R12-13.length"), true],
    "cmi.core.credit": ["r", null, true],
    "cmi.core.lesson_status": ["rw", status, true],
    "cmi.core.entry": ["r", null, true],
    "cmi.core.score._children": ["keyword", null, true],
    "cmi.core.score.raw": ["rw", score, true],
    "cmi.core.score.min": ["rw", score, false],
    "cmi.core.score.max": ["rw", score, false],
    "cmi.core.total_time": ["r", null, true],
    "cmi.core.lesson_mode": ["r", null, false],
    "cmi.core.exit": ["w", exit, true],
    "cmi.core.session_time": ["w", matches(TIMESPAN, "R12-11.timespan"), true],
    "cmi.suspend_data": ["rw", text(4096, "R12-14.length"), true],
    "cmi.launch_data": ["r", null, true],
    "cmi.comments": ["rw", text(4096), false],
    "cmi.comments_from_lms": ["r", null, false],
    "cmi.student_data._children": ["keyword", null, false],
    "cmi.student_data.mastery_score": ["r", null, false],
    "cmi.student_data.max_time_allowed": ["r", null, false],
    "cmi.student_data.time_limit_action": ["r", null, false],
    "cmi.student_preference._children": ["keyword", null, false],
    "cmi.student_preference.audio": ["rw", integer(-1, 100), false],
    "cmi.student_preference.language": ["rw", text(255), false],
    "cmi.student_preference.speed": ["rw", integer(-100, 100), false],
    "cmi.student_preference.text": ["rw", integer(-1, 1), false],
    "cmi.objectives._children": ["keyword", null, false],
    "cmi.objectives._count": ["keyword", null, false],
    "cmi.objectives.n.id": ["rw", identifier, false],
    "cmi.objectives.n.score._children": ["keyword", null, false],
    "cmi.objectives.n.score.raw": ["rw", score, false],
    "cmi.objectives.n.score.min": ["rw", score, false],
    "cmi.objectives.n.score.max": ["rw", score, false],
    "cmi.objectives.n.status": ["rw", status, false],
    "cmi.interactions._children": ["keyword", null, false],
    "cmi.interactions._count": ["keyword", null, false],
    "cmi.interactions.n.id": ["w", identifier, false],
    "cmi.interactions.n.objectives._count": ["keyword", null, false],
    "cmi.interactions.n.objectives.n.id": ["w", identifier, false],
    "cmi.interactions.n.time": ["w", matches(TIME, "R12-17.time"), false],
    "cmi.interactions.n.type": ["w", (value) => (TYPES.includes(value) ? "" : "R12-17.type"), false],
    "cmi.interactions.n.correct_responses._count": ["keyword", null, false],
    "cmi.interactions.n.correct_responses.n.pattern": ["w", null, false],
    "cmi.interactions.n.weighting": ["w", matches(DECIMAL, "R12-17.weighting"), false],
    "cmi.interactions.n.student_response": ["w", null, false],
    "cmi.interactions.n.result": [
      "w",
      (value) =>
        ["correct", "wrong", "unanticipated", "neutral"].includes(value) || DECIMAL.test(value) ? "" : "R12-18.result",
      false,
    ],
    "cmi.interactions.n.latency": ["w", matches(TIMESPAN, "R12-11.timespan"), false],
  };

  const CHILDREN = {
    "cmi.core._children":
      "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time",
    "cmi.core.score._children": "raw,min,max",
    "cmi.student_data._children": "mastery_score,max_time_allowed,time_limit_action",
    "cmi.student_preference._children": "audio,language,speed,text",
    "cmi.objectives._children": "id,score,status",
    "cmi.interactions._children":
      "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
  };
  const CHILDREN_MINIMAL = {
    "cmi.core._children":
      "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,exit,session_time",
    "cmi.core.score._children": "raw",
  };

  // What is asked for by name must not find what every object has.
  for (const table of [ELEMENTS, CHILDREN, CHILDREN_MINIMAL, errors]) Object.setPrototypeOf(table, null);

  function model(host) {
    const { cmi, options } = host;
    const mode = cmi["cmi.core.lesson_mode"] || "normal";
    let statusGiven = false;
    let exitGiven = false;
    let timeGiven = "";

    function generic(name) {
      return name.replace(/\.\d+(?=\.|$)/g, ".n");
    }

    function known(name) {
      const element = ELEMENTS[generic(name)];
      if (!element) return null;
      return host.minimal() && !element[2] ? null : element;
    }

    function unknown(name, rule, call_, args) {
      // In the minimal mood an optional element is "not implemented"; a misspelt one is a bug in any mood.
      if (!ELEMENTS[generic(name)]) {
        host.fault("R12-05.unknown", call_, args);
        host.fail(201);
      } else {
        if (rule) host.fault(rule, call_, args);
        host.fail(401);
      }
    }

    function get(name) {
      const element = known(name);
      if (!element) {
        unknown(name, "", "LMSGetValue", [name]);
        return "";
      }
      if (element[0] === "w") {
        const rule = name.startsWith("cmi.interactions.") ? "R12-17.write-only" : "R12-05.write-only";
        host.fault(rule, "LMSGetValue", [name]);
        host.fail(404);
        return "";
      }
      if (name.endsWith("._count")) return String(host.count(name.slice(0, -"._count".length)));
      if (name.endsWith("._children")) {
        return (host.minimal() ? CHILDREN_MINIMAL : CHILDREN)[generic(name)] || "raw,min,max";
      }
      return cmi[name] === undefined ? "" : cmi[name];
    }

    function gap(name) {
      const index = /\.(\d+)\./g;
      let match;
      while ((match = index.exec(name))) {
        if (Number(match[1]) > host.count(name.slice(0, match.index))) return true;
        index.lastIndex = match.index + match[0].length - 1;
      }
      return false;
    }

    function interactionFault(name, value) {
      const parts = name.split(".");
      const field = parts.slice(3).join(".");
      const own = parts.slice(0, 3).join(".");
      if (field !== "id" && !cmi[own + ".id"]) return "R12-17.id-first";
      if (field !== "student_response" && parts[5] !== "pattern") return "";
      const type = cmi[own + ".type"];
      if (!type) return "R12-19.type-first";
      if (!ASCII.test(value)) return "R12-12.ascii";
      const table = field === "student_response" ? RESPONSES : PATTERNS;
      if (table[type].test(value)) return "";
      return field === "student_response" ? "R12-19.response" : "R12-19.pattern";
    }

    function set(name, value) {
      const args = [name, value];
      const refuse = (rule, code) => host.refuse(rule, code, "LMSSetValue", args);
      const element = known(name);
      if (!element) {
        unknown(name, "R12-05.unsupported", "LMSSetValue", args);
        return "false";
      }
      if (mode !== "normal") return refuse("R12-09.not-normal", 101);
      if (element[0] === "keyword") return refuse("R12-05.keyword", 402);
      if (element[0] === "r") return refuse("R12-05.read-only", 403);
      if (gap(name)) return refuse("R12-16.gap", 201);
      const rule =
        (element[1] && element[1](value)) || (name.startsWith("cmi.interactions.") && interactionFault(name, value));
      if (rule) return refuse(rule, 405);
      if (name === "cmi.core.lesson_status") {
        const before = cmi[name];
        if (FINAL.includes(before) && !FINAL.includes(value)) return refuse("R12-09.downgrade", 405);
        if ((value === "passed" || value === "failed") && !cmi["cmi.core.score.raw"]) {
          return refuse("R12-10.order", 405);
        }
        statusGiven = true;
      }
      if (name === "cmi.core.exit") exitGiven = true;
      if (name === "cmi.core.session_time") {
        if (timeGiven && seconds(value) < seconds(timeGiven)) return refuse("R12-11.backwards", 405);
        timeGiven = value;
      }
      host.keep(name, name === "cmi.comments" ? (cmi[name] || "") + value : value);
      return "true";
    }

    function seconds(span) {
      return span.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    }

    function finished() {
      return ["passed", "completed", "failed"].includes(cmi["cmi.core.lesson_status"]);
    }

    // What must hold whenever the attempt is stored.
    function beforeStoring(name) {
      if (mode !== "normal" || host.broken()) return;
      if (options.first && !statusGiven) host.fault("R12-07.status-late", name, [""]);
      if (!exitGiven && !finished()) host.fault("R12-08.exit-late", name, [""]);
      if (cmi["cmi.core.score.raw"] && !finished()) host.fault("R12-10.partial", name, [""]);
    }

    function beforeFinish(name) {
      if (mode !== "normal" || host.broken()) return;
      if (!timeGiven) host.fault("R12-11.missing", name, [""]);
      if (exitGiven && !finished() && cmi["cmi.core.exit"] !== "suspend") host.fault("R12-08.exit-lost", name, [""]);
    }

    return { get, set, beforeStoring, beforeFinish };
  }

  const same = (code) => ({ initialize: code, finish: code, get: code, set: code, commit: code });

  window.SCORM.editions.scorm12 = {
    object: "API",
    names: {
      initialize: "LMSInitialize", finish: "LMSFinish", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit",
      lastError: "LMSGetLastError", errorString: "LMSGetErrorString", diagnostic: "LMSGetDiagnostic",
    },
    // A lost session is what error 301 means; LMSs that know no better answer 101.
    codes: { argument: 201, twice: 101, before: same(301), after: same(301), refused: same(101), lost: same(301) },
    rules: {
      argument: "R12-02.argument", twice: "R12-02.initialize-twice", before: "R12-03.before-initialize",
      after: "R12-03.after-finish", count: "R12-04.argument-count", string: "R12-04.not-a-string",
    },
    errors,
    faults,
    model,
  };
})();
