// Puts faults into the engine, one at a time, and asks it again what it was asked before: whether any answer differs.
//
// node script_faults.js FOLDER: FOLDER holds `modules.js`, the scripts (`NAME.js`) and what each was asked
// (`NAME-*.ndjson`), and `sites.json`, places of the modules as [start, end, text instead]. It tells at first what the
// questions do not reach, then, for each place of which the number is read on a line, how the fault was seen.
"use strict";

const { readdirSync, readFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const { availableParallelism } = require("node:os");
const { createInterface } = require("node:readline");
const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");
const { BEGIN, opened } = require("../targets/javascript/inside.js");

const AT_ONCE = 40;
const AT_A_TIME = Math.min(2, availableParallelism());
const END = "})();\n";
// What asks all of Unicode at once is left out: it takes longer than all the rest.
const LONGEST = 10_000_000;
const PATIENCE_MS = 3000;

/** What was asked of each script, which holds the modules, in parts of a few questions. */
function recorded(folder) {
  const modules = readFileSync(`${folder}/modules.js`, "utf8");
  const scripts = new Map(), parts = [];
  for (const file of readdirSync(folder).sort()) {
    const name = file.slice(0, -".ndjson".length).split("-")[0];
    if (!file.endsWith(".ndjson")) continue;
    const text = readFileSync(`${folder}/${name}.js`, "utf8");
    scripts.set(name, { before: text.slice(0, text.indexOf("\n\n") + 1), after: END });
    for (const line of readFileSync(`${folder}/${file}`, "utf8").split("\n")) {
      if (line === "" || line.length > LONGEST) continue;
      const { call, each } = JSON.parse(line);
      const last = parts[parts.length - 1];
      if (last !== undefined && last.name === name && last.call === call && last.each.length + each.length <= AT_ONCE) {
        last.each.push(...each);
        continue;
      }
      for (let k = 0; k < each.length; k += AT_ONCE) parts.push({ name, call, each: each.slice(k, k + AT_ONCE) });
    }
  }
  return { modules, scripts, parts };
}

const withModules = ({ before, after }, modules) => `${before}${modules}${after}`;
const answersOf = (ask, part) => JSON.stringify(ask(part.call, part.each));

// ---- what the questions reach

function reaches({ modules, scripts, parts }, sites) {
  const session = new Session();
  session.connect();
  const post = (method, given) => {
    let found;
    session.post(method, given, (error, result) => {
      if (error) throw new Error(error.message);
      found = result;
    });
    return found;
  };
  post("Profiler.enable");
  post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const size = modules.length;
  const reached = new Uint8Array(size), owner = new Int32Array(size).fill(-1), keys = new Map();
  const left = [], sitesOf = new Map(), loaded = new Set(), partsOf = sites.map(() => []);

  function taken(url, shift) {
    const { result } = post("Profiler.takePreciseCoverage");
    const script = result.find((each) => each.url === url);
    const moved = ({ startOffset, endOffset, count }) => [startOffset - shift, endOffset - shift, count];
    return (script === undefined ? [] : script.functions)
      .map((each) => each.ranges.map(moved))
      .filter(([[start, end]]) => start >= 0 && end <= size);
  }


  // The count of each range of a function over the characters that are its own.
  function spread(ranges, tell) {
    const key = keys.get(`${ranges[0][0]}-${ranges[0][1]}`);
    if (key === undefined || ranges[0][2] === 0) return;
    for (const site of sitesOf.get(key) || []) {
      let count = 0;
      for (const range of ranges) if (range[0] <= sites[site][0] && sites[site][0] < range[1]) count = range[2];
      if (count > 0) tell(site);
    }
    if (left[key] === 0) return;
    for (let k = 0; k < ranges.length; k += 1) {
      const [start, end, count] = ranges[k];
      if (count === 0) continue;
      // What stands within a range and was counted apart.
      const apart = ranges.slice(k + 1).filter((range) => range[0] < end && range[1] > start);
      for (let at = start, next = 0; at < end; at += 1) {
        while (next < apart.length && apart[next][1] <= at) next += 1;
        if (next < apart.length && apart[next][0] <= at) at = apart[next][1] - 1;
        else if (owner[at] === key && !reached[at]) {
          reached[at] = 1;
          left[key] -= 1;
        }
      }
    }
  }

  for (const [name, script] of scripts) {
    const shift = BEGIN.length + script.before.length, url = `engine-${name}.js`;
    const ask = opened(withModules(script, modules), url);
    const first = taken(url, shift);
    if (keys.size === 0) {
      first.sort((one, other) => one[0][0] - other[0][0] || other[0][1] - one[0][1]);
      first.forEach(([[start, end]], key) => {
        keys.set(`${start}-${end}`, key);
        owner.fill(key, start, end);
      });
      for (const key of owner) if (key >= 0) left[key] = (left[key] || 0) + 1;
      sites.forEach(([start], site) => {
        if (!sitesOf.has(owner[start])) sitesOf.set(owner[start], []);
        sitesOf.get(owner[start]).push(site);
      });
    }
    for (const ranges of first) spread(ranges, (site) => loaded.add(site));
    parts.forEach((part, place) => {
      if (part.name !== name) return;
      const begun = process.hrtime.bigint();
      part.answers = answersOf(ask, part);
      part.took = Number(process.hrtime.bigint() - begun) / 1e6;
      for (const ranges of taken(url, shift)) spread(ranges, (site) => partsOf[site].push(place));
    });
  }
  post("Profiler.stopPreciseCoverage");
  session.disconnect();
  const missed = [];
  for (let at = 0; at < size; at += 1) {
    // What stands at the top of the script runs as it is set up.
    if (reached[at] || owner[at] < 0 || /[\s{}();]/.test(modules[at])) continue;
    const last = missed[missed.length - 1];
    if (last !== undefined && modules.slice(last[1], at).search(/[^\s{}();]/) < 0) last[1] = at + 1;
    else missed.push([at, at + 1]);
  }
  const quick = (one, other) => parts[one].took - parts[other].took;
  const all = parts.map((_, place) => place).sort(quick);
  // Which parts to ask of a site: those that reach it, then the others if it stands in what is set up before any.
  const partsFor = (site) => {
    const own = [...partsOf[site]].sort(quick), held = new Set(own);
    const top = owner[sites[site][0]] < 0 || loaded.has(site);
    return top ? [...own, ...all.filter((part) => !held.has(part))] : own;
  };
  return { missed, partsFor };
}

// ---- faults

/** Where the answers of some parts differ once the modules hold a fault. */
function seen({ modules, scripts, parts }, [start, end, instead], asked, beat) {
  const faulty = `${modules.slice(0, start)}${instead}${modules.slice(end)}`;
  const asks = new Map();
  for (const place of asked) {
    const part = parts[place];
    Atomics.store(beat, 0, BigInt(Date.now()));
    try {
      if (!asks.has(part.name)) {
        asks.set(part.name, opened(withModules(scripts.get(part.name), faulty), `faulty-${part.name}.js`));
      }
      if (answersOf(asks.get(part.name), part) !== part.answers) return "an answer";
    } catch (error) {
      return "an error";
    }
  }
  return null;
}

function inWorker() {
  const { corpus, beat } = workerData, times = new BigInt64Array(beat);
  parentPort.on("message", ({ site, asked }) => {
    parentPort.postMessage(seen(corpus, site, asked, times));
    Atomics.store(times, 0, 0n);
  });
}

/** A worker that takes one fault after another; it is made again where a fault ends it, or never ends. */
function station(corpus) {
  const beat = new SharedArrayBuffer(8), times = new BigInt64Array(beat);
  let worker = null;
  return {
    seen(site, asked) {
      if (worker === null) {
        worker = new Worker(__filename, {
          workerData: { corpus, beat }, resourceLimits: { maxOldGenerationSizeMb: 1500 }, stderr: true,
        });
      }
      return new Promise((resolve) => {
        const late = setInterval(() => {
          const since = Atomics.load(times, 0);
          if (since !== 0n && Date.now() - Number(since) > PATIENCE_MS) done("no end");
        }, 100);
        const fell = () => done("a fall"), answered = (found) => done(found, true);
        function done(found, whole = false) {
          clearInterval(late);
          worker.off("message", answered).off("error", fell).off("exit", fell);
          if (!whole) {
            worker.on("error", () => {}).terminate();
            worker = null;
            Atomics.store(times, 0, 0n);
          }
          resolve(found);
        }
        worker.on("message", answered).on("error", fell).on("exit", fell);
        worker.postMessage({ site, asked });
      });
    },
    end: () => worker?.terminate(),
  };
}

async function main(folder) {
  const corpus = recorded(folder), sites = JSON.parse(readFileSync(`${folder}/sites.json`, "utf8"));
  const { missed, partsFor } = reaches(corpus, sites);
  const tell = (data) => process.stdout.write(`${JSON.stringify(data)}\n`);
  tell({ parts: corpus.parts.length, took: corpus.parts.reduce((sum, part) => sum + part.took, 0), missed });
  const waiting = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  async function work() {
    const here = station(corpus);
    for (let next = await waiting.next(); !next.done; next = await waiting.next()) {
      const place = Number(next.value), asked = partsFor(place);
      tell({ place, how: await here.seen(sites[place], asked), parts: asked.length });
    }
    await here.end();
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}

if (isMainThread) main(process.argv[2]);
else inWorker();
