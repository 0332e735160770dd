/** What Node and the browser both know of the recognisers. */
export type RecogniserId = 'dlib' | 'faceres';

export const RECOGNISERS: readonly {
  readonly id: RecogniserId;
  readonly label: string;
  /** Numbers in an embedding. */
  readonly dimensions: number;
}[] = [
  { id: 'dlib', label: 'dlib-style ResNet (face-api)', dimensions: 128 },
  { id: 'faceres', label: 'MobileNet v1 on VGGFace2 (faceres)', dimensions: 1024 },
];
