/**
 * Kinds of files, made by ffmpeg: what Guise writes of them has the frames, the length, the sound, the size and the colours that ffmpeg
 * and the browser's own player show, or they are refused with words. All of them on the command line, those that say so in the page, too
 * (`GUISE_KINDS=all`: all). It takes minutes, and needs ffmpeg: only when it is asked for.
 *
 * `GUISE_KINDS=some npx playwright test kinds --project=cpu` compares them; `GUISE_KINDS=late` those whose names hold that.
 * `GUISE_FILES=FOLDER npx playwright test kinds --project=cpu` prints the same of other files, as a table for docs/files.md.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { NOTES } from '../src/engine/link/file/notes.ts';
import { readBarcode } from '../testing/scenes/barcode.ts';
import { bareFaces } from './support/bare.ts';
import { anonymize } from './support/commands.ts';
import { BLOCKS, differences, type Result, see, throughCommand, throughPage } from './support/compare.ts';
import { hasFfmpeg, KINDS, type Kind, makeKinds } from './support/kinds.ts';
import { expect, type Fixtures, test } from './support/test.ts';
import { type Look, lookInto, openStudio, type TestVideo, tenFrames } from './support/videos.ts';

const FOLDER = process.env.GUISE_FILES;
const ASKED = process.env.GUISE_KINDS ?? 'all';
const NAMED = KINDS.filter(({ name }) => name.includes(ASKED));
const ALL = ASKED === 'all' || NAMED.length > 0;
const CHOSEN = NAMED.length > 0 ? NAMED : KINDS;

test.skip(!FOLDER && !process.env.GUISE_KINDS, 'It takes minutes: GUISE_KINDS=some, or all.');

test.setTimeout(FOLDER ? 3_600_000 : 600_000);

interface Given extends Pick<Fixtures, 'watch'> {
  readonly page: Page;
}

/** What the files are made from, and how it looks. */
interface Truth {
  readonly video: TestVideo;
  readonly look: Look;
}

/** What is wrong with what became of a file, in words. @param studio a page for looking into files */
async function faultsOf(
  studio: Page,
  path: string,
  kind: Kind,
  result: Result | undefined,
  truth: Truth,
): Promise<readonly string[]> {
  if (!result) {
    return ['nothing was said about it'];
  }
  if ('refused' in result) {
    return kind.refused?.test(result.refused) ? [] : [`refused: ${result.refused}`];
  }
  if (kind.refused && kind.opens !== 'in-some') {
    return ['written, and should have been refused'];
  }
  const original = await see(studio, path);
  const written = await see(studio, result.path);
  const unsaid = kind.says && !result.notes.includes(NOTES[kind.says]) ? [`not said: ${kind.says}`] : [];
  const found = [
    ...unsaid,
    ...differences(original, written, result.notes, kind.coloursDiffer ? 'none' : 'all'),
  ];
  const { played } = written;
  const { video, look } = truth;
  if (played?.width !== video.width || played.height !== video.height || played.duration === 0) {
    return found;
  }
  return [...found, ...faultsIn(await lookInto(studio, result.path), video, look)];
}

/** Frames that are missing or out of order, and faces that are bare. */
function faultsIn({ pictures }: Look, video: TestVideo, truth: Look): readonly string[] {
  const numbers = pictures.map((picture) => readBarcode(picture));
  if (!numbers.every((number, i) => number !== null && (i === 0 || number > (numbers[i - 1] ?? 0)))) {
    return [`frames in the order ${numbers}`];
  }
  const of = <T>(all: readonly T[]) => numbers.map((number) => all[number ?? -1] as T);
  return bareFaces(pictures, of(truth.pictures), of(video.faces));
}

async function compareKinds({ page, watch }: Given, info: TestInfo) {
  expect(hasFfmpeg(), 'ffmpeg makes the files: sudo apt-get install ffmpeg').toBe(true);
  // What the browser cannot decode, it says on the console, too.
  watch.expect(/ERR_REQUEST_RANGE|DEMUXER|PIPELINE|Failed to load resource/);
  const studio = await openStudio(page);
  const video = await tenFrames(studio, 'kinds', BLOCKS);
  const truth = { video, look: await lookInto(studio, video.path) };
  const input = info.outputPath('in');
  mkdirSync(input, { recursive: true });
  await makeKinds(CHOSEN, video.path, input);
  const faults: Record<string, readonly string[]> = {};
  const judge = async (way: string, kind: Kind, result: Result | undefined) => {
    const found = await faultsOf(studio, join(input, kind.name), kind, result, truth);
    if (found.length > 0) {
      faults[`${kind.name}, ${way}`] = found;
    }
  };
  const output = info.outputPath('out');
  const { words } = await anonymize([
    input,
    '-o',
    output,
    '--audio',
    '--fast',
    '--leaks',
    '0',
    '--parallel',
    '2',
  ]);
  const results = throughCommand(output, words);
  for (const kind of CHOSEN) {
    await judge('command', kind, results.get(kind.name));
  }
  const saved = info.outputPath('saved');
  await page.goto('/?renderer=cpu');
  for (const kind of CHOSEN.filter(({ inPage }) => ALL || inPage)) {
    await judge('page', kind, await throughPage(page, join(input, kind.name), saved));
  }
  expect(faults).toEqual({});
}

async function printTable(folder: string, { page, watch }: Given, info: TestInfo) {
  watch.expect(/./);
  const names = readdirSync(folder).filter((name) => !/\.(m?js|md|json)$/.test(name));
  const output = info.outputPath('out');
  const { words } = await anonymize([folder, '-o', output, '--audio', '--leaks', '0']);
  const results = throughCommand(output, words);
  const saved = info.outputPath('saved');
  const studio = await openStudio(page);
  await page.goto('/?renderer=cpu');
  const said = async (path: string, result: Result | undefined) => {
    if (!result || 'refused' in result) {
      return `refused: ${result?.refused.replace(/\n/g, ' ').split('. ')[0] ?? 'not tried'}`;
    }
    const found = differences(await see(studio, path), await see(studio, result.path), result.notes, 'any');
    return found.length > 0 ? found.join(', ') : 'the same';
  };
  console.log(
    '| file | frames | seconds | sound | size | page | command line |\n| --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const name of names) {
    const path = join(folder, name);
    const { frames, sound, played, seconds } = await see(studio, path);
    const size = played ? `${played.width} × ${played.height}` : 'does not play';
    const page1 = await said(path, await throughPage(page, path, saved));
    const command = await said(path, results.get(name));
    // As ffmpeg has it: of a file that was cut Chromium's player says now this, now that.
    const length = played?.duration === 0 ? '–' : Number.isNaN(seconds) ? 'not said' : seconds.toFixed(2);
    console.log(
      `| \`${name}\` | ${frames} | ${length} | ${sound ?? '–'} | ${size} | ${page1} | ${command} |`,
    );
  }
}

if (FOLDER) {
  test('a table of other files', ({ page, watch }, info) => printTable(FOLDER, { page, watch }, info));
} else {
  test('what is written is what players show, or it is refused with words', ({ page, watch }, info) =>
    compareKinds({ page, watch }, info));
}
