/** `npm run anonymize -- INPUT… -o OUTPUT`. `--help` says what there is. */
import '../../build/face-models.mjs';
import { keptCommand } from '../../build/kept-command.mjs';
import { ROOT } from '../../scripts/run.mjs';

const { main } = await keptCommand();
process.exitCode = await main(process.argv.slice(2), ROOT);
