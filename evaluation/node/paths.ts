/** Paths as given on the command line. */
import { existsSync, statSync } from 'node:fs';
import { UsageError } from '../../cli/headless/errors.ts';

/** @throws UsageError when the path is no folder. */
export function assertFolder(path: string, option: string): void {
  if (!existsSync(path)) {
    throw new UsageError(`There is no folder ${path} (${option}).`);
  }
  if (!statSync(path).isDirectory()) {
    throw new UsageError(`${path} (${option}) is a file; the folder is meant.`);
  }
}

/** @throws UsageError when the path is no file. */
export function assertFile(path: string, option: string): void {
  if (!existsSync(path)) {
    throw new UsageError(`There is no file ${path} (${option}).`);
  }
  if (!statSync(path).isFile()) {
    throw new UsageError(`${path} (${option}) is no file.`);
  }
}
