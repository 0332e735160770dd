/** How much memory a run takes, so that one over many pictures can be seen not to grow. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/** Bytes. */
export interface MemoryReading {
  readonly program: number;
  /** All processes of the browser; null where the system does not say (only Linux does). */
  readonly browser: number | null;
}

export async function readMemory(browser: Browser): Promise<MemoryReading> {
  // A browser that is gone is the next task's trouble, not this reading's.
  return { program: process.memoryUsage.rss(), browser: await browserMemory(browser).catch(() => null) };
}

/** What is shared between processes counts in parts, so that the sum is what the machine gives. */
async function browserMemory(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const sizes = processInfo.map(({ id }) => shareOf(id)).filter((size) => size !== null);
    return sizes.length > 0 ? sizes.reduce((sum, size) => sum + size, 0) : null;
  } finally {
    await session.detach();
  }
}

/** Proportional set size (man 5 proc). Null for a process that is gone, and on other systems. */
export function shareOf(pid: number): number | null {
  try {
    const [, kilobytes] = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** The most of a run's second half, and that of its first: had it grown, the second would be the larger one. */
export function memoryWords(readings: readonly MemoryReading[]): string {
  const half = Math.ceil(readings.length / 2);
  const most = (part: readonly MemoryReading[]) => {
    const browser = part.map((reading) => reading.browser).filter((size) => size !== null);
    const program = `${megabytes(Math.max(...part.map((reading) => reading.program)))} MB here`;
    return browser.length > 0 ? `${program}, ${megabytes(Math.max(...browser))} MB in the browser` : program;
  };
  return readings.length < 2
    ? ''
    : `Memory at most: ${most(readings.slice(0, half))} in the first half; ${most(readings.slice(half))} in the second.`;
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
