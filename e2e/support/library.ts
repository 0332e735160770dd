/** The library as others get it, built beside the page that the tests open. */
import { spawnSync } from 'node:child_process';

const built = new Set<string>();

/**
 * Builds it once for all files of a run. @throws Error with what the build says.
 * @param folder another one for each process that may build at the same time
 */
export function buildLibrary(folder = 'dist-test/guise'): void {
  if (built.has(folder)) {
    return;
  }
  const { status, stderr } = spawnSync('node', ['build/library.mjs', folder], {
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') {
    throw new Error(`The library could not be built without complaint: ${stderr}`);
  }
  built.add(folder);
}
