/** The commands of `npm run`, as programs of their own. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** All that it said. */
  readonly words: string;
}

/** Called often while a command runs; can send it a signal. */
export type Watch = (signal: (name: NodeJS.Signals) => void) => void;

/** `npm run evaluate -- …` */
export const evaluate = (args: readonly string[], watch?: Watch) => run('evaluation/cli.mjs', args, watch);

/** `npm run anonymize -- …` */
export const anonymize = (args: readonly string[], watch?: Watch) =>
  run('cli/anonymize/cli.mjs', args, watch);

/** Kills once, by the signal that no program can catch, as soon as `ready` says so. */
export function killWhen(ready: () => boolean): Watch {
  let killed = false;
  return (signal) => {
    if (!killed && ready()) {
      killed = true;
      signal('SIGKILL');
    }
  };
}

function run(program: string, args: readonly string[], watch: Watch = () => undefined): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT });
  return new Promise((done, failed) => {
    let words = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        words += text;
      });
    }
    const watching = setInterval(() => watch((name) => child.kill(name)), 20);
    child.on('error', failed);
    child.on('close', (code) => {
      clearInterval(watching);
      done({ code, words });
    });
  });
}
