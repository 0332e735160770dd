/** The Study view, loaded when it is first opened: can people still tell who it is? (Section 5.5 of the paper.) */
import { useStudy } from '../../session/study/store.ts';
import { ViewHeading } from '../ViewHeading.tsx';
import { Asking } from './Asking.tsx';
import { Results } from './Results.tsx';
import { Setup } from './Setup.tsx';
import '../styles/study.css';

export default function Study() {
  const step = useStudy((state) => state.step);
  return (
    <main className="page" id="content">
      <ViewHeading>Study</ViewHeading>
      <p className="lead">
        Machines are not the only ones who know faces. Ask people: can they tell who it is behind the cover?
      </p>
      {step === 'setup' || step === 'preparing' || step === 'ready' ? (
        <Setup />
      ) : step === 'results' ? (
        <Results />
      ) : (
        <Asking />
      )}
    </main>
  );
}
