import type { FormSignIn } from '../api/sign-in.ts';
import { element } from '../ui/element.ts';
import type { Part } from './stage.ts';

/** The notice that another person, or another firm, goes on from here. */
export function identityNotice({ t, whoAmI }: FormSignIn, onclick: () => void): Part {
  const { accountant, firm } = whoAmI;
  const text = t('fault.IDENTITY_CHANGED', { name: accountant.name, firm: firm.name });
  const close = () => element('button', { onclick }, t('close'));
  return {
    key: text,
    make: () =>
      element(
        'div',
        { className: 'skeleton notice', role: 'status' },
        element('span', {}, text),
        close(),
      ),
  };
}
