/** `npm run anonymize -- INPUT… -o OUTPUT`: TypeScript run by Vite, so that nothing has to be compiled first. `--help` says what there is. */
import { runnerImport } from 'vite';

const { module } = await runnerImport('./scripts/anonymize/main.ts', {
  configFile: false,
  logLevel: 'error',
});
process.exitCode = await /** @type {import('./main.ts')} */ (module).main(process.argv.slice(2));
