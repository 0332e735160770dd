import { session } from '../../session/session.ts';
import { ChooseFile } from '../file/ChooseFile.tsx';

/** The first screen: what happens to the picture, before the camera is asked for. */
export function Intro() {
  return (
    <div className="intro">
      <h2>Your camera, without your face</h2>
      <p>
        The picture is worked on <strong>on this device</strong> and never sent anywhere. Every face is
        covered before anything is drawn; whenever Guise is not sure, it covers the whole picture.
      </p>
      <p>Voice, body, clothes and room are not hidden.</p>
      <button type="button" className="primary" onClick={() => void session.start()}>
        Start the camera
      </button>
      <p className="hint">Your browser will ask whether this page may use it.</p>
      <p className="intro-or">
        or drop a video or picture, or <ChooseFile className="link">choose one</ChooseFile>
      </p>
    </div>
  );
}
