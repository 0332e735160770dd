/** Small data sets for `npm run evaluate` and `npm run anonymize`, made of the sample photographs' faces at test time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ActionReading, SeenAction } from '../../src/engine/meters/action/detector.ts';
import type { Scene } from '../../testing/scenes/scene.ts';
import { type DrawnScene, drawable, type Stage } from '../../testing/scenes/stage.ts';
import { writePictures } from '../../testing/scenes/write.ts';
import type { ActionHarness } from '../harness/actions.ts';

/** Faces of the photographs that look more or less into the camera. */
const PEOPLE = [6, 7, 18, 20];

/**
 * LFW's layout in `folder`: four people with two pictures each, one of them in another room, smaller and tilted; a person whose
 * pictures are an empty room and a broken file; and pairs.txt with two folds.
 */
export async function writeFaceSet(page: Page, folder: string): Promise<{ images: string; pairs: string }> {
  const images = join(folder, 'images');
  const nameOf = (index: number) => `Person_${'ABCD'[index]}`;
  const path = (name: string, number: number) => join(images, name, `${name}_000${number}.jpg`);
  const square = { width: 250, height: 250 };
  await writePictures(
    page,
    new Map<string, Scene>([
      ...PEOPLE.flatMap((face, index): [string, Scene][] => [
        [
          path(nameOf(index), 1),
          { ...square, background: index, people: [{ face, x: 125, y: 125, height: 105 }] },
        ],
        [
          path(nameOf(index), 2),
          { ...square, background: index + 9, people: [{ face, x: 128, y: 122, height: 88, roll: 8 }] },
        ],
      ]),
      [path('Nobody', 1), { ...square, background: 3, people: [] }],
    ]),
  );
  writeFileSync(path('Nobody', 2), 'This is no picture.');
  const pairs = join(folder, 'pairs.txt');
  writeFileSync(
    pairs,
    [
      '2\t3',
      'Person_A\t1\t2',
      'Person_B\t1\t2',
      'Nobody\t1\t2',
      'Person_A\t1\tPerson_B\t1',
      'Person_B\t2\tPerson_C\t1',
      'Nobody\t1\tPerson_A\t1',
      'Person_C\t1\t2',
      'Person_D\t1\t2',
      'Person_A\t2\t1',
      'Person_C\t1\tPerson_D\t1',
      'Person_D\t2\tPerson_A\t2',
      'Person_B\t1\tPerson_D\t1',
    ].join('\n'),
  );
  return { images, pairs };
}

/**
 * Pictures of people with the boxes that the page's own action detector draws into them, in COCO's format. Beside them an empty
 * room that is said to have somebody in it, a broken and a missing file, and a class that no detector knows.
 * @returns the labels of the boxes that can be found.
 */
export async function writeActionSet(
  page: Page,
  folder: string,
): Promise<{ images: string; annotations: string; labels: readonly string[] }> {
  const images = join(folder, 'acting');
  const size = { width: 320, height: 240 };
  const people: readonly Scene[] = [6, 20].map((face, i) => ({
    ...size,
    background: i,
    people: [{ face, x: 150 + 20 * i, y: 100, height: 80 }],
  }));
  const scenes = new Map(people.map((scene, i) => [`person-${i}.jpg`, scene]));
  await page.goto('/e2e/harness/actions.html');
  await writePictures(
    page,
    new Map(
      [...scenes, ['room.jpg', { ...size, background: 2, people: [] }]].map(([name, scene]) => [
        join(images, name as string),
        scene as Scene,
      ]),
    ),
  );
  writeFileSync(join(images, 'broken.jpg'), 'This is no picture.');
  const seen = [];
  for (const scene of scenes.values()) {
    seen.push((await page.evaluate(lookAtScene, drawable(scene))).people[0] as SeenAction);
  }
  const labels = [...new Set(seen.map(({ label }) => label))];
  const unseen = ['phoning', 'smoking', 'drinking'].find((label) => !labels.includes(label)) as string;
  const names = [...scenes.keys(), 'room.jpg', 'broken.jpg', 'gone.jpg'];
  const categories = [...labels, unseen, 'juggling'];
  const boxOf = ({ x, y, width, height }: SeenAction) => [
    x * size.width,
    y * size.height,
    width * size.width,
    height * size.height,
  ];
  const boxes = [
    ...seen.map((one, i) => ({ image_id: i, category_id: categories.indexOf(one.label), bbox: boxOf(one) })),
    { image_id: 2, category_id: categories.indexOf(unseen), bbox: [10, 10, 80, 120] },
    { image_id: 2, category_id: categories.indexOf('juggling'), bbox: [10, 10, 80, 120] },
  ];
  const annotations = join(folder, 'coco.json');
  writeFileSync(
    annotations,
    JSON.stringify({
      images: names.map((file_name, id) => ({ id, file_name, ...size })),
      categories: categories.map((name, id) => ({ id, name })),
      annotations: boxes,
    }),
  );
  return { images, annotations, labels };
}

/** Runs in the harness. */
function lookAtScene(scene: DrawnScene): Promise<ActionReading> {
  const { guiseStage, actionHarness } = globalThis as unknown as {
    guiseStage: Stage;
    actionHarness: ActionHarness;
  };
  return actionHarness.look(guiseStage.draw(scene), null);
}
