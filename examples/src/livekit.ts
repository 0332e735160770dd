/**
 * LiveKit: the processor is given when the track is made, so that LiveKit never has an uncovered one to publish. With a server
 * (`?url=wss://…&token=…`) the track is published to its room; without one it is sent to this page itself.
 */
import { guiseProcessor } from 'guise';
import { createLocalVideoTrack, Room } from 'livekit-client';
import { call, chosenMode, onMode, onStart, say } from './page.ts';

onStart(async () => {
  const processor = guiseProcessor({ mode: chosenMode(), onTrouble: say });
  const track = await createLocalVideoTrack({ resolution: { width: 640, height: 480 }, processor });
  // Never a second processor, never `stopProcessor()`: LiveKit would send the camera as it is. Changes are made in place.
  onMode((mode) => processor.configure({ mode }));
  await processor.ready;
  const query = new URLSearchParams(location.search);
  const url = query.get('url');
  if (url) {
    const room = new Room();
    await room.connect(url, query.get('token') ?? '');
    await room.localParticipant.publishTrack(track);
    say(`Published to ${room.name}.`);
  } else {
    await call(track.mediaStreamTrack);
  }
});
