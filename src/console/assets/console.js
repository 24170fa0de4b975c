// Shortcuts, which can be switched off (WCAG 2.1.4): an element with data-key="r" is pressed or focused by that key.
// Nothing here is needed: every page works without.
const KEPT = 'guichet.raccourcis';
const writes = (element) => element.closest('input, textarea, select, [contenteditable]') !== null;
let keys = true;
try { keys = localStorage.getItem(KEPT) !== 'non'; } catch { /* a browser that keeps nothing */ }

for (const place of document.querySelectorAll('[data-keys]')) {
  const button = place.querySelector('button');
  const show = () => button.setAttribute('aria-pressed', String(keys));
  place.hidden = document.querySelector('[data-key]') === null;
  button.addEventListener('click', () => {
    keys = !keys;
    try { localStorage.setItem(KEPT, keys ? 'oui' : 'non'); } catch { /* until the next page, then */ }
    show();
  });
  show();
}

document.addEventListener('keydown', (event) => {
  if (!keys || event.ctrlKey || event.altKey || event.metaKey || writes(event.target)) return;
  const wanted = [...document.querySelectorAll('[data-key]')].find((element) => element.dataset.key === event.key);
  if (!wanted) return;
  event.preventDefault();
  if (writes(wanted)) wanted.focus(); else wanted.click();
});

// A form that was filled and not sent is not left without a word.
const filled = () => [...document.querySelectorAll('form[data-keep]')].some((form) => form.dataset.dirty === 'oui');
document.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-keep]');
  if (form) form.dataset.dirty = 'oui';
});
document.addEventListener('submit', (event) => { delete event.target.dataset.dirty; });
addEventListener('beforeunload', (event) => { if (filled()) event.preventDefault(); });

