/** What something costs: time, and processor time of all programs that it runs, which says the same on a busy machine. Linux. */
import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{seconds: number, cpu: number}} Cost seconds; `cpu` of all processors together, NaN where the system does not say */

/** ms between looks; what a program does after the last one is missed. */
const LOOK_EVERY = 250;
/** Of a second, as Linux counts processor time. */
const TICKS = 100;

/** @param {() => Promise<unknown>} part which runs programs @returns {Promise<Cost>} */
export async function costOf(part) {
  const before = new Map(readTimes());
  const last = new Map(before);
  const look = () => {
    for (const [pid, ticks] of readTimes()) {
      last.set(pid, ticks);
    }
  };
  const timer = setInterval(look, LOOK_EVERY);
  const began = performance.now();
  try {
    await part();
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - began) / 1000;
  look();
  const ticks = [...last].map(([pid, own]) => own - (before.get(pid) ?? 0));
  const cpu = ticks.length > 0 ? ticks.reduce((sum, own) => sum + own, 0) / TICKS : Number.NaN;
  return { seconds, cpu };
}

/** Ticks by process, of all that descend from this one. @returns {[number, number][]} */
function readTimes() {
  /** @type {Map<number, {parent: number, ticks: number}>} */
  const all = new Map();
  for (const name of names()) {
    const read = statOf(name);
    if (read) {
      all.set(Number(name), read);
    }
  }
  const descends = (/** @type {number} */ pid) => {
    for (let at = all.get(pid)?.parent; at; at = all.get(at)?.parent) {
      if (at === process.pid) {
        return true;
      }
    }
    return false;
  };
  return [...all].filter(([pid]) => descends(pid)).map(([pid, { ticks }]) => [pid, ticks]);
}

function names() {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Null for a process that is gone. @param {string} pid */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
