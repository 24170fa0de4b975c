// The staff console in a real Chromium: every page looked at by axe (light and dark, phone and desktop), the way a clerk
// works from login to hand-back, the same without JavaScript, and what hostile words do there.
//
// node console.mjs URL PASSWORD FOLDER   screenshots go to FOLDER; the last line is « tout va bien », or the exit code is 1.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [base, password, folder, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const playwright = await import(pathToFileURL(require.resolve('playwright-core')).href);
const { chromium } = playwright.default ?? playwright;
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 800 };

const problems = [];
let checks = 0;
function check(holds, what) {
  checks += 1;
  if (!holds) problems.push(what);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: flags });

async function visitor(login, options = {}) {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: wide, ...options });
  const page = await context.newPage();
  page.on('dialog', (dialog) => { problems.push(`une fenêtre s’est ouverte : ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(`${base}/connexion`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('main button:not([type=button])');
  await page.waitForURL((url) => !url.pathname.endsWith('/connexion'));
  return page;
}

// Waits until the board holds everybody.
async function full(page) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(`${base}/file?vue=tous`);
    if (await page.locator('main a[href*="/conversations/"]').count() >= 25) return;
    await page.waitForTimeout(500);
  }
  problems.push('la file ne s’est pas remplie');
}

async function looked(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [narrow, wide]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.evaluate(axe);
      const found = await page.evaluate((rules) => axe.run(document, rules), rules);
      for (const violation of found.violations) {
        const where = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ');
        problems.push(`${name} (${colorScheme}, ${viewport.width} px) ${violation.id} : ${violation.help} : ${where}`);
      }
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(wider <= 0, `${name} : défile de côté à ${viewport.width} px (${wider} px de trop)`);
      checks += 1;
    }
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(narrow);
  await page.screenshot({ path: join(folder, `${name}-telephone-sombre.png`) });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(wide);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: false });
}

async function said(page, words) {
  return (await page.locator('main').innerText()).includes(words);
}

// axe cannot run under our own policy; the pages that axe looks at are asked for with it lifted.
const axed = { bypassCSP: true };

// 1. Who is not logged in sees nothing but the login.
{
  const context = await browser.newContext({ ...axed, viewport: wide, locale: 'fr-FR' });
  const page = await context.newPage();
  await page.goto(`${base}/file`);
  check(new URL(page.url()).pathname.endsWith('/connexion'), 'la file se voit sans connexion');
  await looked(page, 'connexion');
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.textContent ?? '');
  check(first.includes('Aller au contenu'), `la première touche Tab mène à « ${first} »`);
  await page.fill('#login', 'camille');
  await page.fill('#password', 'ce n’est pas lui');
  await page.click('main button:not([type=button])');
  check(await said(page, 'Connexion'), 'un mauvais mot de passe a laissé entrer');
  await context.close();
}

// 2. Every page there is, for those who may see it.
{
  const page = await visitor('sacha', axed);
  await full(page);
  await looked(page, 'tous');
  await page.goto(`${base}/file`);
  await looked(page, 'file');
  await page.goto(`${base}/recherche?q=exemple`);
  await looked(page, 'recherche');
  for (const [name, path] of [['comprehension', '/comprehension'], ['entonnoir', '/entonnoir'], ['compte', '/compte'], ['accessibilite', '/accessibilite']]) {
    const answer = await page.goto(`${base}${path}`);
    check(answer.status() === 200, `${path} répond ${answer.status()}`);
    await looked(page, name);
  }
  const admin = await visitor('dominique', axed);
  await admin.goto(`${base}/personnel`);
  await looked(admin, 'personnel');
  const dpo = await visitor('alex', axed);
  await dpo.goto(`${base}/journal`);
  await looked(dpo, 'journal');
  check((await (await page.goto(`${base}/journal`)).status()) === 403, 'un responsable lit le journal');
  await looked(page, 'refus');
}

// 3. A clerk's morning: the queue, somebody who waits, a reply that leaves, the conversation handed back.
{
  const page = await visitor('camille', axed);
  await page.goto(`${base}/file`);
  const waits = page.locator('tr', { hasText: 'Demande une personne' }).locator('a[href*="/conversations/"]').first();
  await waits.click();
  await page.waitForURL(/conversations/);
  const conversation = page.url().split('#')[0].split('?')[0];
  await looked(page, 'conversation');
  await page.getByLabel('Votre message').fill('Bonjour, je regarde votre dossier avec vous.');
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await page.waitForLoadState();
  check(await said(page, 'Bonjour, je regarde votre dossier avec vous.'), 'la réponse ne se voit pas');
  check(await page.getByRole('button', { name: /Annuler/ }).count() > 0, 'la réponse ne peut pas être annulée');
  await page.screenshot({ path: join(folder, 'reponse-annulable.png') });
  await page.getByRole('button', { name: /Annuler/ }).first().click();
  await page.waitForLoadState();
  check(!(await page.locator('[role=log]').innerText()).includes('je regarde votre dossier avec vous'), 'annulée, elle est partie');
  await page.goto(conversation);
  await page.getByLabel('Votre message').fill('Bonjour, voici la réponse du service.');
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await page.waitForTimeout(13_000);
  await page.goto(conversation);
  const log = await page.locator('[role=log]').innerText();
  check(log.includes('voici la réponse du service'), 'la réponse n’est pas partie');
  check(/Envoyé/.test(log), 'rien ne dit qu’elle est envoyée');
  await page.getByRole('link', { name: /Rendre la main/ }).or(page.getByRole('button', { name: /Rendre la main/ })).first().click();
  await page.waitForLoadState();
  check(await said(page, 'Je reprends avec vous là où nous en étions'), 'ce que dira l’assistant ne se voit pas');
  await looked(page, 'rendre-la-main');
  await page.getByRole('button', { name: /Rendre la main|Confirmer/ }).first().click();
  await page.waitForLoadState();
  await page.goto(conversation);
  check((await page.locator('[role=log]').innerText()).includes('Je reprends avec vous là où nous en étions'), 'l’assistant n’a pas repris');
}

// 4. The same without JavaScript, and nothing of what a candidate wrote runs.
{
  const page = await visitor('camille', { javaScriptEnabled: false });
  await page.goto(`${base}/recherche?q=hyperlink`);
  const hit = page.locator('main a[href*="/conversations/"]').first();
  check(await hit.count() === 1, 'le candidat hostile ne se trouve pas');
  await hit.click();
  const words = await page.locator('[role=log]').innerText();
  check(words.includes("<script>alert('bonjour')</script>"), 'ses mots ne se lisent pas tels quels');
  check(await page.locator('[role=log] script').count() === 0, 'ses mots sont devenus du code');
  await page.getByLabel('Votre message').fill('Réponse sans JavaScript.');
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
  check(await said(page, 'Réponse sans JavaScript.'), 'sans JavaScript, rien ne s’envoie');
}

// 5. The list is taken out as it is shown.
{
  const page = await visitor('sacha');
  const shown = await page.evaluate(async () => (await fetch(location.pathname.replace(/[^/]*$/, '') + 'export.csv?vue=tous')).text());
  const lines = shown.trim().split('\n').length;
  check(lines > 25, `l’export n’a que ${lines} lignes`);
  check(!/(^|;)"?[=+@]/m.test(shown.replace(/^\uFEFF/, '')), 'une formule est restée vive dans l’export');
}

await browser.close();
for (const problem of problems) console.log(`✗ ${problem}`);
console.log(problems.length === 0 ? `${checks} vérifications : tout va bien` : `${problems.length} problèmes`);
process.exit(problems.length === 0 ? 0 : 1);
