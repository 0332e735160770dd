import { i18n, useWords } from '../i18n.ts';

/** Actions as the page says them. A label that is its own word in English is not listed. */
export const names = i18n('actionNames', {
  phoning: 'on the phone',
  texting: 'typing on a phone',
  hair_makeup: 'doing hair or make-up',
  operating_radio: 'at the radio',
  looking_at_phone: 'looking at a phone',
  raising_hand: 'raising a hand',
  touching_hair: 'touching the hair',
  glasses: 'putting glasses on or off',
  make_up: 'doing make-up',
  shaking_head: 'shaking the head',
  away: 'away from the desk',
  none: 'nothing of these',
} as Record<string, string>);

/** A label in words; one that is not known, as the model has it. */
export function useActionNames(): (label: string) => string {
  const known = useWords(names);
  return (label) => known[label] ?? label.replaceAll('_', ' ');
}
