import { expect } from '@open-wc/testing';
import { element } from '../ui/element.ts';
import { type Part, Stage } from './stage.ts';

const partOf = (key: string, given?: Part['given']): Part => ({
  key,
  make: () => element('input', { name: key }),
  ...(given && { given }),
});

const namesIn = ({ root }: Stage) =>
  [...root.children].map((child) => child.getAttribute('name')).join(' ');

describe('Stage', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    document.body.append(stage.root);
  });

  afterEach(() => {
    stage.root.remove();
  });

  it('an element stays, with its focus, while notices come and go before it', () => {
    stage.show([partOf('content')]);
    const content = stage.root.querySelector('input');
    content?.focus();
    stage.show([partOf('first'), partOf('second'), partOf('content')]);
    expect(namesIn(stage)).to.equal('first second content');
    stage.show([partOf('second'), partOf('content')]);
    expect(namesIn(stage)).to.equal('second content');
    expect(document.activeElement === content).to.equal(true);
  });

  it('an element whose part is not shown any more is a new one when it is shown again', () => {
    stage.show([partOf('content')]);
    const former = stage.root.firstElementChild;
    stage.show([partOf('other')]);
    expect(namesIn(stage)).to.equal('other');
    stage.show([partOf('content')]);
    expect(namesIn(stage)).to.equal('content');
    expect(stage.root.firstElementChild === former).to.equal(false);
  });

  it('a property is set again only once its value is another', () => {
    stage.show([partOf('content', { value: 'a' })]);
    const content = stage.root.querySelector('input') as HTMLInputElement;
    expect(content.value).to.equal('a');
    content.value = 'typed';
    stage.show([partOf('content', { value: 'a' })]);
    expect(content.value).to.equal('typed');
    stage.show([partOf('content', { value: 'b' })]);
    expect(content.value).to.equal('b');
  });
});
