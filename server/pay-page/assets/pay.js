// The payment page's additions with JavaScript: it updates itself, and it copies. Nothing here decides anything; the
// server says what is paid.

const { stateUrl, state } = document.body.dataset;

if (stateUrl) watch(stateUrl, state);

/** Reloads the page once the server reports a change. */
async function watch(url, seen) {
  for (let pause = 2000; ; pause = Math.min(pause * 1.05, 15_000)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (document.visibilityState === 'hidden') continue;
    // On its way to a gateway: a reload would cancel that.
    if ([...document.forms].some((form) => form.dataset.sent)) continue;
    try {
      const response = await fetch(url, { headers: { accept: 'application/json' } });
      if (response.ok && (await response.json()).state === seen) continue;
      if (response.status >= 500 || response.status === 429) continue;
    } catch {
      continue;
    }
    keepChoice();
    location.reload();
    return;
  }
}

// A choice that was not sent yet stays chosen.
const CHOICE = `method of ${location.pathname}`;

function keepChoice() {
  const chosen = document.querySelector('input[name=method]:checked');
  if (chosen) withStorage((storage) => storage.setItem(CHOICE, chosen.value));
}

const kept = withStorage((storage) => {
  const choice = storage.getItem(CHOICE);
  storage.removeItem(CHOICE);
  return choice;
});
for (const input of document.querySelectorAll('input[name=method]:not(:disabled)')) {
  if (input.value === kept) input.checked = true;
}

/** Browsers that deny storage throw when it is named. */
function withStorage(use, kind = 'sessionStorage') {
  try {
    return use(window[kind]);
  } catch {
    return null;
  }
}

// The bank app that was opened last comes first.
const BANK_APP = 'bank app';
// The return address of a bank app, and the page that it was opened from, which nobody but this browser knows.
const WAY_BACK = 'way back';
const HOUR_MS = 3_600_000;

for (const section of document.querySelectorAll('[data-return]')) {
  const buttons = section.querySelector('.buttons');
  const known = withStorage((storage) => storage.getItem(BANK_APP), 'localStorage');
  const last = [...buttons.children].find(({ dataset }) => dataset.app === known);
  if (last) {
    last.classList.remove('plain');
    buttons.prepend(last);
  }
  buttons.addEventListener('click', ({ target }) => {
    const { app } = target.dataset;
    if (!app) return;
    withStorage((storage) => {
      storage.setItem(BANK_APP, app);
      const way = `${section.dataset.return} ${location.pathname}${location.search}`;
      storage.setItem(WAY_BACK, `${Date.now()} ${way}`);
    }, 'localStorage');
  });
}

const [leftAt, returned, openedFrom] =
  withStorage((storage) => storage.getItem(WAY_BACK), 'localStorage')?.split(' ') ?? [];
const isBack = returned === location.pathname;
const isOld = Date.now() - Number(leftAt) > HOUR_MS;
// The way back is a key to paying: it is not kept in the browser.
if (isBack || isOld) withStorage((storage) => storage.removeItem(WAY_BACK), 'localStorage');
if (isBack && !isOld) location.replace(openedFrom);

for (const button of document.querySelectorAll('button[data-share]')) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener('click', () => share(button.dataset));
}

/** The image of a code, where it can be shared; else the page's address. */
async function share({ share: image, file }) {
  const title = document.title;
  try {
    const files = image ? [await imageFile(image, file)] : [];
    if (files.length > 0 && navigator.canShare?.({ files })) {
      await navigator.share({ files, title });
    } else {
      await navigator.share({ title, url: location.origin + location.pathname });
    }
  } catch {
    // Closed without sharing.
  }
}

async function imageFile(image, name) {
  const blob = await (await fetch(image)).blob();
  return new File([blob], name, { type: 'image/png' });
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', () => copy(button));
}

async function copy(button) {
  if (!(await isCopied(button.dataset.copy)) && !isCopiedBySelection(button)) return;
  button.dataset.label ??= button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => {
    button.textContent = button.dataset.label;
  }, 2000);
}

async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Copying the selection may still work where the clipboard is unavailable (no secure context, or denied). Where even
 * that fails, the text stays selected, to be copied by hand.
 */
function isCopiedBySelection(button) {
  const field = document.createElement('textarea');
  field.value = button.dataset.copy;
  field.readOnly = true;
  field.className = 'unseen';
  button.after(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (copied) button.focus();
  else getSelection()?.selectAllChildren(button.parentElement.querySelector('span'));
  return copied;
}

// A second press while the first is under way would start a second attempt.
for (const form of document.forms) {
  form.addEventListener('submit', (event) => {
    const choice = form.elements.namedItem('method')?.value || 'yes';
    // A gateway may take long: another method can be chosen meanwhile.
    if (form.dataset.sent === choice) event.preventDefault();
    form.dataset.sent = choice;
    const opening = form.querySelector('[data-opening]');
    if (opening) opening.hidden = choice === 'bank_transfer';
  });
}
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const opening of document.querySelectorAll('[data-opening]')) opening.hidden = true;
});
