import { expect, test } from 'vitest';
import { UsageError } from '../../cli/headless/errors.ts';
import { parseCoco } from './coco.ts';

const FILE = {
  images: [
    { id: 7, file_name: 'a.jpg', width: 64, height: 48 },
    { id: 8, file_name: 'sub/b.jpg', width: 10, height: 10 },
  ],
  categories: [
    { id: 2, name: 'phoning' },
    { id: 5, name: 'drinking' },
  ],
  annotations: [
    { image_id: 7, category_id: 5, bbox: [1, 2, 3, 4] },
    { image_id: 7, category_id: 2, bbox: [5, 6, 7, 8], iscrowd: 1 },
  ],
};

test('pictures with their boxes, labels in order; a picture without boxes stays', () => {
  expect(parseCoco(JSON.stringify(FILE))).toEqual({
    labels: ['phoning', 'drinking'],
    pictures: [
      {
        file: 'a.jpg',
        width: 64,
        height: 48,
        boxes: [
          { x: 1, y: 2, width: 3, height: 4, label: 'drinking' },
          { x: 5, y: 6, width: 7, height: 8, label: 'phoning', ignore: true },
        ],
      },
      { file: 'sub/b.jpg', width: 10, height: 10, boxes: [] },
    ],
  });
});

test('a box over the border is cut there', () => {
  const over = { ...FILE, annotations: [{ image_id: 7, category_id: 5, bbox: [-2, 40, 12, 20] }] };
  expect(parseCoco(JSON.stringify(over)).pictures[0]?.boxes).toEqual([
    { x: 0, y: 40, width: 10, height: 8, label: 'drinking' },
  ]);
});

test.each([
  ['{', /no JSON/],
  ['[]', /needs the lists images/],
  ['null', /needs the lists images/],
  [
    JSON.stringify({ ...FILE, annotations: [{ image_id: 7, category_id: 1, bbox: [0, 0, 1, 1] }] }),
    /no category 1/,
  ],
  [
    JSON.stringify({ ...FILE, annotations: [{ image_id: 9, category_id: 2, bbox: [0, 0, 1, 1] }] }),
    /no image 9/,
  ],
  [
    JSON.stringify({ ...FILE, annotations: [{ image_id: 7, category_id: 2, bbox: [0, 0, 1] }] }),
    /annotation 0: bbox/,
  ],
  [
    JSON.stringify({ ...FILE, annotations: [{ image_id: 7, category_id: 2, bbox: [64, 0, 9, 9] }] }),
    /annotation 0: the box \[64,0,9,9\] is empty or outside a\.jpg, which is 64 × 48/,
  ],
  [JSON.stringify({ ...FILE, images: [{ id: 7, file_name: 'a.jpg' }] }), /image 0: width and height/],
  [
    JSON.stringify({ ...FILE, images: [{ id: 7, file_name: '../x.jpg' }], annotations: [] }),
    /no file in the folder/,
  ],
])('%s is refused, with the place', (text, words) => {
  expect(() => parseCoco(text)).toThrow(UsageError);
  expect(() => parseCoco(text)).toThrow(words);
});

test('frames of videos: the video, the place in it, and whose box it is', () => {
  const [image] = FILE.images;
  const [box] = FILE.annotations;
  const of = (more: object) => ({
    ...FILE,
    images: [{ ...image, ...more }],
    annotations: [{ ...box, instance: 3 }],
  });
  const [picture] = parseCoco(JSON.stringify(of({ video: 'v', frame: 4 }))).pictures;
  expect(picture?.video).toEqual({ name: 'v', frame: 4 });
  expect(picture?.boxes[0]?.instance).toBe(3);
  expect(() => parseCoco(JSON.stringify(of({ video: 'v' })), 'x')).toThrow(/image 0: a frame of a video/);
});
