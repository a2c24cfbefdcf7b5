/* The data model of SCORM 2004 4th edition (RTE 4.2, SN 6 for adl.nav and adl.data) as strictly as it is written.
 *
 * Where the specification has an error for a fault, the call is refused with it; what the specification allows but no
 * course should do (R04-02, R04-04, R04-06, R04-07) is recorded and let pass. A limit that an LMS must at least hold
 * is taken for the most that it holds. In the mood "minimal" interactions, objectives, comments and the `adl` elements
 * answer error 402: a SCO may not ask first whether they are there, so that this is no fault of its own.
 */
(function () {
  "use strict";

  const faults = {
    "R04-01.argument": "Initialize, Terminate and Commit take one empty string",
    "R04-01.argument-count": "the function takes another number of arguments",
    "R04-01.not-a-string": "arguments are strings",
    "R04-02.vocabulary": "the value is not in the vocabulary",
    "R04-02.status-late": "completion_status comes before the first commit of an attempt",
    "R04-02.downgrade": "a status never goes back",
    "R04-02.contradicts": "the status is another than the threshold gives, which the LMS goes by",
    "R04-02.not-normal": "nothing is written in review or browse mode",
    "R04-03.missing": "progress_measure is given before Terminate",
    "R04-04.order": "score.scaled comes before passed or failed",
    "R04-04.inconsistent": "raw lies between min and max, where scaled says",
    "R04-04.partial": "no score while the SCO is incomplete: a passing score would fail the learner",
    "R04-05.length": "the string is longer than an LMS must hold",
    "R04-05.count": "there are more of these than an LMS must hold",
    "R04-06.exit-late": "exit comes before the first commit of an unfinished attempt",
    "R04-06.exit-lost": "an unfinished attempt is left with exit `suspend`",
    "R04-06.logout": "`logout` throws the learner out of the LMS",
    "R04-07.missing": "adl.nav.request is given before Terminate, unless the page goes away by itself",
    "R04-07.lost": "this navigation request ends an unfinished attempt",
    "R04-08.duration": "a duration is P[nY][nM][nD][T[nH][nM][n.nnS]] with at most two decimals",
    "R04-08.timestamp": "a timestamp is YYYY[-MM[-DD[Thh[:mm[:ss[.ss[TZD]]]]]]] from 1970 to 2038",
    "R04-08.missing": "session_time is given before Terminate",
    "R04-08.backwards": "session_time never shrinks within a session",
    "R04-09.id-first": "the id of a record comes before the rest",
    "R04-09.type-first": "the type of an interaction comes before its responses",
    "R04-09.identifier": "an identifier is a URI without spaces, accents or quotes",
    "R04-09.duplicate": "an id is unique in its list, and stays as it was set",
    "R04-09.language": "the language in `{lang=}` is none",
    "R04-10.response": "the response does not suit the type of the interaction",
    "R04-10.pattern": "the correct response does not suit the type of the interaction",
    "R04-10.duplicate": "the same correct response is there already",
    "R04-10.too-many": "this type of interaction has one correct response",
    "R04-11.identifier": "a short identifier is part of a URI: no spaces, accents or quotes, at most 250 characters",
    "R04-12.initialize-twice": "Initialize is called once",
    "R04-12.initialize-again": "Initialize is not called after Terminate",
    "R04-12.before-initialize": "nothing but the error functions may come before Initialize",
    "R04-12.after-terminate": "nothing may come after Terminate",
    "R04-12.no-name": "an element has a name",
    "R04-12.undefined": "there is no such element",
    "R04-12.read-only": "the element is read-only",
    "R04-12.write-only": "the element is write-only",
    "R04-12.keyword": "a keyword element is never written",
    "R04-12.no-children": "the element has no children",
    "R04-12.no-count": "the element is no collection",
    "R04-12.no-version": "the element has no version",
    "R04-12.index": "there is no record with that index",
    "R04-12.gap": "collections are filled in order",
    "R04-12.type": "the value is not of the element's type",
    "R04-12.range": "the value is out of range",
  };

  const errors = {
    0: "No Error", 101: "General Exception", 102: "General Initialization Failure", 103: "Already Initialized",
    104: "Content Instance Terminated", 111: "General Termination Failure", 112: "Termination Before Initialization",
    113: "Termination After Termination", 122: "Retrieve Data Before Initialization",
    123: "Retrieve Data After Termination", 132: "Store Data Before Initialization",
    133: "Store Data After Termination", 142: "Commit Before Initialization", 143: "Commit After Termination",
    201: "General Argument Error", 301: "General Get Failure", 351: "General Set Failure",
    391: "General Commit Failure", 401: "Undefined Data Model Element", 402: "Unimplemented Data Model Element",
    403: "Data Model Element Value Not Initialized", 404: "Data Model Element Is Read Only",
    405: "Data Model Element Is Write Only", 406: "Data Model Element Type Mismatch",
    407: "Data Model Element Value Out Of Range", 408: "Data Model Dependency Not Established",
  };

  const COMPLETION = ["completed", "incomplete", "not attempted", "unknown"];
  const SUCCESS = ["passed", "failed", "unknown"];
  const TYPES = [
    "true-false", "choice", "fill-in", "long-fill-in", "likert", "matching", "performance", "sequencing", "numeric",
    "other",
  ];
  const RESULTS = ["correct", "incorrect", "unanticipated", "neutral"];
  const NAVIGATION = ["continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll", "_none_"];
  // real(10,7) is what an LMS must hold at least; those in the wild take more, Moodle 18 decimals.
  const REAL = /^-?\d+(\.\d{1,18})?$/;
  const LANGUAGE = /^([A-Za-z]{2,3}|i|x)(-[A-Za-z0-9]{2,8})*$/;
  const DURATION = /^P(?=\d|T)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/;
  // RTE 4.1.1.7: a time zone only behind a fraction of the second.
  const CLOCK = String.raw`([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d{1,2}(Z|[+-]([01]\d|2[0-3])(:[0-5]\d)?)?)?)?)?`;
  const YEAR = String.raw`(19[7-9]\d|20[0-2]\d|203[0-8])`;
  const TIMESTAMP = new RegExp(String.raw`^${YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T${CLOCK})?)?)?$`);
  const URI = /^(?=.*[A-Za-z0-9])[A-Za-z0-9\-_.~%!$&()*+,;=:@/?#]+$/;
  const URN = /^urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:.+$/i;

  // A check answers "" or a rule; REFUSALS has the codes of those that are no type mismatch.
  const REFUSALS = { "R04-12.range": 407 };
  const upTo = (limit) => (value) => (value.length > limit ? "R04-05.length" : "");
  const among = (words) => (value) => (words.includes(value) ? "" : "R04-02.vocabulary");
  const matches = (pattern, rule) => (value) => (pattern.test(value) ? "" : rule);
  const duration = matches(DURATION, "R04-08.duration");
  const timestamp = matches(TIMESTAMP, "R04-08.timestamp");
  function real(low, high) {
    return (value) => {
      if (!REAL.test(value)) return "R04-12.type";
      return Number(value) < low || Number(value) > high ? "R04-12.range" : "";
    };
  }
  function localized(limit) {
    return (value) => {
      const tagged = /^\{lang=([^}]*)\}/.exec(value);
      if (tagged && !LANGUAGE.test(tagged[1])) return "R04-09.language";
      return value.length - (tagged ? tagged[0].length : 0) > limit ? "R04-05.length" : "";
    };
  }
  function longIdentifier(value) {
    if (value.length > 4000) return "R04-05.length";
    const urn = /^urn:/i.test(value);
    return URI.test(value) && (!urn || URN.test(value)) ? "" : "R04-09.identifier";
  }
  const shortIdentifier = (value) => (URI.test(value) && value.length <= 250 ? "" : "R04-11.identifier");
  function exit(value) {
    return ["time-out", "suspend", "logout", "normal", ""].includes(value) ? "" : "R04-02.vocabulary";
  }
  function navigation(value) {
    const targeted = /^\{target=[^\s{}]+\}(choice|jump)$/.test(value);
    return targeted || NAVIGATION.includes(value) ? "" : "R04-02.vocabulary";
  }
  function language(value) {
    return value === "" || (LANGUAGE.test(value) && value.length <= 250) ? "" : "R04-12.type";
  }

  // Responses by type: the check of a learner's response, then of a correct one (RTE 4.2.9.1 and 4.2.9.2).

  const first = (found) => found.find((rule) => rule !== "") || "";
  function list(value, most, check, wrong, distinct) {
    const parts = value.split("[,]");
    if (value === "" || parts.length > most || (distinct && new Set(parts).size < parts.length)) return wrong;
    return first(parts.map(check));
  }
  function pair(wrong) {
    return (value) => {
      const sides = value.split("[.]");
      return sides.length === 2 ? first(sides.map(shortIdentifier)) : wrong;
    };
  }
  function range(value) {
    const [low, high, more] = value.split("[:]");
    if (high === undefined || more !== undefined) return false;
    if ([low, high].some((side) => side !== "" && !REAL.test(side))) return false;
    return low === "" || high === "" || Number(low) <= Number(high);
  }
  function step(wrong, ranges) {
    return (value) => {
      const [name, answer, more] = value.split("[.]");
      if (answer === undefined || more !== undefined || (name === "" && answer === "")) return wrong;
      if (name !== "" && shortIdentifier(name)) return "R04-11.identifier";
      if (answer.includes("[:]")) return ranges && range(answer) ? "" : wrong;
      return answer.length > 250 ? wrong : "";
    };
  }
  /** Takes the `{name=true|false}` off the front; null where one is wrong. */
  function bare(value, names) {
    let rest = value;
    for (let found; (found = /^\{(case_matters|order_matters)=([^}]*)\}/.exec(rest)); ) {
      rest = rest.slice(found[0].length);
      if (!names.includes(found[1]) || !["true", "false"].includes(found[2])) return null;
    }
    return rest;
  }
  function text(limit, wrong) {
    return (value) => (localized(limit)(value) ? wrong : "");
  }
  function responses(wrong) {
    return {
      "true-false": (value) => (["true", "false"].includes(value) ? "" : wrong),
      choice: (value) => list(value, 36, shortIdentifier, wrong, true),
      "fill-in": (value) => list(value, 10, text(250, wrong), wrong, false),
      "long-fill-in": text(4000, wrong),
      likert: shortIdentifier,
      matching: (value) => list(value, 36, pair(wrong), wrong, false),
      performance: (value) => list(value, 125, step(wrong, false), wrong, false),
      sequencing: (value) => list(value, 36, shortIdentifier, wrong, false),
      numeric: (value) => (REAL.test(value) ? "" : wrong),
      other: (value) => (value.length > 4000 ? wrong : ""),
    };
  }
  const RESPONSES = responses("R04-10.response");
  const WRONG = "R04-10.pattern";
  const plain = responses(WRONG);
  const without = (names, check) => (value) => {
    const rest = bare(value, names);
    return rest === null ? WRONG : check(rest);
  };
  const PATTERNS = Object.assign({}, plain, {
    "fill-in": without(["case_matters", "order_matters"], plain["fill-in"]),
    "long-fill-in": without(["case_matters"], plain["long-fill-in"]),
    performance: without(["order_matters"], (value) => list(value, 125, step(WRONG, true), WRONG, false)),
    numeric: (value) => (range(value) ? "" : WRONG),
  });
  const ONE_PATTERN = ["true-false", "likert", "numeric", "other"];
  const DISTINCT_PATTERNS = ["choice", "sequencing"];

  // name: [access, check, value until one is set (null: none, error 403)]; n stands for an index
  const score = {
    "score.scaled": ["rw", real(-1, 1), null],
    "score.raw": ["rw", real(-Infinity, Infinity), null],
    "score.min": ["rw", real(-Infinity, Infinity), null],
    "score.max": ["rw", real(-Infinity, Infinity), null],
  };
  const ELEMENTS = {
    "cmi.completion_status": ["rw", among(COMPLETION), "unknown"],
    "cmi.completion_threshold": ["r", null, null],
    "cmi.credit": ["r", null, "credit"],
    "cmi.entry": ["r", null, ""],
    "cmi.exit": ["w", exit, null],
    "cmi.launch_data": ["r", null, null],
    "cmi.learner_id": ["r", null, null],
    "cmi.learner_name": ["r", null, null],
    "cmi.learner_preference.audio_level": ["rw", real(0, Infinity), "1"],
    "cmi.learner_preference.language": ["rw", language, ""],
    "cmi.learner_preference.delivery_speed": ["rw", real(0, Infinity), "1"],
    "cmi.learner_preference.audio_captioning": ["rw", among(["-1", "0", "1"]), "0"],
    "cmi.location": ["rw", upTo(1000), null],
    "cmi.max_time_allowed": ["r", null, null],
    "cmi.mode": ["r", null, "normal"],
    "cmi.progress_measure": ["rw", real(0, 1), null],
    "cmi.scaled_passing_score": ["r", null, null],
    "cmi.session_time": ["w", duration, null],
    "cmi.success_status": ["rw", among(SUCCESS), "unknown"],
    "cmi.suspend_data": ["rw", upTo(64000), null],
    "cmi.time_limit_action": ["r", null, "continue,no message"],
    "cmi.total_time": ["r", null, "PT0S"],
    "cmi.comments_from_learner.n.comment": ["rw", localized(4000), null],
    "cmi.comments_from_learner.n.location": ["rw", upTo(250), null],
    "cmi.comments_from_learner.n.timestamp": ["rw", timestamp, null],
    "cmi.comments_from_lms.n.comment": ["r", null, null],
    "cmi.comments_from_lms.n.location": ["r", null, null],
    "cmi.comments_from_lms.n.timestamp": ["r", null, null],
    "cmi.objectives.n.id": ["rw", longIdentifier, null],
    "cmi.objectives.n.success_status": ["rw", among(SUCCESS), "unknown"],
    "cmi.objectives.n.completion_status": ["rw", among(COMPLETION), "unknown"],
    "cmi.objectives.n.progress_measure": ["rw", real(0, 1), null],
    "cmi.objectives.n.description": ["rw", localized(250), null],
    "cmi.interactions.n.id": ["rw", longIdentifier, null],
    "cmi.interactions.n.type": ["rw", among(TYPES), null],
    "cmi.interactions.n.objectives.n.id": ["rw", longIdentifier, null],
    "cmi.interactions.n.timestamp": ["rw", timestamp, null],
    "cmi.interactions.n.correct_responses.n.pattern": ["rw", null, null],
    "cmi.interactions.n.weighting": ["rw", real(-Infinity, Infinity), null],
    "cmi.interactions.n.learner_response": ["rw", null, null],
    "cmi.interactions.n.result": [
      "rw",
      (value) => (RESULTS.includes(value) || REAL.test(value) ? "" : "R04-02.vocabulary"),
      null,
    ],
    "cmi.interactions.n.latency": ["rw", duration, null],
    "cmi.interactions.n.description": ["rw", localized(250), null],
    "adl.nav.request": ["rw", navigation, "_none_"],
    "adl.nav.request_valid.continue": ["r", null, "unknown"],
    "adl.nav.request_valid.previous": ["r", null, "unknown"],
    "adl.nav.request_valid.choice.t": ["r", null, "unknown"],
    "adl.nav.request_valid.jump.t": ["r", null, "unknown"],
    "adl.data.n.id": ["r", null, null],
    "adl.data.n.store": ["rw", upTo(64000), null],
  };
  for (const parent of ["cmi", "cmi.objectives.n"]) {
    for (const [name, element] of Object.entries(score)) ELEMENTS[`${parent}.${name}`] = element;
  }
  const CHILDREN = {
    "cmi.comments_from_learner": "comment,timestamp,location",
    "cmi.comments_from_lms": "comment,timestamp,location",
    "cmi.interactions":
      "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description",
    "cmi.learner_preference": "audio_level,language,delivery_speed,audio_captioning",
    "cmi.objectives": "progress_measure,completion_status,description,score,id,success_status",
    "cmi.objectives.n.score": "scaled,raw,min,max",
    "cmi.score": "scaled,raw,min,max",
    "adl.data": "id,store",
  };
  // Collections, and how many records an LMS must hold.
  const MOST = {
    "cmi.comments_from_learner": 250, "cmi.comments_from_lms": 100, "cmi.objectives": 100, "cmi.interactions": 250,
    "cmi.interactions.n.objectives": 10, "cmi.interactions.n.correct_responses": 10, "adl.data": 64,
  };
  const OPTIONAL = /^(cmi\.(comments_from_learner|comments_from_lms|interactions|objectives)|adl)(\.|$)/;
  const PARENTS = new Set();
  for (const name of Object.keys(ELEMENTS)) {
    const parts = name.split(".");
    for (let end = 1; end <= parts.length; end += 1) PARENTS.add(parts.slice(0, end).join("."));
  }

  // What is asked for by name must not find what every object has.
  for (const table of [ELEMENTS, CHILDREN, MOST, REFUSALS, errors]) Object.setPrototypeOf(table, null);

  function generic(name) {
    return name.replace(/\.(0|[1-9]\d*)(?=\.|$)/g, ".n").replace(/\.\{target=[^\s{}]+\}$/, ".t");
  }

  function model(host) {
    const { cmi, options } = host;
    const mode = cmi["cmi.mode"] || "normal";
    let statusGiven = false;
    let exitGiven = false;
    let requestGiven = false;
    let timeGiven = "";

    /** A threshold outweighs what the SCO says; without a measure to hold against it nothing is known. */
    function judged(given, threshold, measure, high, low) {
      if (cmi[threshold] === undefined) return given;
      if (cmi[measure] === undefined) return "unknown";
      return Number(cmi[measure]) >= Number(cmi[threshold]) ? high : low;
    }
    function completion() {
      const given = cmi["cmi.completion_status"] || "unknown";
      return judged(given, "cmi.completion_threshold", "cmi.progress_measure", "completed", "incomplete");
    }
    function success() {
      const given = cmi["cmi.success_status"] || "unknown";
      return judged(given, "cmi.scaled_passing_score", "cmi.score.scaled", "passed", "failed");
    }

    /** The prefix of the first index that is at or, with `gap`, beyond the end of its collection. */
    function outside(name, gap) {
      const index = /\.(\d+)(?=\.|$)/g;
      for (let match; (match = index.exec(name)); ) {
        const prefix = name.slice(0, match.index);
        if (Number(match[1]) >= host.count(prefix) + (gap ? 1 : 0)) return prefix;
      }
      return "";
    }

    /** A name that ends in a keyword: its parent, and whether that has such a keyword. */
    function keyword(name) {
      const match = /^(.*)\.(_children|_count|_version)$/.exec(name);
      if (!match) return null;
      const parent = generic(match[1]);
      const has = { _children: CHILDREN[parent], _count: MOST[parent], _version: parent === "cmi" }[match[2]];
      return { parent: match[1], word: match[2], has: Boolean(has), known: PARENTS.has(parent) };
    }

    function get(name) {
      const miss = (rule, code) => {
        if (rule) host.fault(rule, "GetValue", [name]);
        host.fail(code);
        return "";
      };
      if (name === "") return miss("R04-12.no-name", 301);
      const found = keyword(name);
      const known = found ? found.known : ELEMENTS[generic(name)] || PARENTS.has(generic(name));
      if (!known) return miss("R04-12.undefined", 401);
      if (host.minimal() && OPTIONAL.test(name)) return miss("", 402);
      if (found) {
        if (!found.has) return miss(`R04-12.no-${found.word.slice(1)}`, 301);
        if (outside(found.parent, false)) return miss("R04-12.index", 301);
        if (found.word === "_version") return "1.0";
        return found.word === "_count" ? String(host.count(found.parent)) : CHILDREN[generic(found.parent)];
      }
      const element = ELEMENTS[generic(name)];
      if (!element) return miss("R04-12.undefined", 401);
      if (element[0] === "w") return miss("R04-12.write-only", 405);
      if (outside(name, false)) return miss("R04-12.index", 301);
      if (name === "cmi.completion_status") return completion();
      if (name === "cmi.success_status") return success();
      if (cmi[name] !== undefined) return cmi[name];
      return element[2] === null ? miss("", 403) : element[2];
    }

    /** The fault of a write into a record, beyond the type of the value: [rule, code]. */
    function recordFault(name, value) {
      const record = /^(cmi\.(?:interactions|objectives)\.\d+)\.(.+)$/.exec(name);
      if (!record) return null;
      const [, own, field] = record;
      if (field !== "id" && cmi[`${own}.id`] === undefined) return ["R04-09.id-first", 408];
      const place = /^(.*)\.(\d+)\.id$/.exec(name);
      if (place && cmi[name] !== undefined && cmi[name] !== value) return ["R04-09.duplicate", 351];
      // Those of interactions may come again, as a journal's do.
      if (place && place[1] !== "cmi.interactions") {
        for (let other = 0; other < host.count(place[1]); other += 1) {
          const twin = cmi[`${place[1]}.${other}.id`] === value;
          if (twin && other !== Number(place[2])) return ["R04-09.duplicate", 351];
        }
      }
      const pattern = /^correct_responses\.(\d+)\.pattern$/.exec(field);
      if (field !== "learner_response" && !pattern) return null;
      const type = cmi[`${own}.type`];
      if (type === undefined) return ["R04-09.type-first", 408];
      const rule = (pattern ? PATTERNS : RESPONSES)[type](value);
      if (rule) return [rule, 406];
      if (!pattern) return null;
      if (ONE_PATTERN.includes(type) && Number(pattern[1]) > 0) return ["R04-10.too-many", 351];
      if (DISTINCT_PATTERNS.includes(type)) {
        const others = `${own}.correct_responses`;
        for (let other = 0; other < host.count(others); other += 1) {
          const same = cmi[`${others}.${other}.pattern`] === value;
          if (same && other !== Number(pattern[1])) return ["R04-10.duplicate", 351];
        }
      }
      return null;
    }

    function set(name, value) {
      const args = [name, value];
      const refuse = (rule, code) => host.refuse(rule, code, "SetValue", args);
      if (name === "") return refuse("R04-12.no-name", 351);
      const found = keyword(name);
      const element = ELEMENTS[generic(name)];
      if (found ? !found.known || !found.has : !element) return refuse("R04-12.undefined", 401);
      if (host.minimal() && OPTIONAL.test(name)) {
        host.fail(402);
        return "false";
      }
      if (found) return refuse("R04-12.keyword", 404);
      if (element[0] === "r") return refuse("R04-12.read-only", 404);
      // Where to go next is no record of the learner's.
      if (mode !== "normal" && name !== "adl.nav.request") return refuse("R04-02.not-normal", 351);
      const beyond = outside(name, true);
      if (beyond) return refuse("R04-12.gap", 351);
      const last = outside(name, false);
      if (last && host.count(last) >= MOST[generic(last)]) return refuse("R04-05.count", 351);
      // What shared data there is, the manifest says.
      if (last === "adl.data") return refuse("R04-12.index", 351);
      const rule = element[1] ? element[1](value) : "";
      const trouble = recordFault(name, value);
      if (trouble && trouble[1] === 408) return refuse(...trouble);
      if (rule) return refuse(rule, REFUSALS[rule] || 406);
      if (trouble) return refuse(...trouble);
      if (name === "cmi.session_time") {
        if (timeGiven && seconds(value) < seconds(timeGiven)) host.fault("R04-08.backwards", "SetValue", args);
        timeGiven = value;
      }
      policy(name, value, args);
      host.keep(name, value);
      return "true";
    }

    /** What no specification forbids and no course should do. */
    function policy(name, value, args) {
      const note = (rule) => host.fault(rule, "SetValue", args);
      if (name === "cmi.completion_status") {
        statusGiven = true;
        if (completion() === "completed" && value !== "completed") note("R04-02.downgrade");
      }
      if (name === "cmi.success_status") {
        if (success() === "passed" && value !== "passed") note("R04-02.downgrade");
        if (value !== "unknown" && cmi["cmi.score.scaled"] === undefined) note("R04-04.order");
      }
      if (name === "cmi.exit") {
        exitGiven = true;
        if (value === "logout") note("R04-06.logout");
      }
      if (name === "adl.nav.request") requestGiven = value !== "_none_";
    }

    function seconds(span) {
      const lengths = [365 * 86400, 30 * 86400, 86400, 3600, 60, 1];
      const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(span);
      return lengths.reduce((sum, length, index) => sum + Number(parts[index + 1] || 0) * length, 0);
    }

    // What must hold whenever the attempt is stored.
    function beforeStoring(name) {
      if (mode !== "normal" || host.broken()) return;
      const note = (rule) => host.fault(rule, name, [""]);
      const completed = completion() === "completed";
      const given = cmi["cmi.completion_status"];
      if (options.first && !statusGiven) note("R04-02.status-late");
      if (!exitGiven && !completed) note("R04-06.exit-late");
      const measured = cmi["cmi.completion_threshold"] !== undefined && cmi["cmi.progress_measure"] !== undefined;
      const scored = cmi["cmi.scaled_passing_score"] !== undefined && cmi["cmi.score.scaled"] !== undefined;
      const claimed = cmi["cmi.success_status"];
      if (
        (measured && given !== undefined && given !== "unknown" && given !== completion()) ||
        (scored && claimed !== undefined && claimed !== "unknown" && claimed !== success())
      ) {
        note("R04-02.contradicts");
      }
      if (cmi["cmi.score.scaled"] !== undefined && !completed && success() !== "passed") note("R04-04.partial");
      if (!consistent()) note("R04-04.inconsistent");
    }

    function consistent() {
      const [scaled, raw, min, max] = ["scaled", "raw", "min", "max"].map((name) => cmi[`cmi.score.${name}`]);
      if ([raw, min, max].some((value) => value === undefined)) return true;
      if (Number(raw) < Number(min) || Number(raw) > Number(max)) return false;
      if (scaled === undefined || Number(min) === Number(max)) return true;
      const there = (Number(raw) - Number(min)) / (Number(max) - Number(min));
      return Math.abs(there - Number(scaled)) < 0.01;
    }

    function beforeFinish(name) {
      if (mode !== "normal" || host.broken()) return;
      const note = (rule) => host.fault(rule, name, [""]);
      const completed = completion() === "completed";
      if (!timeGiven) note("R04-08.missing");
      if (cmi["cmi.progress_measure"] === undefined) note("R04-03.missing");
      if (exitGiven && !completed && cmi["cmi.exit"] !== "suspend") note("R04-06.exit-lost");
      const ends = ["exitAll", "abandon", "abandonAll"].includes(cmi["adl.nav.request"]);
      if (!host.minimal() && !completed && ends) note("R04-07.lost");
    }

    // Left on the screen after its end: where nothing says what comes next, the learner faces a dead course.
    function stranded(name) {
      if (mode === "normal" && !host.minimal() && !requestGiven) host.fault("R04-07.missing", name, [""]);
    }

    return { get, set, beforeStoring, beforeFinish, stranded };
  }

  const lost = { initialize: 102, finish: 112, get: 122, set: 132, commit: 142 };

  window.SCORM.editions.scorm2004 = {
    object: "API_1484_11",
    names: {
      initialize: "Initialize", finish: "Terminate", get: "GetValue", set: "SetValue", commit: "Commit",
      lastError: "GetLastError", errorString: "GetErrorString", diagnostic: "GetDiagnostic",
    },
    codes: {
      argument: 201, twice: 103, before: { finish: 112, get: 122, set: 132, commit: 142 },
      after: { initialize: 104, finish: 113, get: 123, set: 133, commit: 143 },
      refused: { finish: 111, commit: 391 }, lost,
    },
    rules: {
      argument: "R04-01.argument", count: "R04-01.argument-count", string: "R04-01.not-a-string",
      twice: "R04-12.initialize-twice", again: "R04-12.initialize-again", before: "R04-12.before-initialize",
      after: "R04-12.after-terminate",
    },
    errors,
    faults,
    model,
  };
})();
