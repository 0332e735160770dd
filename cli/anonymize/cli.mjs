/** `npm run anonymize -- INPUT… -o OUTPUT`. `--help` says what there is. */
import { runMain } from '../headless/typescript.mjs';

await runMain('/cli/anonymize/source.ts');
