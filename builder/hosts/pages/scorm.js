/* A SCORM run-time that takes only what the standard allows a SCO to do; the part that both editions share.
 *
 * Real run-times are lenient (64,000 characters of suspend data in 1.2, any response format, calls after the end), so
 * a pass on them proves little. This one answers as the specification says and, beside the error code, records each
 * fault as {rule, call, args, why}. An edition's file gives the data model: SCORM.editions.scorm12, .scorm2004.
 */
(function () {
  "use strict";

  const ABOUT = ["lastError", "errorString", "diagnostic"];
  const COUNTS = {
    initialize: 1, finish: 1, get: 1, set: 2, commit: 1, lastError: 0, errorString: 1, diagnostic: 1,
  };

  /**
   * The API object of a launch.
   *
   * options.edition, options.mood: as `builder.hosts.scorm` has them; options.cmi: the attempt's values by full element
   * name; options.first: the attempt's first launch; options.lostAfter: calls that the mood "lost" lets pass;
   * options.report(batch, now): takes {entries, violations, cmi (what is new) and storing (at commits), finished}.
   * With `now` it answers {stored, mood}, with `unheard` when it reached nobody, or null when nobody can tell (beacon);
   * without `now`, a promise of the same.
   */
  function create(options) {
    const edition = window.SCORM.editions[options.edition || "scorm12"];
    const { names, codes, rules } = edition;
    const cmi = Object.assign({}, options.cmi);
    const everything = { entries: [], violations: [] };
    let mood = options.mood || "strict";
    let phase = "new";
    let error = 0;
    let sequence = 0;
    let entries = [];
    let violations = [];
    let timer = 0;
    let leaving = false;
    /** The LMS has forgotten the session: what the SCO does about it is no fault. */
    let expired = false;
    let stored = Object.assign({}, cmi);
    const counts = new Map();

    function fault(rule, call, args) {
      const found = { rule, call, args: args.map(String), why: edition.faults[rule], seq: sequence };
      violations.push(found);
      everything.violations.push(found);
    }

    function flush(more, now) {
      window.clearTimeout(timer);
      timer = 0;
      if (!more.cmi && !more.asking && entries.length === 0 && violations.length === 0) return undefined;
      const batch = Object.assign({ entries, violations, finished: false }, more);
      entries = [];
      violations = [];
      if (!options.report) return undefined;
      const answer = options.report(batch, now);
      const heed = (told) => {
        if (told && told.mood) mood = told.mood;
        if (told && told.unheard) again();
      };
      // What nobody heard is told with the next batch.
      const again = () => {
        entries = batch.entries.concat(entries);
        violations = batch.violations.concat(violations);
      };
      if (answer && typeof answer.then === "function") answer.then(heed, again);
      else heed(answer);
      return answer;
    }

    // Whoever watches sees each call as it is made, and the course waits for none of that.
    function soon() {
      if (options.report && timer === 0 && entries.length > 0) timer = window.setTimeout(() => flush({}, false), 0);
    }

    function keep(name, value) {
      cmi[name] = value;
      const index = /\.(\d+)(?=\.|$)/g;
      for (let match; (match = index.exec(name)); ) {
        const prefix = name.slice(0, match.index);
        counts.set(prefix, Math.max(counts.get(prefix) || 0, Number(match[1]) + 1));
      }
    }

    function reset(values) {
      counts.clear();
      for (const name of Object.keys(cmi)) delete cmi[name];
      for (const name of Object.keys(values)) keep(name, values[name]);
    }

    const host = {
      cmi,
      options,
      keep,
      /** How many records the collection holds. */
      count: (prefix) => counts.get(prefix) || 0,
      minimal: () => mood === "minimal",
      broken: () => mood === "throws",
      fault,
      /** The code that GetLastError will answer. */
      fail(code) {
        error = code;
      },
      /** Record the fault, leave the code, answer "false". */
      refuse(rule, code, name, args) {
        fault(rule, name, args);
        error = code;
        return "false";
      },
    };
    reset(stored);
    const model = edition.model(host);

    // Every call goes through here: argument checks, the state machine, the log.
    function call(role, args, body, failure) {
      const name = names[role];
      const count = COUNTS[role];
      const given = Array.prototype.slice.call(args);
      // Whether the session is still lost is for the LMS to say.
      if (expired) flush({ asking: true }, true);
      sequence += 1;
      const at = new Date().toISOString();
      const entry = { seq: sequence, at, call: name, args: given.map(String), result: "", error: "0" };
      entries.push(entry);
      everything.entries.push(entry);
      const about = ABOUT.includes(role);
      const wrong = given.length !== count || given.some((value) => typeof value !== "string");
      let result = failure;
      if (given.length !== count) fault(rules.count, name, given);
      if (given.some((value) => typeof value !== "string")) fault(rules.string, name, given);
      if (!about) {
        error = 0;
        if (mood === "lost" && sequence > options.lostAfter && phase !== "done" && !expired) {
          expired = true;
          phase = "new";
          reset(stored);
        }
        if (expired && (mood === "lost" || (phase === "new" && role !== "initialize"))) {
          error = codes.lost[role];
        } else if (phase === "done") {
          fault(role === "initialize" && rules.again ? rules.again : rules.after, name, given);
          error = codes.after[role];
        } else if (phase === "new" && role !== "initialize") {
          fault(rules.before, name, given);
          error = codes.before[role];
        } else if (wrong) {
          error = codes.argument;
        }
      }
      if (about || error === 0) result = body(entry, ...given.map(String));
      entry.result = result === null || result === undefined ? String(result) : result;
      entry.error = String(error);
      // A fault is told at once: the page may be going away, with no commit to come.
      if (violations.length > 0 && role !== "commit" && role !== "finish") flush({}, true);
      soon();
      return noisy(role, result);
    }

    // What some LMSs answer instead of strings.
    function noisy(role, answer) {
      if (mood !== "noisy") return answer;
      if (role === "lastError") return Number(answer);
      if (role === "get" || role === "errorString" || role === "diagnostic") return answer === "" ? undefined : answer;
      return answer === "true" ? true : answer === "false" ? false : answer;
    }

    function empty(role, value) {
      if (value === "") return true;
      host.refuse(rules.argument, codes.argument, names[role], [value]);
      return false;
    }

    // Whether the values are stored is for the LMS to say, at each commit anew.
    function store(entry, role, finished) {
      if (!options.report) {
        if (mood !== "refuses") {
          stored = Object.assign({}, cmi);
          return "true";
        }
        error = codes.refused[role];
        return "false";
      }
      entry.result = "true";
      const refusal = String(codes.refused[role]);
      // Only what is new: a beacon carries 64 KiB at most, and a long course has more than that.
      const changes = Object.fromEntries(Object.entries(cmi).filter(([name, value]) => stored[name] !== value));
      const answer = flush({ cmi: changes, storing: entry.seq, refusal, finished }, true);
      if (answer === null) leaving = true;
      const taken = answer ? answer.stored : mood !== "refuses";
      if (taken && answer) stored = Object.assign({}, cmi);
      if (!taken) error = codes.refused[role];
      return taken ? "true" : "false";
    }

    // What shows only when the page is still there a moment later.
    function later(look) {
      if (!options.report) return look();
      return window.setTimeout(() => {
        look();
        if (violations.length > 0) flush({}, true);
      }, 500);
    }

    const API = {
      [names.initialize]: function () {
        return call("initialize", arguments, (entry, argument) => {
          if (phase === "open") return host.refuse(rules.twice, codes.twice, names.initialize, [argument]);
          if (!empty("initialize", argument)) return "false";
          phase = "open";
          expired = false;
          return "true";
        }, "false");
      },
      [names.finish]: function () {
        const answer = call("finish", arguments, (entry, argument) => {
          if (!empty("finish", argument)) return "false";
          model.beforeStoring(names.finish);
          model.beforeFinish(names.finish);
          const answer = store(entry, "finish", true);
          if (answer === "true") phase = "done";
          return answer;
        }, "false");
        if (violations.length > 0) flush({}, true);
        if (phase === "done" && !leaving && model.stranded) later(() => model.stranded(names.finish));
        return answer;
      },
      [names.get]: function () {
        return call("get", arguments, (entry, name) => model.get(name), "");
      },
      [names.set]: function () {
        if (mood === "throws") {
          call("set", arguments, () => "thrown", "thrown");
          throw new Error(names.set + " is broken");
        }
        return call("set", arguments, (entry, name, value) => model.set(name, value), "false");
      },
      [names.commit]: function () {
        const answer = call("commit", arguments, (entry, argument) => {
          if (!empty("commit", argument)) return "false";
          model.beforeStoring(names.commit);
          const answer = store(entry, "commit", false);
          // As Cornerstone: what is committed while the page goes away is answered by nothing at all.
          return mood === "null" && (leaving || document.visibilityState === "hidden") ? null : answer;
        }, "false");
        if (violations.length > 0) flush({}, true);
        return answer;
      },
      [names.lastError]: function () {
        return call("lastError", arguments, () => String(error), "0");
      },
      [names.errorString]: function () {
        return call("errorString", arguments, (entry, code) => edition.errors[code] || "", "");
      },
      [names.diagnostic]: function () {
        return call("diagnostic", arguments, (entry, code) => edition.errors[code] || "", "");
      },
    };
    return { API, everything, cmi, flush: () => flush({}, true), mood: (value) => (mood = value) };
  }

  window.SCORM = { editions: {}, create };
})();
