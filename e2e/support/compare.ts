/** Whether what Guise writes of a file is what ffmpeg and the browser's own player show of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Download, expect, type Page } from '@playwright/test';
import { NOTES, type NoteCode } from '../../src/engine/link/file/notes.ts';
import type { Played } from '../harness/media.ts';
import { file, opened } from './export.ts';
import { type Probed, probe } from './kinds.ts';
import { mostApart, playedBy } from './videos.ts';

/** Colours of blocks down the right border, by which files are made and compared. */
export const BLOCKS = ['#f00', '#0f0', '#00f', '#e0ac69'] as const;

export interface Seen extends Probed {
  /** Null where the browser's own player does not play it. */
  readonly played: Played | null;
}

const PICTURE = /\.(jpe?g|png|webp|gif|bmp|avif|tiff?|jp2|jxl)$/i;

/** @param studio a page for looking into files */
export async function see(studio: Page, path: string): Promise<Seen> {
  const [probed, played] = await Promise.all([probe(path), playedBy(studio, path, BLOCKS.length)]);
  return { ...probed, frames: PICTURE.test(path) ? 1 : probed.frames, played };
}

/** What became of a file. */
export type Result = { readonly path: string; readonly notes: string } | { readonly refused: string };

/** Seconds by which lengths may differ: half a frame of the files that are made. */
const LENGTH = 0.1;
/** Two encodings move a colour by one or two, another matrix or range by ten and more. */
const COLOUR = 8;

/**
 * In what the written file is other than the original, in words; none where it is the same.
 * @param notes what was said about it
 * @param blocks 'all' of them keep their colours, or 'any': the others may lie under covers; or 'none' is compared
 */
export function differences(
  original: Seen,
  written: Seen,
  notes: string,
  blocks: 'all' | 'any' | 'none' = 'all',
): readonly string[] {
  const differs = (what: string, a: unknown, b: unknown) => (a === b ? [] : [`${what} ${a} → ${b}`]);
  const [a, b] = [original.played, written.played];
  const found = [
    ...differs('frames', original.frames, written.frames),
    ...(original.sound && notes.includes(NOTES['sound-unreadable'])
      ? differs('sound', null, written.sound)
      : differs('sound', original.sound, written.sound)),
    ...(b ? [] : ['the result does not play']),
  ];
  if (!a || !b) {
    return found;
  }
  const stretched = notes.includes(NOTES['even-sides']);
  const even = (side: number) => (stretched ? Math.max(16, side + (side % 2)) : side);
  const apart = blocks === 'none' ? 0 : blocks === 'all' ? mostApart(a, b) : leastApart(a, b);
  return [
    ...found,
    ...differs('size', `${even(a.width)}×${even(a.height)}`, `${b.width}×${b.height}`),
    // Of how long the last frame is shown the two are not always of one mind; of a stream that goes on neither knows.
    ...(!Number.isFinite(a.duration) ||
    [a.duration, original.seconds].some((seconds) => Math.abs(seconds - b.duration) <= LENGTH)
      ? []
      : [`seconds ${a.duration} → ${b.duration}`]),
    ...(apart <= COLOUR ? [] : [`colours ${apart} apart`]),
  ];
}

const leastApart = (a: Played, b: Played) =>
  Math.min(
    ...a.blocks.map((block, i) =>
      mostApart({ ...a, blocks: [block] }, { ...b, blocks: b.blocks.slice(i, i + 1) }),
    ),
  );

/** Opens and exports a file in the page that is open, with its sound where it has any that can be kept. */
export async function throughPage(page: Page, path: string, folder: string): Promise<Result> {
  await opened(page, path);
  await expect(file(page).locator('.file-name')).toHaveText(basename(path));
  const alert = page.getByRole('alert');
  await file(page).and(page.locator('[data-activity=still]')).or(alert).first().waitFor({ timeout: 60_000 });
  const save = page.getByRole('button', { name: /^Export the video|^Save the picture/ });
  if ((await save.count()) === 0) {
    return { refused: await alert.first().innerText() };
  }
  const sound = page.getByRole('switch', { name: 'Keep the sound' });
  const keep = (timeout: number) => sound.check({ timeout });
  const click = (timeout: number) => save.click({ timeout });
  const saved = await savedBy(page, (await sound.count()) > 0 ? [keep, click] : [click]);
  if (typeof saved === 'string') {
    return { refused: saved };
  }
  const to = join(folder, `${basename(path)}-${saved.suggestedFilename()}`);
  await saved.saveAs(to);
  return { path: to, notes: await file(page).innerText() };
}

/**
 * What was saved, or the words of the problem. What a step wants may be gone by now: a file may turn out to be damaged at its first frame.
 * A step has ended before this ends: one that still waits would press the button of the next file.
 */
async function savedBy(
  page: Page,
  steps: readonly ((timeout: number) => Promise<void>)[],
): Promise<Download | string> {
  const alert = page.getByRole('alert').first();
  const download = page.waitForEvent('download', { timeout: 120_000 });
  download.catch(() => undefined);
  for (const step of steps) {
    await expect(async () => {
      if (!(await alert.isVisible())) {
        await step(10_000);
      }
    }).toPass({ timeout: 120_000 });
  }
  const problem = alert.waitFor({ timeout: 120_000 }).then(() => alert.innerText());
  problem.catch(() => undefined);
  return Promise.race([download, problem]);
}

/** What `npm run anonymize` did with each file of a folder, by the files' names. @param words all that it said */
export function throughCommand(output: string, words: string): ReadonlyMap<string, Result> {
  const results = new Map<string, Result>();
  for (const [, path = '', refused = ''] of words.matchAll(/^FAILED (.*?): (.*)$/gm)) {
    results.set(basename(path), { refused });
  }
  for (const name of readdirSync(output).filter((name) => name.endsWith('.json'))) {
    const sidecar = JSON.parse(readFileSync(join(output, name), 'utf8'));
    const notes = sidecar.summary.notes.map((note: NoteCode) => NOTES[note]).join(' ');
    results.set(sidecar.input.name, { path: join(output, sidecar.output.name), notes });
  }
  return results;
}
