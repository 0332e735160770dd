import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { main } from './main.ts';

let folder = '';
let said = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-evaluate-'));
  writeFileSync(join(folder, 'pairs.txt'), '1\t1\nA\t1\t2\nA\t1\tB\t1\n');
  writeFileSync(join(folder, 'wrong.txt'), 'Name,Name,1\n');
  writeFileSync(
    join(folder, 'coco.json'),
    '{"images":[{"id":1,"file_name":"a.jpg","width":9,"height":9}],"annotations":[],"categories":[]}',
  );
  said = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const inFolder = (args: readonly string[]) => args.map((arg) => arg.replace('DIR', folder));

test.each([
  [['dance'], /no command "dance"/],
  [['faces', '--speed', '3'], /--speed/],
  [['faces', '--pairs', 'DIR/pairs.txt', '--out', 'DIR/out'], /--images is missing/],
  [['faces', '--images', 'DIR', '--pairs', 'DIR/pairs.txt'], /--out is missing/],
  [['faces', '--images', 'DIR/none', '--pairs', 'DIR/pairs.txt', '--out', 'DIR/out'], /no folder .*none/],
  [['faces', '--images', 'DIR/pairs.txt', '--pairs', 'DIR/pairs.txt', '--out', 'DIR/out'], /is a file/],
  [['faces', '--images', 'DIR', '--pairs', 'DIR/none.txt', '--out', 'DIR/out'], /no file .*none.txt/],
  [['faces', '--images', 'DIR', '--pairs', 'DIR/wrong.txt', '--out', 'DIR/out'], /wrong.txt does not begin/],
  [
    ['faces', '--images', 'DIR', '--pairs', 'DIR/pairs.txt', '--out', 'DIR/out'],
    /none of the 3 pictures.*A_0001/,
  ],
  [['faces', '--images', 'DIR', '--pairs', 'x', '--out', 'x', '--modes', 'hat'], /no mode "hat"/],
  [['faces', '--images', 'DIR', '--pairs', 'x', '--out', 'x', '--parallel', '0'], /--parallel is a number/],
  [['actions', '--images', 'DIR', '--out', 'DIR/out'], /--annotations is missing/],
  [
    ['actions', '--images', 'DIR', '--annotations', 'DIR/wrong.txt', '--out', 'DIR/out'],
    /wrong.txt is no JSON/,
  ],
  [
    ['actions', '--images', 'DIR', '--annotations', 'DIR/coco.json', '--out', 'DIR/out'],
    /none of the 1 .*a.jpg/,
  ],
  [['pairs', '--images', 'DIR', '--out', 'DIR/pairs.txt'], /there already/],
  [['pairs', '--images', 'DIR', '--out', 'DIR/new.txt'], /0 people/],
  [['pairs', '--images', 'DIR/none', '--out', 'DIR/new.txt'], /no folder/],
  [['leaks', '--out', 'DIR/out'], /--video is missing/],
  [['leaks', '--video', 'DIR/none.mp4', '--out', 'DIR/out'], /no file .*none.mp4/],
  [['leaks', '--video', 'DIR', '--out', 'DIR/out'], /is no file/],
  [
    ['leaks', '--video', 'DIR/pairs.txt', '--boxes', 'DIR/wrong.txt', '--out', 'DIR/out'],
    /wrong.txt is no JSON/,
  ],
  [['clip', '--out', 'DIR/clip.mp4'], /WebM video/],
  [['clip', '--out', 'DIR/clip.webm', '--scenario', 'ball'], /no scenario "ball".*sixteen/],
  [['clip', '--out', 'DIR/clip.webm', '--width', '641'], /even sides/],
  [['charts', '--out', 'DIR/out'], /at least one report/],
  [['charts', 'DIR/coco.json', '--out', 'DIR/out'], /no report of this program/],
  [['charts', 'DIR/coco.json'], /--out is missing/],
])('%j is refused in words that help', async (args, words) => {
  expect(await main(inFolder(args))).toBe(2);
  expect(said).toMatch(words);
});

test('no command, or --help, says what there is', async () => {
  expect(await main([])).toBe(2);
  expect(said).toContain('faces --images DIR');
  expect(await main(['--help'])).toBe(0);
});
