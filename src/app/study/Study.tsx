/** The Study view, loaded when it is first opened: can people still tell who it is? (Section 5.5 of Ren, Lee and Ryoo 2018.) */
import { useStudy } from '../../session/study/store.ts';
import { i18n, useWords } from '../i18n.ts';
import { ViewHeading } from '../ViewHeading.tsx';
import { Asking } from './Asking.tsx';
import { Results } from './Results.tsx';
import { Setup } from './Setup.tsx';
import '../styles/study.css';

export const words = i18n('study', {
  title: 'Study',
  lead: 'Machines are not the only ones who know faces. Ask people: can they tell who it is behind the cover?',
});

export default function Study() {
  const t = useWords(words);
  const step = useStudy((state) => state.step);
  return (
    <main className="page" id="content">
      <ViewHeading>{t.title}</ViewHeading>
      <p className="lead">{t.lead}</p>
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
