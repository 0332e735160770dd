/**
 * The published measurements, public/published/trade-off.json, as part of the bundle: the network seal would stop a fetch,
 * and a version without the file has an empty list instead of a failed request.
 */
import { type PublishedPoint, parsePublished } from './trade-off.ts';

const files = import.meta.glob<unknown>('../../../public/published/trade-off.json', {
  eager: true,
  import: 'default',
});

export const PUBLISHED: readonly PublishedPoint[] = Object.values(files).flatMap(parsePublished);
