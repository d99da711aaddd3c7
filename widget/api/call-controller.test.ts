import { expect, fixture } from '@open-wc/testing';
import { html, LitElement, type TemplateResult } from 'lit';
import { eventually } from '../testing/page.ts';
import { CallController, type CallHost, type CallOptions } from './call-controller.ts';
import { PageFault } from './page-fault.ts';
import type { SignIn } from './sign-in.ts';

type Answer = PromiseWithResolvers<string>;

/** A sign-in; `t` returns the key of a text. */
const signInOf = (locale = 'vi') =>
  ({
    api: {},
    t: (key: string) => `${locale}:${key}`,
    hasAllTexts: () => true,
  }) as unknown as SignIn;

class CallingElement extends LitElement implements CallHost {
  signIn = signInOf();
  /** The calls made, each with its subject; the test answers them. */
  readonly made: (Answer & { about: string; signal: AbortSignal })[] = [];
  readonly taken: string[] = [];
  calls!: CallController<[about: string], string>;

  override render(): TemplateResult {
    const { isBusy, text } = this.calls;
    return html`<p>${isBusy ? 'busy' : 'idle'} ${text}</p>`;
  }

  get shown(): string {
    return this.shadowRoot?.textContent?.trim() ?? '';
  }
}
customElements.define('calling-element', CallingElement);

type Options = CallOptions<[about: string], string>;

