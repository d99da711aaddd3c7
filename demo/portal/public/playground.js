// The playground: an element of the renewal widget, with a control for everything that its manifest names.
const $ = (id) => document.getElementById(id);
const getJson = async (path) => (await fetch(path)).json();
const { renewalServer } = await getJson('/api/me');
const { modules } = await getJson(`${renewalServer}/widget/custom-elements.json`);
const elements = modules.flatMap(({ declarations }) => declarations);
const { customers } = await getJson('/api/customers');
const codes = customers.slice(0, 4).map(({ taxCode }) => taxCode);

const script = document.createElement('script');
script.type = 'module';
script.src = `${renewalServer}/widget/renewal-wizard.js`;
document.head.append(script);

/** Custom properties that were set here. */
const set = new Map();
let shown;

$('element').append(...elements.map(({ tagName }) => new Option(tagName)));
$('element').value = 'renewal-wizard';
for (const [name, value] of new URLSearchParams(location.search)) {
  if ($(name)?.matches('select, input')) $(name).value = value;
}

function show() {
  const { tagName, events, cssProperties, cssParts } = elements.find(
    (element) => element.tagName === $('element').value,
  );
  shown = document.createElement(tagName);
  shown.setAttribute('server', renewalServer);
  shown.fetchToken = async () => (await getJson('/api/token')).token;
  if (tagName === 'renewal-wizard') shown.customers = codes;
  for (const { name } of events) shown.addEventListener(name, note);
  $('stage').replaceChildren(shown);
  $('tokens').replaceChildren(...cssProperties.map(controlOf));
  $('parts').replaceChildren(
    ...cssParts.map(({ name, description }) => item(`::part(${name}) – ${description}`)),
  );
  dress();
}

/** Gives the element its looks. */
function dress() {
  const { recipe, appearance, density, locale, width } = Object.fromEntries(
    ['recipe', 'appearance', 'density', 'locale', 'width'].map((id) => [id, $(id).value]),
  );
  shown.className = recipe && `recipe-${recipe}`;
  shown.setAttribute('appearance', appearance);
  shown.setAttribute('density', density);
  shown.setAttribute('locale', locale);
  $('stage').style.setProperty('width', `${width}px`);
  for (const name of [...shown.style]) if (!set.has(name)) shown.style.removeProperty(name);
  for (const [name, value] of set) shown.style.setProperty(name, value);
  const lines = [...set].map(([name, value]) => `  ${name}: ${value};`);
  $('css').textContent = lines.length ? `${shown.localName} {\n${lines.join('\n')}\n}` : '';
}

function controlOf({ name, default: initial = '', description }) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  const hint = document.createElement('small');
  input.value = set.get(name) ?? '';
  input.placeholder = initial;
  input.addEventListener('input', () => {
    if (input.value) set.set(name, input.value);
    else set.delete(name);
    dress();
  });
  hint.textContent = description;
  label.append(name.replace('--renewal-', ''), input, hint);
  return label;
}

/** Colours at random, to see that texts stay legible. */
function randomPalette() {
  const random = () =>
    `#${Math.floor(Math.random() * 2 ** 24)
      .toString(16)
      .padStart(6, '0')}`;
  for (const role of ['surface', 'sunken', 'accent', 'good-soft', 'bad-soft', 'wait-soft']) {
    set.set(`--renewal-${role}`, random());
  }
  show();
}

function note({ type, detail }) {
  $('events').prepend(item(`${type} ${JSON.stringify(detail)}`));
}

function item(text) {
  const li = document.createElement('li');
  li.textContent = text;
  return li;
}

$('element').addEventListener('change', show);
for (const id of ['recipe', 'appearance', 'density', 'locale', 'width']) {
  $(id).addEventListener('input', dress);
}
$('palette').addEventListener('click', randomPalette);
$('reset').addEventListener('click', () => {
  set.clear();
  show();
});
show();
