/**
 * `guise anonymize`: the command from the package. build/command.mjs makes it one script, `cli/guise.js`, beside the page that was
 * built with it; the models are the library's own.
 */
import { join } from 'node:path';
import { version } from '../../package.json';
import { builtPages } from './built.ts';
import { anonymize, type Host } from './main.ts';

/** Where the script lies in the package. */
const FOLDER = import.meta.dirname;

const HOST: Host = {
  command: 'guise anonymize',
  manual: "The package's README.md",
  pages: async () => builtPages(FOLDER, join(FOLDER, '../assets')),
};

const USAGE = `guise anonymize INPUT… -o OUTPUT: covers every face in pictures, videos and folders of them.
guise anonymize --help says what else can be asked for, guise --version which version this is.
`;

async function run([command, ...args]: readonly string[]): Promise<number> {
  if (command === 'anonymize') {
    return anonymize(args, HOST);
  }
  if (command === '--version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const asked = command === '--help' || command === '-h';
  (asked ? process.stdout : process.stderr).write(USAGE);
  return asked ? 0 : 2;
}

process.exitCode = await run(process.argv.slice(2));