describe('a call of an element', () => {
  const make = async (kind: Options['kind'], options: Partial<Options> = {}) => {
    const element = document.createElement('calling-element') as CallingElement;
    element.calls = new CallController<[about: string], string>(element, {
      kind,
      run: (signal, about) => {
        const answer = Promise.withResolvers<string>();
        element.made.push({ ...answer, about, signal });
        return answer.promise;
      },
      done: (result) => element.taken.push(result),
      ...options,
    });
    const place = await fixture<HTMLElement>(html`<div></div>`);
    place.append(element);
    const errors: unknown[] = [];
    place.addEventListener('renewal-error', (event) => errors.push(event.detail));
    await element.updateComplete;
    const nth = (n: number) => element.made[n] as CallingElement['made'][number];
    return { element, calls: element.calls, place, errors, nth };
  };
  const settled = async (element: CallingElement) => {
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
  };

  it('a call is busy until it has its answer, and the element shows both', async () => {
    const { element, calls, nth } = await make('deed');
    expect(element.shown).to.equal('idle');
    const ended = calls.start('a');
    await element.updateComplete;
    expect(element.shown).to.equal('busy');
    nth(0).resolve('answer');
    await ended;
    await element.updateComplete;
    expect(element.shown).to.equal('idle');
    expect(element.taken).to.deep.equal(['answer']);
  });

  it('a call’s fault is shown in the screen’s language, and reported once', async () => {
    const { element, calls, errors, nth } = await make('deed');
    const ended = calls.start('a');
    nth(0).reject(new TypeError('Failed to fetch'));
    await ended;
    await element.updateComplete;
    expect(element.shown).to.equal('idle vi:offline');
    expect(errors).to.deep.equal([{ code: 'OFFLINE' }]);
    element.signIn = { ...element.signIn, ...signInOf('en'), api: element.signIn.api };
    element.requestUpdate();
    await element.updateComplete;
    expect(element.shown).to.equal('idle en:offline');
  });

  it('a call is repeated as the last time, without the old fault', async () => {
    const { element, calls, nth } = await make('question');
    void calls.start('a');
    nth(0).reject(new TypeError('Failed to fetch'));
    await settled(element);
    const again = calls.retry();
    expect(calls.fault).to.equal(null);
    expect(nth(1).about).to.equal('a');
    nth(1).resolve('answer');
    await again;
    expect(element.taken).to.deep.equal(['answer']);
  });

  it('a deed is called once, however often its button is pressed', async () => {
    const { element, calls, nth } = await make('deed');
    const pressed = [calls.start('a'), calls.start('a'), calls.start('b')];
    expect(element.made).to.have.length(1);
    nth(0).resolve('answer');
    await Promise.all(pressed);
    expect(element.taken).to.deep.equal(['answer']);
    void calls.start('c');
    expect(element.made).to.have.length(2);
  });

  it('a question gives way to the next, and only the latest answer counts', async () => {
    const { element, calls, errors, nth } = await make('question');
    void calls.start('a');
    void calls.start('b');
    void calls.start('c');
    expect(nth(0).signal.aborted).to.equal(true);
    nth(2).resolve('third');
    await settled(element);
    expect(element.shown).to.equal('idle');
    nth(0).resolve('first');
    nth(1).reject(new Error('late'));
    await settled(element);
    expect(element.taken).to.deep.equal(['third']);
    expect(errors).to.deep.equal([]);
    expect(calls.fault).to.equal(null);
  });

  it('a call stays busy when an earlier one answers late', async () => {
    const { element, calls, nth } = await make('question');
    void calls.start('a');
    void calls.start('b');
    nth(0).resolve('first');
    await settled(element);
    expect(element.shown).to.equal('busy');
  });

  it('a delayed question drops an earlier answer that arrives during the delay', async () => {
    const { element, calls, nth } = await make('question');
    void calls.start('a');
    calls.startIn(5, 'b');
    calls.startIn(5, 'c');
    nth(0).resolve('first');
    await element.updateComplete;
    expect(element.shown).to.equal('busy');
    await eventually(() => element.made.length === 2);
    expect(nth(1).about).to.equal('c');
    nth(1).resolve('third');
    await settled(element);
    expect(element.taken).to.deep.equal(['third']);
  });

  it('a delayed question keeps the fault on the screen during the delay', async () => {
    const { element, calls, nth } = await make('question');
    void calls.start('a');
    nth(0).reject(new TypeError('Failed to fetch'));
    await settled(element);
    calls.startIn(1, 'b');
    await element.updateComplete;
    expect(element.shown).to.equal('busy vi:offline');
    await eventually(() => element.made.length === 2);
    nth(1).resolve('second');
    await settled(element);
    expect(element.shown).to.equal('idle');
  });

  it('a question ends with its element, and is called again where the element comes back', async () => {
    const { element, calls, place, errors, nth } = await make('question');
    void calls.start('a');
    calls.startIn(0, 'b');
    element.remove();
    await settled(element);
    expect(element.made, 'not while it is away').to.have.length(1);
    place.append(element);
    expect(nth(1).about).to.equal('b');
    element.remove();
    expect(nth(1).signal.aborted).to.equal(true);
    nth(1).resolve('for nobody');
    await settled(element);
    expect(element.taken).to.deep.equal([]);
    place.append(element);
    nth(2).resolve('answer');
    await settled(element);
    expect(element.taken).to.deep.equal(['answer']);
    expect(element.shown).to.equal('idle');
    element.remove();
    place.append(element);
    await settled(element);
    expect(element.made, 'what is answered is not asked again').to.have.length(3);
    expect(errors).to.deep.equal([]);
  });

  it('a deed runs to its end though its element has gone, and is not repeated', async () => {
    const { element, calls, place, nth } = await make('deed');
    void calls.start('a');
    element.remove();
    place.append(element);
    element.remove();
    nth(0).resolve('done');
    await settled(element);
    expect(element.made).to.have.length(1);
    expect(element.taken).to.deep.equal(['done']);
    expect(calls.isBusy).to.equal(false);
  });

  it('one person’s call never answers another', async () => {
    for (const kind of ['deed', 'question'] as const) {
      const { element, calls, errors, nth } = await make(kind);
      void calls.start('a');
      element.signIn = signInOf();
      nth(0).resolve('theirs');
      await settled(element);
      expect(element.taken).to.deep.equal([]);
      expect(element.shown).to.equal('idle');
      void calls.start('b');
      element.signIn = signInOf();
      nth(1).reject(new Error('theirs'));
      await settled(element);
      expect([calls.fault, errors]).to.deep.equal([null, []]);
    }
  });

  it('settled resolves when the last call has ended', async () => {
    const { calls, nth } = await make('question');
    let isSettled = false;
    void calls.start('a');
    void calls.settled().then(() => {
      isSettled = true;
    });
    void calls.start('b');
    nth(0).resolve('first');
    await new Promise((resolve) => setTimeout(resolve));
    expect(isSettled).to.equal(false);
    nth(1).resolve('second');
    await calls.settled();
    calls.startIn(60_000, 'c');
    const settled = calls.settled();
    calls.drop();
    await settled;
  });

  it('a dropped call’s answer is ignored, and the next one can be made', async () => {
    const { element, calls, nth } = await make('deed');
    void calls.start('a');
    calls.drop();
    expect(nth(0).signal.aborted).to.equal(true);
    void calls.start('b');
    nth(0).resolve('first');
    nth(1).resolve('second');
    await settled(element);
    expect(element.taken).to.deep.equal(['second']);
  });

  it('a fault that the element handles is neither kept nor reported', async () => {
    const seen: string[] = [];
    const { element, calls, errors, nth } = await make('deed', {
      failed: async ({ code }, about) => {
        seen.push(`${code} of ${about}`);
        return code === 'RELEASE_REPLACED';
      },
    });
    void calls.start('a');
    nth(0).reject(new PageFault('RELEASE_REPLACED'));
    await settled(element);
    expect([calls.fault, errors]).to.deep.equal([null, []]);
    void calls.start('b');
    nth(1).reject(new PageFault('OFFLINE'));
    await settled(element);
    expect(calls.fault).to.deep.equal({ code: 'OFFLINE' });
    expect(seen).to.deep.equal(['RELEASE_REPLACED of a', 'OFFLINE of b']);
  });

  it('an optional call reports no fault to the host', async () => {
    const { element, calls, errors, nth } = await make('question', { isExtra: true });
    void calls.start('a');
    nth(0).reject(new Error('no answer'));
    await settled(element);
    expect(calls.fault).to.deep.equal({ code: 'OFFLINE' });
    expect(errors).to.deep.equal([]);
  });
});
