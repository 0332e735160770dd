import type { EngineAssets } from '../link/protocol.ts';

/** Where the build step (scripts/face-models.mjs) put the face models, and what they must be. */
export const ASSETS: EngineAssets = {
  fullRangeModel: `${import.meta.env.BASE_URL}generated/face-full-range-sparse.tflite`,
  shortRangeModel: `${import.meta.env.BASE_URL}generated/face-short-range.tflite`,
  hashes: {
    fullRange: '09e5654b6cbaf726c92030778297985f1909b187e844513cc64e4a3d39474a94',
    shortRange: '06a6371d769ea909c58fc2a0b5ba8f439eee0fb487d73c7eca0b723840c2571a',
  },
};
