
// The conversation page: what is new is announced, never shown unasked; who else is there; drafts; keys.
{
  const place = document.querySelector('[data-conversation]');
  // Drafts are whose they are, and of this tab alone: nobody who logs in after finds them.
  const kept = 'guichet.brouillon.';
  const keeps = (action) => { try { return action(sessionStorage); } catch { return null; } };
  const forget = () => keeps((store) => {
    for (const key of Object.keys(store)) if (key.startsWith(kept)) store.removeItem(key);
  });
  document.querySelector('form[action$="/deconnexion"]')?.addEventListener('submit', forget);
  if (document.querySelector('form[action$="/connexion"]')) forget();

  if (place) {
    const { conversation, identifiant, chemin, evenements } = place.dataset;
    const log = document.getElementById('journal');
    const status = document.getElementById('nouveaux');
    const presence = document.getElementById('presence');

    // The log opens where reading goes on; afterwards nothing moves by itself.
    if (log && location.hash === '') {
      const unread = log.querySelector('.non-lu');
      log.scrollTop = unread ? unread.offsetTop - log.offsetTop : log.scrollHeight;
    }

    // Drafts, one a form, until it was sent.
    const sent = { dit: 'reponse', note: 'note' }[new URLSearchParams(location.search).get('fait')];
    for (const field of document.querySelectorAll('textarea[data-brouillon]')) {
      const key = `${kept}${identifiant}.${conversation}.${field.dataset.brouillon}`;
      if (field.dataset.brouillon === sent) keeps((store) => store.removeItem(key));
      if (field.value === '') field.value = keeps((store) => store.getItem(key)) ?? '';
      field.addEventListener('input', () => keeps((store) =>
        field.value === '' ? store.removeItem(key) : store.setItem(key, field.value)));
    }

    // Replies that stand ready.
    const models = document.querySelector('form.modeles');
    const words = document.getElementById('mots');
    models?.addEventListener('submit', (event) => {
      if (!words) return;
      event.preventDefault();
      words.setRangeText(models.modele.selectedOptions[0].dataset.texte, words.selectionStart, words.selectionEnd, 'end');
      words.dispatchEvent(new Event('input', { bubbles: true }));
      words.focus();
    });
    words?.addEventListener('keydown', (event) => {
      if (event.key !== '/' || words.value !== '' || !models) return;
      event.preventDefault();
      models.modele.focus();
      try { models.modele.showPicker(); } catch { /* focused is enough */ }
    });

    // j and k go from message to message.
    document.addEventListener('keydown', (event) => {
      if (!keys || event.ctrlKey || event.altKey || event.metaKey || writes(event.target)) return;
      if (event.key !== 'j' && event.key !== 'k') return;
      const all = [...log.querySelectorAll('.entree article')];
      const at = all.indexOf(document.activeElement);
      const next = event.key === 'j' ? at + 1 : (at < 0 ? all.length : at) - 1;
      const wanted = all[Math.max(0, Math.min(all.length - 1, next))];
      if (!wanted) return;
      event.preventDefault();
      wanted.tabIndex = -1;
      wanted.focus();
    });

    // What is new.
    const fetched = async (seen) => {
      const answer = await fetch(`${chemin}/nouveaux?apres=${log.dataset.dernier}${seen ? '&lu=oui' : ''}`);
      if (!answer.ok) return null;
      return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('ol');
    };
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = 'Afficher';
    button.hidden = true;
    status.after(button);
    const announce = (words) => { if (status.textContent !== words) status.textContent = words; };
    const look = async () => {
      const list = await fetched(false);
      if (!list) return;
      const count = Number(list.dataset.nombre);
      announce(count === 0 ? '' : count === 1 ? '1 nouveau message' : `${count} nouveaux messages`);
      button.hidden = count === 0;
    };
    button.addEventListener('click', async () => {
      const list = await fetched(true);
      if (!list) return;
      const entries = log.querySelector('ol');
      for (const waiting of entries.querySelectorAll('.part-bientot')) waiting.remove();
      entries.append(...list.children);
      log.dataset.dernier = list.dataset.dernier;
      for (const read of document.querySelectorAll('input[name="lu"]')) read.value = list.dataset.dernier;
      for (const link of document.querySelectorAll('a[data-lu]')) {
        link.href = link.href.replace(/lu=\d+/, `lu=${list.dataset.dernier}`);
      }
      announce('');
      button.hidden = true;
    });
    let soon = 0;
    const later = () => { clearTimeout(soon); soon = setTimeout(look, 400); };

    // Who is there.
    const tell = (doing) => fetch(`${chemin}/presence`, {
      method: 'POST', body: new URLSearchParams({ fait: doing }),
    }).catch(() => { /* told again soon */ });
    let wrote = 0;
    document.addEventListener('input', (event) => {
      if (!event.target.closest('[data-brouillon]') || Date.now() - wrote < 10000) return;
      wrote = Date.now();
      tell('écrit');
    });
    setInterval(() => {
      if (document.visibilityState === 'visible' && Date.now() - wrote > 10000) tell('lit');
    }, 20000);

    const events = new EventSource(evenements);
    const here = (event) => JSON.parse(event.data).personne === conversation;
    events.addEventListener('change', (event) => { if (here(event)) later(); });
    events.addEventListener('resync', later);
    events.addEventListener('bonjour', later);
    events.addEventListener('presence', (event) => {
      if (here(event)) presence.textContent = JSON.parse(event.data).presents;
    });
  }
}
