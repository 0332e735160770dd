/** `npm run evaluate -- …`. `--help` says what there is. */
import { runMain } from '../cli/headless/typescript.mjs';

await runMain('/evaluation/node/main.ts');
