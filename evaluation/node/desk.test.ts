import { expect, test } from 'vitest';
import { parseDoing, parseLabels } from './desk.ts';

test('labels as they are here, and from annotations in the format of COCO', () => {
  const own = { 'a.jpg': { label: 'eating', source: 'stock' } };
  expect(parseLabels(JSON.stringify(own), 'x')).toEqual(own);
  const coco = {
    images: [{ id: 1, file_name: 'driver_1.jpg', width: 10, height: 10 }],
    annotations: [{ image_id: 1, category_id: 2, bbox: [1, 1, 5, 5] }],
    categories: [{ id: 2, name: 'texting' }],
  };
  expect(parseLabels(JSON.stringify(coco), 'x')).toEqual({
    'driver_1.jpg': { label: 'looking_at_phone', source: 'driver' },
  });
  for (const wrong of ['nonsense', '[]', 'null', '{"a.jpg": {"label": 3}}', '{"a.jpg": null}']) {
    expect(() => parseLabels(wrong, 'labels.json')).toThrow(/labels\.json must be/);
  }
});

test('what is done in photographs', () => {
  const own = { 'a.jpg': ['looking_away'], 'b.jpg': [] };
  expect(parseDoing(JSON.stringify(own), 'x')).toEqual(own);
  for (const wrong of ['nonsense', '[]', 'null', '{"a.jpg": "eating"}', '{"a.jpg": [3]}']) {
    expect(() => parseDoing(wrong, 'doing.json')).toThrow(/doing\.json must be/);
  }
});
